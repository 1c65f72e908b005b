"""Small clips, and workers: one that works to the end of its queue here, and real processes."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import psutil
import pytest
from rq import Queue, SimpleWorker

from app.accounts.viewer import signed_in
from app.cache import valkey, valkey_bytes
from app.db import new_session, transaction
from app.jobs import DeadLetter, dead_letters
from app.models import Role, StageState, User, Video, VideoStatus
from app.settings import REPOSITORY
from app.videos import creation, stages
from app.videos.claim import sweep_scratch
from app.videos.schemas import Draft
from tests.builders import make_user
from tests.conftest import empty_stores
from tests.unit.media.clips import H264, picture, run_ffmpeg, sound

PIPELINE = ("first", "parts", "media")
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A vertical second with a tone."""
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    run_ffmpeg(*picture("240x426"), *sound(), *H264, path)
    return path


@pytest.fixture(scope="module")
def house(stores: dict[str, str]) -> Iterator[None]:
    """A site that the tests of one module share."""
    valkey().flushall()
    yield
    empty_stores()


@pytest.fixture
def start(stores: dict[str, str]) -> Iterator[Start]:
    """Start `python -m workers …`; whatever still runs afterwards is killed, and what it left is swept."""
    running: list[subprocess.Popen[bytes]] = []

    def begin(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "workers", *arguments]
        running.append(subprocess.Popen(command, cwd=REPOSITORY))
        return running[-1]

    yield begin
    for process in running:
        end(process)
    sweep_scratch()


def end(worker: subprocess.Popen[bytes]) -> None:
    """Kill it and be sure that its children have gone with it: nothing writes on into the next test."""
    family = psutil.Process(worker.pid).children(recursive=True) if worker.poll() is None else []
    worker.kill()
    worker.wait()
    assert psutil.wait_procs(family, timeout=120)[1] == []


def make_creator() -> User:
    with transaction() as session:
        return make_user(session, role=Role.CREATOR)


def send(creator: User, content: bytes, *, description: str = "") -> int:
    """Upload as the web does; the video's id."""
    draft = Draft(description=description)
    card, _ = creation.create(signed_in(creator), draft, BytesIO(content), key=uuid4())
    return card.id


def work_through(*queues: str) -> None:
    """Work until nothing is due. The worker takes signals for itself, which are given back."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    waiting = [Queue(name, connection=valkey_bytes()) for name in queues or PIPELINE]
    worker = SimpleWorker(waiting, connection=valkey_bytes())
    worker.work(burst=True, with_scheduler=True, logging_level="CRITICAL")
    for number, taken in before.items():
        signal.signal(number, taken)


def kept(video_id: int) -> Video:
    with new_session() as session:
        return session.get_one(Video, video_id)


def wait_for(what: Callable[[], object], *, seconds: float = 240) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.1)


def is_published(video_id: int) -> bool:
    return kept(video_id).status is VideoStatus.PUBLISHED


def is_finished(video_id: int) -> bool:
    """Whether every stage is done."""
    return is_published(video_id) and kept(video_id).percent == 100


def states(video_id: int) -> dict[str, StageState]:
    with new_session() as session:
        return {row.stage: row.state for row in stages.of(session, [video_id])[video_id]}


def dead() -> list[DeadLetter]:
    return [letter for queue in PIPELINE for letter in dead_letters(queue)]


def encoders() -> list[psutil.Process]:
    """Every ffmpeg that runs on behalf of this test run: they all read from below its home."""
    from app.settings import settings

    home = str(settings().home)
    running = psutil.process_iter(["name", "cmdline"])
    return [
        one
        for one in running
        if "ff" in (one.info["name"] or "") and home in " ".join(one.info["cmdline"] or ())
    ]
