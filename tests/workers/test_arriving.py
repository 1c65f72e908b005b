"""From an upload in pieces to a published video."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.builders import begin_upload, post_video, send_rest, sign_up
from tests.workers.conftest import is_published, work_through


@pytest.fixture
def creator(client: TestClient) -> TestClient:
    sign_up(client, "ada", creator=True)
    return client


def test_an_upload_that_was_still_arriving_is_published(creator: TestClient, clip: Path) -> None:
    content = clip.read_bytes()
    upload = begin_upload(creator, len(content), content[:5000])
    video = post_video(creator, upload).json()["id"]
    send_rest(creator, upload, content, offset=5000)
    work_through()
    assert is_published(video)


def test_a_draft_is_published_when_its_creator_says_so(creator: TestClient, clip: Path) -> None:
    content = clip.read_bytes()
    draft = post_video(creator, begin_upload(creator, len(content), content), draft=True).json()["id"]
    work_through()
    assert not is_published(draft)
    creator.patch(f"/api/v1/videos/{draft}", json={"draft": False})
    work_through()
    assert is_published(draft)
