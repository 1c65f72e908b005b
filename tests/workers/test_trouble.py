"""Workers die, parts go away, two take the same video: it is published once all the same."""

import subprocess
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from rq import Queue, Worker
from sqlmodel import select
from typer.testing import CliRunner

from app import jobs
from app.accounts.viewer import signed_in
from app.cache import valkey, valkey_bytes
from app.cli import cli
from app.db import new_session, transaction
from app.errors import NotFound
from app.jobs import Job
from app.models import Sound, Stage, StageState, User, Video, VideoStatus
from app.settings import settings
from app.videos import cards, processing, stages, storing
from app.videos.claim import alone_on
from tests.outages import without_storage
from tests.unit.media.clips import H264, picture, run_ffmpeg, sound
from tests.workers.conftest import (
    PIPELINE,
    Start,
    dead,
    encoders,
    is_finished,
    is_published,
    kept,
    make_creator,
    send,
    states,
    wait_for,
    work_through,
)

pytestmark = pytest.mark.usefixtures("clean")


def sounds() -> int:
    with new_session() as session:
        return len(session.exec(select(Sound)).all())


@pytest.fixture
def long_clip(tmp_path: Path) -> bytes:
    """Long enough to be caught in the middle."""
    path = tmp_path / "long.mp4"
    run_ffmpeg(*picture("480x854", seconds=10), *sound(seconds=10), *H264, path)
    return path.read_bytes()


def held_encoders() -> bool:
    """Whether some are at work. They stop where they are, or they were done before anybody kills anything."""
    for one in encoders():
        with suppress(psutil.NoSuchProcess):
            one.suspend()
            if one.status() != psutil.STATUS_ZOMBIE:
                return True
    return False


def test_a_worker_killed_in_mid_transcode_is_replaced_and_the_video_ends_once(
    start: Start, long_clip: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "VANISHED", timedelta(seconds=6))
    worker = start("first", "parts", "media")
    video_id = send(make_creator(), long_clip)
    wait_for(lambda: kept(video_id).stage == "first" and held_encoders())
    family = psutil.Process(worker.pid).children(recursive=True)
    assert processing.resume() == []
    worker.kill()
    worker.wait()
    mark = f"working:{video_id}-first"
    valkey().set(mark, "the dead worker")  # for as long as this test looks, however slow it is
    assert processing.resume() == []
    assert psutil.wait_procs(family, timeout=60)[1] == []
    valkey().delete(mark)
    wait_for(processing.resume)
    assert processing.resume() == []
    start("first", "parts", "media")
    wait_for(lambda: is_finished(video_id))
    wait_for(lambda: not list((settings().home / "scratch").iterdir()))
    assert processing.resume() == []
    assert storing.stored_folders(video_id) == storing.folders(kept(video_id).media)
    assert sounds() == 1
    assert encoders() == []


def test_two_workers_at_once_publish_once(clip: Path) -> None:
    video_id = send(make_creator(), clip.read_bytes())
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(processing.run, [video_id, video_id], [Stage.FIRST, Stage.FIRST]))
    assert is_published(video_id)
    assert len(storing.stored_folders(video_id)) == 1


def test_while_one_has_a_stage_another_leaves_it_alone(clip: Path) -> None:
    video_id = send(make_creator(), clip.read_bytes())
    with alone_on(f"{video_id}-first") as mine, alone_on(f"{video_id}-first") as others:
        assert (mine, others) == (True, False)
        processing.run(video_id, Stage.FIRST)
    assert kept(video_id).status is VideoStatus.PROCESSING


