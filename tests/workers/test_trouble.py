"""Workers die, parts go away, two take the same video: it is published once all the same."""

import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from rq import Queue, Worker
from sqlmodel import select
from typer.testing import CliRunner

from app import jobs, storage
from app.cache import valkey_bytes
from app.cli import cli
from app.db import new_session, transaction
from app.errors import NotFound
from app.jobs import Job, dead_letters
from app.models import Sound, Video, VideoStatus
from app.settings import settings
from app.videos import processing
from app.videos.claim import alone_on
from tests.outages import without_storage
from tests.unit.media.clips import H264, picture, run_ffmpeg, sound
from tests.workers.conftest import (
    Start,
    encoders,
    is_published,
    kept,
    make_creator,
    send,
    wait_for,
    work_through,
)

pytestmark = pytest.mark.usefixtures("clean")


def versions(video_id: int) -> set[str]:
    """Folders of the video in the store."""
    found = storage.client().list_objects(settings().s3_bucket, prefix=f"v/{video_id}/", recursive=True)
    return {str(item.object_name).split("/")[2] for item in found}


def sounds() -> int:
    with new_session() as session:
        return len(session.exec(select(Sound)).all())


@pytest.fixture
def long_clip(tmp_path: Path) -> bytes:
    """Long enough to be caught in the middle."""
    path = tmp_path / "long.mp4"
    run_ffmpeg(*picture("480x854", seconds=10), *sound(seconds=10), *H264, path)
    return path.read_bytes()


def test_a_worker_killed_in_mid_transcode_is_replaced_and_the_video_ends_once(
    start: Start, long_clip: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "VANISHED", timedelta(seconds=6))
    worker = start("media")
    video_id = send(make_creator(), long_clip)
    wait_for(lambda: kept(video_id).stage == "transcoding" and encoders())
    family = psutil.Process(worker.pid).children(recursive=True)
    assert processing.resume() == []
    worker.kill()
    worker.wait()
    assert processing.resume() == []
    assert psutil.wait_procs(family, timeout=5)[1] == []
    wait_for(processing.resume, seconds=30)
    assert processing.resume() == []
    start("media")
    wait_for(lambda: is_published(video_id))
    wait_for(lambda: not list((settings().home / "scratch").iterdir()))
    assert processing.resume() == []
    assert versions(video_id) == {str(kept(video_id).media["version"])}  # type: ignore[index]
    assert sounds() == 1
    assert encoders() == []


def test_two_workers_at_once_publish_once(clip: Path) -> None:
    video_id = send(make_creator(), clip.read_bytes())
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(processing.process, [video_id, video_id]))
    assert is_published(video_id)
    assert len(versions(video_id)) == sounds() == 1


def test_while_one_has_a_video_another_leaves_it_alone(clip: Path) -> None:
    video_id = send(make_creator(), clip.read_bytes())
    with alone_on(video_id) as mine, alone_on(video_id) as others:
        assert (mine, others) == (True, False)
        processing.process(video_id)
    assert kept(video_id).status is VideoStatus.PROCESSING


def test_a_video_deleted_while_it_is_made_leaves_no_files(
    clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    video_id = send(make_creator(), clip.read_bytes())
    say = processing._say

    def delete_when_storing(about: int, stage: str, percent: float) -> None:
        say(about, stage, percent)
        if stage == "storing":
            with transaction() as session:
                session.get_one(Video, video_id).status = VideoStatus.DELETED

    monkeypatch.setattr(processing, "_say", delete_when_storing)
    processing.process(video_id)
    assert kept(video_id).status is VideoStatus.DELETED
    assert versions(video_id) == set()
    assert sounds() == 0


def time_passes() -> None:
    """Whatever waits for its next try is due."""
    registry = Queue("media", connection=valkey_bytes()).scheduled_job_registry
    for job_id in registry.get_job_ids():
        valkey_bytes().zadd(registry.key, {job_id: 1})


def test_a_part_away_is_tried_again_and_dies_listed_until_a_person_retries(clip: Path) -> None:
    video_id = send(make_creator(), clip.read_bytes())
    with without_storage():
        for _ in range(jobs.RETRIES + 1):
            assert dead_letters("media") == []
            work_through()
            time_passes()
        (letter,) = dead_letters("media")
    assert (letter.id, letter.args, letter.job) == (
        f"process_video-{video_id}",
        (video_id,),
        Job.PROCESS_VIDEO,
    )
    assert letter.reason
    assert kept(video_id).status is VideoStatus.PROCESSING
    assert processing.resume() == []
    listed = CliRunner().invoke(cli, ["dead-letters", "list"])
    assert letter.id in listed.output
    retried = CliRunner().invoke(cli, ["dead-letters", "retry", "media", letter.id])
    assert retried.exit_code == 0
    work_through()
    assert is_published(video_id)
    assert dead_letters("media") == []


def test_a_part_that_comes_back_in_time_is_enough(clip: Path) -> None:
    video_id = send(make_creator(), clip.read_bytes())
    with without_storage():
        work_through()
    assert kept(video_id).status is VideoStatus.PROCESSING
    time_passes()
    work_through()
    assert is_published(video_id)


def test_pauses_between_tries_grow() -> None:
    creator = make_creator()
    send(creator, b"whatever")
    (job,) = Queue("media", connection=valkey_bytes()).jobs
    first, second, third = job.retry_intervals or ()
    assert 2 <= first <= 5 <= second <= 10 <= third <= 20


def test_a_video_whose_job_was_lost_is_queued_again(clip: Path) -> None:
    video_id = send(make_creator(), clip.read_bytes())
    assert processing.resume() == []
    Queue("media", connection=valkey_bytes()).empty()
    assert processing.resume() == [video_id]
    work_through()
    assert is_published(video_id)


def test_retrying_what_is_not_dead_is_told_so() -> None:
    with pytest.raises(NotFound):
        jobs.retry_dead("media", "process_video-1")


def ends_well(process: subprocess.Popen[bytes], *, within: float) -> bool:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        return process.wait(within) == 0
    return False


@pytest.mark.parametrize("arguments", [("media",), ("consumers",), ("schedule",)])
def test_a_worker_told_to_stop_stops(start: Start, arguments: tuple[str, ...]) -> None:
    process = start(*arguments)
    wait_for(READY[arguments[0]])
    assert ends_well(process, within=20)


READY: dict[str, Callable[[], object]] = {
    "media": lambda: "idle" in [worker.get_state() for worker in Worker.all(connection=valkey_bytes())],
    "consumers": lambda: valkey_bytes().exists("events:watches"),
    "schedule": lambda: Queue("housekeeping", connection=valkey_bytes()).count,
}


def test_a_worker_of_no_known_queue_says_what_there_is() -> None:
    from workers.__main__ import main

    with pytest.raises(SystemExit, match="media"):
        main(["nonsense"])
