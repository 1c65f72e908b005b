"""Odd and spiteful files, sent as anybody sends them: published or refused in a sentence, without harm."""

import re
import resource
import socket
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from fastapi.testclient import TestClient
from PIL import Image, ImageStat
from rq import Queue, SimpleWorker

from app import storage
from app.api import api
from app.cache import valkey_bytes
from app.db import new_session
from app.lifecycle.check import findings
from app.models import Video, VideoStatus
from app.settings import settings
from app.videos import storing
from tests.builders import begin_upload, post_video, sign_up
from tests.unit.media.clips import H264, picture, run_ffmpeg, sound
from tests.workers.conftest import PIPELINE, dead, kept
from tests.workers.odd_files import ODD, PUBLISHED, Bench
from tests.workers.watchers import Canary, Guard, guarding

MOST_CPU_SECONDS = 60  # of what is accepted most take one or two
MOST_BYTES = 4 * 1024 * 1024  # stored of a clip of a few seconds
MOST_MEMORY = 1024 * 1024 * 1024
SENTENCES = re.compile(r"[A-Z][^/\\\n]{8,150}\.")
TECHNICAL = re.compile(
    r"traceback|error|exception|ffmpeg|ffprobe|errno|null|none|\bcode\b|\b0x", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one file, and what was there after it that was not before."""

    video: Video
    stored: frozenset[str]
    stored_bytes: int
    cpu_seconds: float
    peak_bytes: int
    processes: tuple[str, ...]
    passing_files: tuple[str, ...]
    touched_bait: bool
    called_out: bool

    @property
    def end(self) -> str:
        status = self.video.status
        return PUBLISHED if status is VideoStatus.PUBLISHED else f"{self.video.failure_code}"


@dataclass(frozen=True, slots=True)
class House:
    """The site, its one creator, and the witnesses."""

    creator: TestClient
    bench: Bench
    guard: Guard
    canary: Canary
    passing: Path
    earlier: frozenset[str]  # objects that other tests left

    def fate_of(self, name: str) -> Fate:
        content = ODD[name].make(self.bench)
        self.guard.was_touched()
        before = set(psutil.Process().children(recursive=True))
        begun, highest = cpu_seconds(), peak_bytes()
        upload = begin_upload(self.creator, len(content), content)
        video_id = post_video(self.creator, upload).json()["id"]
        work()
        entries = list(storage.listing(storage.folder_key(video_id)))
        family = psutil.Process().children(recursive=True)
        return Fate(
            video=kept(video_id),
            stored=frozenset(entry.key for entry in entries),
            stored_bytes=sum(entry.size for entry in entries),
            cpu_seconds=cpu_seconds() - begun,
            peak_bytes=peak if (peak := peak_bytes()) > max(highest, own_peak_bytes()) else 0,
            processes=tuple(name for child in family if (name := stranger(child, before))),
            passing_files=tuple(path.name for path in (*scratch().iterdir(), *self.passing.iterdir())),
            touched_bait=self.guard.was_touched(),
            called_out=self.canary.was_called(),
        )


def cpu_seconds() -> float:
    """Of all programs that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak_bytes() -> int:
    """Of the largest program that has ended, whatever else this process has run before."""
    return 1024 * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def own_peak_bytes() -> int:
    """Linux counts a program as large as who started it until it runs, so no less can be told of any."""
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def stranger(process: psutil.Process, known: set[psutil.Process]) -> str:
    """Its name, unless it is gone, or it or who began it was `known`; stores begin some when they like."""
    try:
        name, family = process.name(), {process, *process.parents()}
    except psutil.NoSuchProcess:
        return ""
    return "" if family & known else name


def work() -> None:
    """Like a media worker, without one that watches the clock: nothing here may need a second try."""
    queues = [Queue(name, connection=valkey_bytes()) for name in PIPELINE]
    SimpleWorker(queues, connection=valkey_bytes()).work(burst=True, logging_level="CRITICAL")


def scratch() -> Path:
    folder = settings().home / "scratch"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def place(house: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One creator who sends it all; in reach lies somebody's red clip."""
    folder, bait, passing = (tmp_path_factory.mktemp(name) for name in ("made", "bait", "passing"))
    run_ffmpeg("-f", "lavfi", "-i", "color=red:s=96x160:r=30:d=0.5", *H264, bait / "secret.mp4")
    run_ffmpeg(*picture(seconds=1), *sound(), *H264, "-movflags", "+faststart", folder / "clip.mp4")
    with (
        pytest.MonkeyPatch.context() as patch,
        closing(Canary()) as canary,
        guarding(bait) as guard,
        TestClient(api, base_url="http://localhost:8000") as creator,
    ):
        patch.setattr(tempfile, "tempdir", str(passing))
        sign_up(creator, "ada", creator=True)
        bench = Bench(folder, bait / "secret.mp4", canary.url, (folder / "clip.mp4").read_bytes())
        yield House(creator, bench, guard, canary, passing, stored())


def stored() -> frozenset[str]:
    """Everything in both buckets."""
    storage.make_archive()
    buckets = (settings().s3_bucket, settings().archive_bucket)
    return frozenset(entry.key for bucket in buckets for entry in storage.listing("", bucket=bucket))


@pytest.fixture(scope="module")
def fates(place: House) -> dict[str, Fate]:
    return {name: place.fate_of(name) for name in ODD}


def test_there_are_many() -> None:
    assert len(ODD) >= 40


@pytest.mark.parametrize("name", ODD)
def test_it_is_published_or_refused_in_a_sentence(fates: dict[str, Fate], name: str) -> None:
    fate = fates[name]
    assert fate.end in ODD[name].ends
    assert (fate.video.stage, fate.video.media is None) == ("done", fate.end != PUBLISHED)
    if fate.end != PUBLISHED:
        assert fate.video.status is VideoStatus.REJECTED
        message = str(fate.video.failure_message)
        assert SENTENCES.fullmatch(message)
        assert not TECHNICAL.search(message)


@pytest.mark.parametrize("name", ODD)
def test_it_reaches_nothing_and_leaves_nothing(fates: dict[str, Fate], name: str) -> None:
    fate = fates[name]
    assert not fate.touched_bait
    assert not fate.called_out
    assert fate.processes == ()
    assert fate.passing_files == ()
    assert {key.split("/")[2] for key in fate.stored} == storing.folders(fate.video.media)


@pytest.mark.parametrize("name", ODD)
def test_it_takes_no_more_than_it_may(fates: dict[str, Fate], name: str) -> None:
    assert fates[name].cpu_seconds < MOST_CPU_SECONDS
    assert fates[name].stored_bytes < MOST_BYTES
    assert fates[name].peak_bytes < MOST_MEMORY


def test_nobody_elses_pictures_are_shown(fates: dict[str, Fate], tmp_path: Path) -> None:
    for fate in fates.values():
        for key in (key for key in fate.stored if key.endswith("/poster.jpg")):
            storage.fetch_file(key, tmp_path / "poster.jpg")
            red, green, blue = ImageStat.Stat(Image.open(tmp_path / "poster.jpg").convert("RGB")).mean
            assert not (red > 200 and green < 40 and blue < 40)


def test_a_clip_over_the_limit_is_told_both_lengths(fates: dict[str, Fate]) -> None:
    told = fates["a clip over the limit"].video.failure_message
    assert told == "This clip is 3:20 long; the limit is 3:00."


@pytest.mark.usefixtures("fates")
def test_of_the_uploads_only_the_originals_of_published_clips_stay(place: House) -> None:
    assert dead() == []
    with new_session() as session:
        found = [one for one in findings(session) if not one.orphan or one.orphan.key not in place.earlier]
    assert found == []


def test_the_witnesses_would_have_told(place: House) -> None:
    assert place.bench.bait.read_bytes()
    assert place.guard.was_touched()
    with closing(socket.create_connection(("127.0.0.1", int(place.canary.url[-5:])))):
        assert place.canary.was_called()
