"""From an upload in pieces to a published video, its original one object, and another cover afterwards."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app import storage
from app.db import new_session
from app.models import UploadChunk
from tests.builders import begin_upload, post_video, send_rest, sign_up
from tests.workers.conftest import dead, is_finished, kept, work_through


def pieces() -> set[str]:
    return {entry.key for entry in storage.listing(storage.UPLOADS)}


@pytest.fixture
def creator(client: TestClient) -> TestClient:
    sign_up(client, "ada", creator=True)
    return client


def test_an_upload_that_was_still_arriving_is_published_as_it_was_edited(
    creator: TestClient, clip: Path
) -> None:
    content = clip.read_bytes()
    others = pieces()
    upload = begin_upload(creator, len(content), content[:5000])
    assert pieces() > others
    video = post_video(creator, upload, edit={"speed": 0.5, "look": "noir"}).json()["id"]
    send_rest(creator, upload, content, offset=5000)
    work_through()
    assert dead() == []
    assert is_finished(video)
    assert kept(video).duration_seconds == pytest.approx(2, abs=0.1)
    assert b"".join(storage.read(storage.original_key(video))) == content
    with new_session() as session:
        assert session.exec(select(UploadChunk)).all() == []
    assert pieces() == others


def test_a_published_draft_gets_the_cover_that_is_chosen_later(creator: TestClient, clip: Path) -> None:
    content = clip.read_bytes()
    draft = post_video(creator, begin_upload(creator, len(content), content), draft=True).json()["id"]
    work_through()
    creator.patch(f"/api/v1/videos/{draft}", json={"draft": False})
    work_through()
    before = creator.get(f"/api/v1/videos/{draft}").json()
    assert before["status"] == "published"
    creator.patch(f"/api/v1/videos/{draft}", json={"cover": 0.6})
    work_through()
    after = creator.get(f"/api/v1/videos/{draft}").json()
    assert is_finished(draft)
    assert after["poster_url"] != before["poster_url"]
    assert after["mp4_url"] == before["mp4_url"]