def test_a_video_deleted_while_it_is_made_leaves_no_files(
    clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    video_id = send(make_creator(), clip.read_bytes())
    put = storing.put

    def delete_after_storing(about: int, folder: str, files: Iterable[Path]) -> None:
        put(about, folder, files)
        with transaction() as session:
            session.get_one(Video, video_id).status = VideoStatus.DELETED

    monkeypatch.setattr(storing, "put", delete_after_storing)
    processing.run(video_id, Stage.FIRST)
    assert kept(video_id).status is VideoStatus.DELETED
    assert storing.stored_folders(video_id) == set()
    assert sounds() == 0


def time_passes() -> None:
    """Whatever waits for its next try is due."""
    for name in PIPELINE:
        registry = Queue(name, connection=valkey_bytes()).scheduled_job_registry
        for job_id in registry.get_job_ids():
            valkey_bytes().zadd(registry.key, {job_id: 1})


def test_a_part_away_is_tried_again_and_dies_listed_until_a_person_retries(clip: Path) -> None:
    video_id = send(make_creator(), clip.read_bytes())
    with without_storage():
        for _ in range(jobs.RETRIES + 1):
            assert dead() == []
            work_through()
            time_passes()
        (letter,) = dead()
    assert (letter.id, letter.args, letter.job) == (
        f"first-{video_id}",
        (video_id,),
        Job.FIRST,
    )
    assert letter.reason
    assert kept(video_id).status is VideoStatus.PROCESSING
    assert states(video_id)["first"] is StageState.FAILED
    assert processing.resume() == []
    listed = CliRunner().invoke(cli, ["dead-letters", "list"])
    assert letter.id in listed.output
    retried = CliRunner().invoke(cli, ["dead-letters", "retry", "first", letter.id])
    assert retried.exit_code == 0
    work_through()
    assert is_finished(video_id)
    assert dead() == []


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
    (job,) = Queue("first", connection=valkey_bytes()).jobs
    first, second, third = job.retry_intervals or ()
    assert 2 <= first <= 5 <= second <= 10 <= third <= 20


def test_a_video_whose_job_was_lost_is_queued_again(clip: Path) -> None:
    video_id = send(make_creator(), clip.read_bytes())
    assert processing.resume() == []
    Queue("first", connection=valkey_bytes()).empty()
    assert processing.resume() == [(video_id, Stage.FIRST)]
    work_through()
    assert is_published(video_id)


def test_retrying_what_is_not_dead_is_told_so() -> None:
    with pytest.raises(NotFound):
        jobs.retry_dead("first", "first-1")


def ends_well(process: subprocess.Popen[bytes], *, within: float) -> bool:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        return process.wait(within) == 0
    return False


@pytest.mark.parametrize("arguments", [("media",), ("consumers",), ("schedule",)])
def test_a_worker_told_to_stop_stops(start: Start, arguments: tuple[str, ...]) -> None:
    process = start(*arguments)
    wait_for(READY[arguments[0]])
    assert ends_well(process, within=120)


READY: dict[str, Callable[[], object]] = {
    "media": lambda: "idle" in [worker.get_state() for worker in Worker.all(connection=valkey_bytes())],
    "consumers": lambda: valkey_bytes().exists("events:watches"),
    "schedule": lambda: Queue("housekeeping", connection=valkey_bytes()).count,
}


def test_a_worker_of_no_known_queue_says_what_there_is() -> None:
    from workers.__main__ import main

    with pytest.raises(SystemExit, match="media"):
        main(["nonsense"])


def test_a_fault_of_our_own_is_not_tried_again_but_listed_at_once(
    clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    video_id = send(make_creator(), clip.read_bytes())
    monkeypatch.setattr(storing, "put", lambda *_: 1 / 0)
    work_through()
    (letter,) = dead()
    assert "ZeroDivisionError" in letter.reason
    assert storing.stored_folders(video_id) == set()
    with new_session() as session:
        card = cards.card(session, video_id, signed_in(session.get_one(User, kept(video_id).creator_id)))
    assert card.processing.failure
    assert card.processing.failure.code == "stuck"


def test_a_stage_that_takes_its_worker_with_it_every_time_is_given_up(clip: Path) -> None:
    video_id = send(make_creator(), clip.read_bytes())
    for _ in range(processing.MOST_TRIES):
        stages.start(video_id, Stage.FIRST)
    work_through()
    assert [letter.id for letter in dead()] == [f"first-{video_id}"]
    assert states(video_id)["first"] is StageState.FAILED


def test_while_the_transcoder_rests_videos_wait_without_losing_a_try(
    clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    video_id = send(make_creator(), clip.read_bytes())
    monkeypatch.setattr(processing.TRANSCODER, "rest", 600)
    for _ in range(processing.TRANSCODER.limit):
        processing.TRANSCODER.failed()
    work_through()
    assert (dead(), processing.resume()) == ([], [])
    assert states(video_id)["first"] is StageState.WAITING
    valkey().delete(processing.TRANSCODER.rest_key)
    assert processing.resume() == [(video_id, Stage.FIRST)]
    work_through()
    assert is_finished(video_id)


def test_a_first_rung_is_taken_before_the_large_ones_of_others(clip: Path) -> None:
    earlier = send(make_creator(), clip.read_bytes())
    work_through("first")
    later = send(make_creator(), clip.read_bytes())
    work_through("first", "parts")
    assert is_published(later)
    assert states(earlier)["rungs"] is StageState.WAITING
