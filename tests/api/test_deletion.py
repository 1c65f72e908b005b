"""DELETE /videos/{id} over REST, and what the media edge serves from that moment on."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from fastapi.testclient import TestClient

from app import storage
from app.accounts.viewer import signed_in
from app.cache import valkey
from app.db import transaction
from app.jobs import Job, is_known
from app.models import Role, Video, VideoStatus, Visibility
from app.videos import access
from app.videos.cards import card
from tests.api.conftest import Browser
from tests.builders import make_user, make_video
from tests.outages import without_valkey

PASSWORD = "correct horse"


@pytest.fixture
def video(clean: None) -> Iterator[Video]:
    """A public video of ada's, with one stored file."""
    with transaction() as session:
        made = make_video(session, make_user(session, "ada", role=Role.CREATOR))
    storage.put_stream(f"v/{made.id}/ab/480.mp4", BytesIO(b"film"), length=4, content_type="video/mp4")
    return made


def log_in(client: TestClient, name: str, role: Role | None = None) -> TestClient:
    if role:
        with transaction() as session:
            make_user(session, name, role=role)
    assert client.post("/api/v1/auth/login", json={"login": name, "password": PASSWORD}).is_success
    return client


def test_its_creator_deletes_it_and_it_is_gone_for_all(new_browser: Browser, video: Video) -> None:
    ada, other = log_in(new_browser(), "ada"), new_browser()
    assert other.get(f"/media/v/{video.id}/ab/480.mp4").status_code == 200
    answer = ada.delete(f"/api/v1/videos/{video.id}", params={"reason": "a bad day"})
    assert (answer.status_code, answer.content) == (204, b"")
    for path in ("", "/comments"):
        assert other.get(f"/api/v1/videos/{video.id}{path}").status_code == 404
    assert other.get(f"/media/v/{video.id}/ab/480.mp4").status_code == 404
    assert ada.get("/api/v1/users/@ada/videos").json()["items"] == []
    assert is_known(Job.ARCHIVE_VIDEO, video.id)


def test_deleting_twice_is_no_fault(new_browser: Browser, video: Video) -> None:
    ada = log_in(new_browser(), "ada")
    assert [ada.delete(f"/api/v1/videos/{video.id}").status_code for _ in range(2)] == [204, 204]


@pytest.mark.parametrize(
    ("role", "status", "code"),
    [
        (Role.USER, 403, "forbidden"),
        (Role.CREATOR, 403, "forbidden"),
        (Role.MODERATOR, 204, ""),
        (Role.ADMIN, 204, ""),
    ],
)
def test_others_may_by_their_role(
    new_browser: Browser, video: Video, role: Role, status: int, code: str
) -> None:
    answer = log_in(new_browser(), "grace", role).delete(f"/api/v1/videos/{video.id}")
    assert answer.status_code == status
    assert not code or answer.json()["error"]["code"] == code


def test_a_stranger_must_log_in_and_a_missing_one_is_missing(new_browser: Browser, video: Video) -> None:
    stranger = new_browser()
    assert stranger.delete(f"/api/v1/videos/{video.id}").status_code == 401
    assert log_in(stranger, "ada").delete(f"/api/v1/videos/{video.id + 1}").status_code == 404


def test_a_signed_address_ends_with_its_video(client: TestClient, video: Video) -> None:
    with transaction() as session:
        kept = session.get_one(Video, video.id)
        kept.visibility = Visibility.PRIVATE
    address = access.media_base(kept) + "ab/480.mp4"
    assert client.get(address).status_code == 200
    log_in(client, "ada").delete(f"/api/v1/videos/{video.id}")
    assert client.get(address).status_code == 404


def test_who_asked_before_a_change_does_not_bring_the_old_state_back(video: Video) -> None:
    """Another process has read the row, then this one deletes: the first may not remember what it read."""
    assert access.is_open_id(video.id)
    with transaction() as session:
        session.get_one(Video, video.id).status = VideoStatus.DELETED
    access.forget_open(video.id)
    assert not valkey().set(f"open:{video.id}", "1", nx=True)
    assert not access.is_open_id(video.id)
    assert not access.is_present_id(video.id)


def test_without_valkey_it_is_gone_all_the_same(new_browser: Browser, video: Video) -> None:
    with transaction() as session:
        session.get_one(Video, video.id).status = VideoStatus.DELETED
    with without_valkey():
        access.forget_open(video.id)
        assert not access.is_present_id(video.id)
        assert new_browser().get(f"/media/v/{video.id}/ab/480.mp4").status_code == 404


def test_the_record_of_a_deletion_is_not_part_of_a_card(video: Video) -> None:
    with transaction() as session:
        shown = card(session, video.id, signed_in(make_user(session, "lin", role=Role.MODERATOR)))
    assert not {"retain_until", "legal_hold", "deleted_at"} & set(shown.model_dump())
