"""Ten uploads end published, once and whole, while every part is killed at every stage in turn."""

import subprocess
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import product
from pathlib import Path
from uuid import uuid4

import httpx
import psutil
import psycopg
import pytest

from app.models import Stage
from app.settings import ffmpeg_path
from tests.embedded.conftest import wait_for
from tests.instance.conftest import Instance

pytestmark = [pytest.mark.timeout(600), pytest.mark.campaign]
UPLOADS = 10
VICTIMS: dict[str, tuple[str, ...]] = {
    "worker": ("workers", "parts"),
    "web": ("granian",),
    "valkey": ("valkey-server",),
    "s3": ("weed", "server"),
    "postgres": ("postgres", "-D"),
}
# Fingerprints are a part of the first stage here; on their own they are only made again.
SEEN = [str(stage) for stage in Stage if stage is not Stage.FINGERPRINT]
# Some stages are over in a blink: so many of the 30 pairs of stage and part must have been met.
LEAST_KILLS = 24
KILLING_SECONDS = 150
RUNNING = "SELECT DISTINCT stage FROM video_stages WHERE state = 'running'"
UNFINISHED = "SELECT count(*) FROM videos WHERE status <> 'published' OR percent < 100"


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """As many clips that look and sound different, each with more than one rung."""
    folder = tmp_path_factory.mktemp("clips")
    return [_clip(folder / f"{number}.mp4", number) for number in range(2 * UPLOADS)]


def _clip(path: Path, number: int) -> bytes:
    picture = f"life=s=27x48:r=15:seed={number}:ratio=0.4,scale=540:960:flags=neighbor"
    sound = f"sine=frequency={220 + 90 * number}:duration=4"
    inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound, "-t", "4"]
    command = [
        ffmpeg_path(),
        "-v",
        "error",
        *inputs,
        "-preset",
        "ultrafast",
        "-pix_fmt",
        "yuv420p",
        str(path),
    ]
    subprocess.run(command, check=True)
    return path.read_bytes()


class Sender:
    """A creator whose client tries again with the same key until it is answered."""

    def __init__(self, instance: Instance, creator: httpx.Client, clips: list[bytes]) -> None:
        self.url, self.cookies, self.clips = f"{instance.url}/api/v1/videos", creator.cookies, clips
        self.threads = ThreadPoolExecutor(3)
        self.sent: list[Future[int]] = []

    def send(self) -> None:
        self.sent.append(self.threads.submit(self._send, self.clips[len(self.sent)], str(uuid4())))

    def _send(self, content: bytes, key: str) -> int:
        while True:
            with suppress(httpx.HTTPError), httpx.Client(cookies=self.cookies, timeout=60) as client:
                files = {"file": ("clip.mp4", content, "video/mp4")}
                answer = client.post(self.url, files=files, headers={"X-Idempotency-Key": key})
                if answer.status_code in {200, 201}:
                    return int(answer.json()["id"])
            time.sleep(0.3)

    def ids(self) -> list[int]:
        return [one.result(timeout=120) for one in self.sent]


def running(instance: Instance) -> set[str]:
    """The stages that are under way; none while the database is away."""
    with suppress(psycopg.Error, FileNotFoundError):
        return {str(row[0]) for row in instance.ask(RUNNING)}
    return set()


def kill(instance: Instance, victim: str) -> None:
    found = instance.processes(*VICTIMS[victim])
    for process in found if victim in {"worker", "web"} else found[:1]:
        with suppress(psutil.NoSuchProcess):
            process.kill()


def is_quiet(instance: Instance) -> bool:
    with suppress(psycopg.Error, FileNotFoundError):
        return instance.ask(UNFINISHED) == [(0,)]
    return False


def kill_everything_once(instance: Instance, sender: Sender) -> list[tuple[str, str]]:
    """Kill each part at each stage, in whatever order stages are seen under way; the pairs that were met."""
    met, until = [], time.monotonic() + KILLING_SECONDS
    wanted = set(product(SEEN, VICTIMS))
    while wanted - set(met) and time.monotonic() < until:
        now = [pair for pair in wanted - set(met) if pair[0] in running(instance)]
        if not now:
            time.sleep(0.05)
        else:
            kill(instance, now[0][1])
            met.append(now[0])
        if is_quiet(instance) and len(sender.sent) < len(sender.clips):
            sender.send()
    return met


def test_every_upload_ends_published_once_and_nothing_is_left_over(
    instance: Instance, creator: httpx.Client, clips: list[bytes]
) -> None:
    sender = Sender(instance, creator, clips)
    for _ in range(UPLOADS):
        sender.send()
    killed = kill_everything_once(instance, sender)
    ids = sender.ids()
    wait_for(lambda: is_quiet(instance), seconds=300)
    assert len(set(ids)) == len(sender.sent) == instance.ask("SELECT count(*) FROM videos")[0][0]
    assert len(killed) >= LEAST_KILLS
    checked = instance.command("check")
    assert checked.returncode == 0, checked.stdout
