"""The library of sounds through REST: finding, hearing, renaming."""

from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app import storage
from app.db import transaction
from app.models import Sound, User, Video, Visibility
from tests.builders import make_user, make_video, sign_up


def make_sound(session: Session, title: str, owner: User, *, uses: int = 1, **columns: object) -> Sound:
    """A sound that so many public videos play."""
    sound = Sound(title=title, creator_id=owner.id, duration_seconds=7, **columns)
    session.add(sound)
    session.flush()
    for _ in range(uses):
        make_video(session, owner, sound_id=sound.id)
    session.refresh(sound)
    return sound


@pytest.fixture
def library(client: TestClient) -> dict[str, int]:
    """Ids by title."""
    with transaction() as session:
        ada = make_user(session, "ada")
        uses = {"Late Tram": 1, "Night Drive": 3, "Glass Bells": 2, "Nobody plays it": 0}
        return {title: make_sound(session, title, ada, uses=count).id for title, count in uses.items()}


def titles(client: TestClient, **asked: object) -> list[str]:
    return [one["title"] for one in client.get("/api/v1/sounds", params=asked).json()["items"]]


@pytest.mark.usefixtures("library")
def test_the_most_used_come_first_and_unused_ones_not_at_all(client: TestClient) -> None:
    assert titles(client) == ["Night Drive", "Glass Bells", "Late Tram"]


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("late tram", "Late Tram"),
        ("nihgt drive", "Night Drive"),
        ("glas bel", "Glass Bells"),
        ("tr", "Late Tram"),
    ],
)
def test_a_title_is_found_in_spite_of_wrong_letters(client: TestClient, typed: str, found: str) -> None:
    assert found in titles(client, q=typed)
    assert len(titles(client, q=typed)) == 1


@pytest.mark.usefixtures("library")
def test_pages_continue_where_they_ended(client: TestClient) -> None:
    first = client.get("/api/v1/sounds", params={"limit": 2}).json()
    assert titles(client, limit=2, cursor=first["next_cursor"]) == ["Late Tram"]


def test_its_page_says_whose_it_is_and_how_often_it_is_used(
    client: TestClient, library: dict[str, int]
) -> None:
    sound = client.get(f"/api/v1/sounds/{library['Night Drive']}").json()
    assert (sound["creator_username"], sound["use_count"], sound["duration_seconds"]) == ("ada", 3, 7)
    assert set(sound) >= {"audio_url", "loudness", "waveform"}


def test_its_videos_are_the_public_ones_newest_first(client: TestClient) -> None:
    with transaction() as session:
        ada = make_user(session, "ada")
        sound = make_sound(session, "Late Tram", ada, uses=3)
        make_video(session, ada, sound_id=sound.id, visibility=Visibility.PRIVATE)
        make_video(session, ada, sound_id=sound.id, visibility=Visibility.UNLISTED)
    first = client.get(f"/api/v1/sounds/{sound.id}/videos", params={"limit": 2}).json()
    rest = client.get(
        f"/api/v1/sounds/{sound.id}/videos", params={"limit": 2, "cursor": first["next_cursor"]}
    ).json()
    ids = [one["id"] for one in first["items"] + rest["items"]]
    assert len(ids) == 3
    assert ids == sorted(ids, reverse=True)


def test_only_the_owner_renames_it(client: TestClient) -> None:
    ada = sign_up(client, "ada", creator=True)
    with transaction() as session:
        owner = session.get_one(User, ada["id"])
        sound_id = make_sound(session, "original sound", owner).id
    path = f"/api/v1/sounds/{sound_id}"
    assert client.patch(path, json={"title": "  Tram, late "}).json()["title"] == "Tram, late"
    assert client.patch(path, json={"title": " "}).status_code == 422
    sign_up(client, "grace")
    assert client.patch(path, json={"title": "Mine"}).status_code == 403
    client.cookies.clear()
    assert client.patch(path, json={"title": "Mine"}).status_code == 401
    assert client.get(path).json()["title"] == "Tram, late"


def test_audio_is_heard_while_a_public_video_plays_it(client: TestClient) -> None:
    content = b"audio" * 100
    storage.put_stream("sounds/1.m4a", BytesIO(content), length=len(content), content_type="audio/mp4")
    with transaction() as session:
        ada = make_user(session, "ada")
        sound = make_sound(session, "Late Tram", ada, audio_key="sounds/1.m4a")
        hidden = make_sound(session, "Hidden", ada, uses=0, audio_key="sounds/1.m4a")
        make_video(session, ada, sound_id=hidden.id, visibility=Visibility.PRIVATE)
    address = client.get(f"/api/v1/sounds/{sound.id}").json()["audio_url"]
    answer = client.get(address, headers={"range": "bytes=0-4"})
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (
        206,
        b"audio",
        "audio/mp4",
    )
    assert client.get(f"/media/sound/{hidden.id}").status_code == 404
    assert client.get(f"/api/v1/sounds/{hidden.id}").status_code == 404


@pytest.mark.usefixtures("clean")
def test_uses_are_counted_whatever_changes_a_video() -> None:
    def uses() -> int:
        with transaction() as session:
            return session.get_one(Sound, sound.id).use_count

    with transaction() as session:
        ada = make_user(session, "ada")
        sound = make_sound(session, "Late Tram", ada, uses=0)
        video = make_video(session, ada, sound_id=sound.id, visibility=Visibility.PRIVATE)
    counted = [uses()]
    for change in (
        {"visibility": "public"},
        {"status": "deleted"},
        {"status": "published"},
        {"sound_id": None},
    ):
        with transaction() as session:
            found = session.get_one(Video, video.id)
            for name, value in change.items():
                setattr(found, name, value)
        counted.append(uses())
    assert counted == [0, 1, 0, 1, 0]
