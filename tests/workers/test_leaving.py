"""Leaving: invisible at once, all back on regret, and in the end nothing left; and everything taken home."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlmodel import Session, SQLModel, select

from app import db, storage
from app.lifecycle import archive, exports, leaving
from app.models import Comment, Follow, Like, Save, SearchedFor, User, Video, VideoStatus, WatchHistory
from app.models.columns import now
from tests.builders import make_video, send_file, sign_up
from workers import housekeeping

API = "/api/v1"
OWN = {"password": "correct horse"}


@pytest.fixture
def bob(clean: None) -> Iterator[TestClient]:
    from app.api import api

    with TestClient(api, base_url="http://localhost:8000", client=("198.51.100.8", 50000)) as other:
        sign_up(other, "bob", creator=True)
        yield other


def named(session: Session, name: str) -> User:
    return session.exec(select(User).where(User.username == name)).one()


def lively(client: TestClient, bob: TestClient) -> tuple[int, int]:
    """Ada with a clip, and everything she can do with Bob's; the ids of both clips."""
    sign_up(client, "ada", creator=True)
    with db.transaction() as session:
        ada, other = named(session, "ada"), named(session, "bob")
        own = make_video(session, ada, description="Ada's own", hashtags=["adas"]).id
        his = make_video(session, other, description="Bob's").id
    client.put(f"{API}/videos/{his}/like")
    client.put(f"{API}/videos/{his}/save")
    client.put(f"{API}/users/@bob/follow")
    said = client.post(f"{API}/videos/{his}/comments", json={"text": "Lovely."}).json()["id"]
    bob.post(f"{API}/videos/{his}/comments", json={"text": "Thanks!", "parent_id": said})
    bob.put(f"{API}/users/@ada/follow")
    with db.transaction() as session:
        session.add(SearchedFor(user_id=ada.id, query="harbour"))
    return own, his


def leave(client: TestClient) -> None:
    assert client.request("DELETE", f"{API}/users/me", json=OWN).status_code == 204


def is_seen_by(other: TestClient, video_id: int) -> set[str]:
    """Where somebody else meets Ada, her clip or her words."""
    comments = [one for item in other.get(f"{API}/users/@bob/videos").json()["items"]
                for one in other.get(f"{API}/videos/{item['id']}/comments").json()["items"]]  # fmt: skip
    feed = [item["video"]["id"] for item in other.get(f"{API}/feed").json()["items"]]
    following = other.get(f"{API}/feed/following").json()["items"]
    found = other.get(f"{API}/search/suggest", params={"q": "ada"}).text
    seen = {
        "profile": other.get(f"{API}/users/@ada").status_code == 200,
        "video": other.get(f"{API}/videos/{video_id}").status_code == 200,
        "comment": any(one["author"]["username"] == "ada" for one in comments),
        "feed": video_id in feed,
        "following": any(item["video"]["id"] == video_id for item in following),
        "search": '"ada"' in found,
    }
    return {place for place, is_there in seen.items() if is_there}


EVERYWHERE = {"profile", "video", "comment", "feed", "following", "search"}


def test_who_leaves_is_seen_nowhere_and_logged_out(client: TestClient, bob: TestClient) -> None:
    own, _ = lively(client, bob)
    assert is_seen_by(bob, own) == EVERYWHERE
    leave(client)
    assert is_seen_by(bob, own) == set()
    assert client.get(f"{API}/auth/me").status_code == 401


