"""A file that can be read in order has its first rung made while it arrives."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app import storage
from app.cache import valkey
from app.db import new_session
from app.models import Upload
from app.uploads import service as uploads
from app.videos import early
from tests.builders import begin_upload, post_video, send_rest, sign_up
from tests.unit.media.clips import H264, run_ffmpeg, sound
from tests.workers.conftest import dead, is_finished, is_published, kept, wait_for, work_through

NOISE = ("-f", "lavfi", "-i", "nullsrc=s=180x320:r=25:d=3,geq=random(1)*255:128:128")


@pytest.fixture
def creator(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setattr(early, "STALLED_SECONDS", 240)  # the tests themselves may be slow
    sign_up(client, "ada", creator=True)
    return client


@pytest.fixture
def clip(tmp_path: Path) -> bytes:
    """Its index in front, and more of it than is waited for before encoding begins."""
    path = tmp_path / "noise.mp4"
    run_ffmpeg(*NOISE, *sound(seconds=3), *H264, "-crf", "12", "-movflags", "+faststart", path)
    assert path.stat().st_size > 2 * uploads.EARLY_BYTES
    return path.read_bytes()


def arrives(creator: TestClient, clip: bytes) -> int:
    """Send the clip in two parts while an early worker follows it; the upload's id."""
    half = len(clip) // 2
    upload = begin_upload(creator, len(clip), clip[:half])
    with ThreadPoolExecutor(1) as thread:
        following = thread.submit(early.encode, upload)
        wait_for(lambda: early.is_worked_on(f"upload-{upload}"))
        send_rest(creator, upload, clip, offset=half)
        following.result()
    return upload


def made_early(upload: int) -> dict[str, object] | None:
    with new_session() as session:
        return session.get_one(Upload, upload).early


def test_what_was_made_while_it_arrived_is_what_is_published(creator: TestClient, clip: bytes) -> None:
    upload = arrives(creator, clip)
    made = made_early(upload)
    assert made
    name = made["rendition"]["file"]  # type: ignore[index]
    rung = b"".join(storage.read(storage.piece_key(upload, f"early/{name}")))
    video = post_video(creator, upload).json()["id"]
    work_through("first")
    assert is_published(video)
    media = kept(video).media or {}
    assert b"".join(storage.read(storage.media_key(video, media["renditions"][-1]["file"]))) == rung
    work_through()
    assert is_finished(video)
    assert dead() == []


def test_an_edited_clip_is_made_from_the_whole_file(creator: TestClient, clip: bytes) -> None:
    upload = arrives(creator, clip)
    video = post_video(creator, upload, edit={"speed": 3}).json()["id"]
    work_through()
    assert kept(video).duration_seconds == pytest.approx(1, abs=0.1)


def test_an_upload_that_stalls_or_ends_leaves_the_rest_to_the_first_stage(
    creator: TestClient, clip: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(early, "STALLED_SECONDS", 0.5)
    half = len(clip) // 2
    upload = begin_upload(creator, len(clip), clip[:half])
    early.encode(upload)
    assert made_early(upload) is None
    assert not valkey().exists(f"working:upload-{upload}")
    video = post_video(creator, upload).json()["id"]
    send_rest(creator, upload, clip, offset=half)
    work_through()
    assert is_finished(video)


def test_enough_of_a_file_calls_the_early_worker(creator: TestClient, clip: bytes) -> None:
    from rq import Queue

    from app.cache import valkey_bytes

    upload = begin_upload(creator, len(clip), clip[: len(clip) // 2])
    assert Queue("early", connection=valkey_bytes()).job_ids == [f"early-{upload}"]
