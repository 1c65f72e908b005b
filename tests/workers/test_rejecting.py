"""A bad file ends as rejected with a code and a sentence, and leaves nothing behind."""

from pathlib import Path

import pytest

from app import storage
from app.accounts.viewer import anonymous
from app.db import new_session
from app.errors import NotFound
from app.models import VideoStatus
from app.settings import settings
from app.videos import service
from tests.workers.conftest import dead, encoders, kept, make_creator, send, work_through

PLAYLIST = b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
CODES = {
    "zero-byte": "empty_file",
    "text": "unknown_format",
    "playlist": "unknown_format",
    "truncated": "truncated",
}


@pytest.fixture(scope="module")
def videos(house: None, clip: Path) -> dict[str, int]:
    whole = clip.read_bytes()
    files = {
        "zero-byte": b"",
        "text": b"Dear diary, " * 400,
        "playlist": PLAYLIST,
        "truncated": whole[: len(whole) * 2 // 3],
    }
    creator = make_creator()
    sent = {name: send(creator, content) for name, content in files.items()}
    work_through()
    return sent


@pytest.mark.parametrize("name", CODES)
def test_it_is_rejected_with_a_code_and_a_sentence(videos: dict[str, int], name: str) -> None:
    video = kept(videos[name])
    assert video.status is VideoStatus.REJECTED
    assert video.failure_code == CODES[name]
    assert str(video.failure_message).endswith(".")
    assert (video.stage, video.published_at, video.media) == ("done", None, None)


def test_nobody_else_ever_sees_it(videos: dict[str, int]) -> None:
    for video_id in videos.values():
        with new_session() as session, pytest.raises(NotFound):
            service.get(session, anonymous("somebody-somewhere"), video_id)


def test_it_is_the_file_s_fault_and_not_tried_again(videos: dict[str, int]) -> None:
    assert dead() == []


def test_nothing_stays_behind(videos: dict[str, int]) -> None:
    assert list((settings().home / "scratch").iterdir()) == []
    assert encoders() == []
    for video_id in videos.values():
        found = storage.client().list_objects(settings().s3_bucket, prefix=f"v/{video_id}/", recursive=True)
        assert list(found) == []