def test_leaving_asks_for_the_password(client: TestClient, bob: TestClient) -> None:
    lively(client, bob)
    refused = client.request("DELETE", f"{API}/users/me", json={"password": "not the one"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "wrong_password")


def test_logging_in_within_the_month_offers_to_bring_all_back(client: TestClient, bob: TestClient) -> None:
    own, _ = lively(client, bob)
    leave(client)
    login = {"login": "ada", **OWN}
    offered = client.post(f"{API}/auth/login", json=login)
    assert (offered.status_code, offered.json()["error"]["code"]) == (403, "leaving")
    assert client.post(f"{API}/auth/login", json={**login, "bring_back": True}).status_code == 200
    assert is_seen_by(bob, own) == EVERYWHERE


def test_private_clips_stay_private_after_coming_back(client: TestClient, bob: TestClient) -> None:
    own, _ = lively(client, bob)
    client.patch(f"{API}/videos/{own}", json={"visibility": "private"})
    leave(client)
    client.post(f"{API}/auth/login", json={"login": "ada", **OWN, "bring_back": True})
    assert client.get(f"{API}/videos/{own}").json()["visibility"] == "private"
    assert "video" not in is_seen_by(bob, own)


def mentions(user_id: int) -> set[str]:
    """Tables that still say something of the account."""
    found = set()
    with db.new_session() as session:
        for table in SQLModel.metadata.sorted_tables:
            for key in table.foreign_keys:
                if key.target_fullname == "users.id":
                    row = select(text("1")).select_from(table).where(key.parent == user_id)
                    found |= {table.name} if session.execute(row).first() else set()
            if "viewer_key" in table.c:
                row = select(text("1")).select_from(table).where(table.c.viewer_key == f"user:{user_id}")
                found |= {table.name} if session.execute(row).first() else set()
    return found


def test_after_the_month_nothing_is_left(client: TestClient, bob: TestClient) -> None:
    own, his = lively(client, bob)
    sent = send_file(client, b"a film of hers").json()["id"]
    leave(client)
    with db.transaction() as session:
        ada = named(session, "ada")
        ada.deletes_at = now() - timedelta(minutes=1)
        ada_id = ada.id
    assert leaving.erase_due() == [ada_id]
    housekeeping.erase(ada_id)
    assert client.post(f"{API}/auth/login", json={"login": "ada", **OWN}).status_code == 401
    with db.transaction() as session:
        gone = session.get_one(Video, own)
        assert gone.status is VideoStatus.DELETED
        theirs = session.get_one(Video, his)
        counts = (theirs.like_count, theirs.save_count, theirs.comment_count)
        rest = [*session.exec(select(Like)), *session.exec(select(Save)), *session.exec(select(Comment)),
                *session.exec(select(Follow)), *session.exec(select(WatchHistory))]  # fmt: skip
        for video in session.exec(select(Video).where(Video.creator_id == ada_id)):
            video.retain_until = now()
    assert counts == (0, 0, 0)
    assert rest == []
    for video_id in (own, sent):
        archive.keep(video_id)
    assert set(archive.purge_due()) == {own, sent}
    assert leaving.erase_due() == [ada_id]
    housekeeping.erase(ada_id)
    assert mentions(ada_id) == set()
    with db.new_session() as session:
        assert session.get(User, ada_id) is None


def test_before_the_month_is_over_nothing_is_erased(client: TestClient, bob: TestClient) -> None:
    own, _ = lively(client, bob)
    leave(client)
    assert leaving.erase_due() == []
    with db.new_session() as session:
        ada_id = named(session, "ada").id
    housekeeping.erase(ada_id)
    with db.new_session() as session:
        assert session.get_one(Video, own).status is VideoStatus.PUBLISHED


def exported(client: TestClient) -> zipfile.ZipFile:
    asked = client.post(f"{API}/users/me/export").json()
    assert asked["state"] == "waiting"
    housekeeping.export(asked["id"])
    made = client.get(f"{API}/users/me/export").json()
    assert (made["state"], made["percent"]) == ("done", 100)
    client.cookies.clear()
    answer = client.get(made["url"])
    assert answer.headers["content-disposition"].startswith("attachment")
    assert len(answer.content) == made["size"]
    return zipfile.ZipFile(io.BytesIO(answer.content))


def test_an_export_has_everything_and_the_originals(client: TestClient, bob: TestClient) -> None:
    _, his = lively(client, bob)
    send_file(client, b"a film of hers", description="Film")
    found = exported(client)

    def rows(name: str) -> list[dict[str, object]]:
        return list(json.loads(found.read(f"{name}.json")))

    assert [one["username"] for one in rows("profile")] == ["ada"]
    assert {one["description"] for one in rows("videos")} == {"Ada's own", "Film"}
    assert [one["text"] for one in rows("comments")] == ["Lovely."]
    assert [one["video_id"] for one in rows("likes") + rows("saves")] == [his, his]
    assert len(rows("following")) == len(rows("followers")) == len(rows("sessions")) == 1
    assert [one["query"] for one in rows("searches")] == ["harbour"]
    (film,) = [name for name in found.namelist() if name.startswith("originals/")]
    assert found.read(film) == b"a film of hers"
    assert found.testzip() is None


def test_who_asks_for_a_zip_is_led_to_it_once_it_is_there(client: TestClient) -> None:
    sign_up(client, "ada")
    asked = client.post(f"{API}/users/me/export").json()["id"]
    zipped = {"headers": {"Accept": "application/zip"}, "follow_redirects": False}
    assert client.get(f"{API}/users/me/export", **zipped).json()["state"] == "waiting"
    housekeeping.export(asked)
    led = client.get(f"{API}/users/me/export", **zipped)
    assert led.status_code == 303
    assert zipfile.is_zipfile(io.BytesIO(client.get(led.headers["location"]).content))


def test_an_export_gives_no_secret_away(client: TestClient, bob: TestClient) -> None:
    lively(client, bob)
    found = exported(client)
    everything = b"".join(found.read(name) for name in found.namelist())
    assert b"argon2" not in everything
    assert b"bob@example.com" not in everything


def test_a_link_to_an_export_is_not_guessed(client: TestClient, bob: TestClient) -> None:
    lively(client, bob)
    exported(client)
    with db.new_session() as session:
        latest = exports._latest(session, named(session, "ada").id)
    assert client.get(f"/media/export/9999999999.{'0' * 40}/zoetrope-{latest.id}.zip").status_code == 404
    assert bob.get(f"{API}/users/me/export").status_code == 404


def test_one_export_is_made_at_a_time(client: TestClient) -> None:
    sign_up(client, "ada")
    first, second = (client.post(f"{API}/users/me/export").json()["id"] for _ in range(2))
    assert first == second


def test_an_export_is_removed_after_its_week(client: TestClient, bob: TestClient) -> None:
    lively(client, bob)
    exported(client)
    with db.transaction() as session:
        latest = exports._latest(session, named(session, "ada").id)
        key, latest.expires_at = latest.key, now()
    assert storage.stat(key)
    assert exports.sweep() == 1
    assert storage.stat(key) is None
