"""Whole instances, as `zoetrope up` starts them, and a creator who sends clips to one."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf
from pathlib import Path
from uuid import uuid4

import httpx
import psutil
import psycopg
import pytest

from app.embedded.leftovers import processes_of
from app.embedded.places import forget_shared_folder, instance_id
from app.settings import ffmpeg_path
from tests.embedded.conftest import PATIENCE, STORES, free_port, wait_for


@dataclass
class Instance:
    home: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def processes(self, *words: str) -> list[psutil.Process]:
        """Its living processes whose command line holds all the words; leaders before their children."""
        found = [one for one in processes_of(instance_id(self.home.resolve())) if one.is_running()]
        matching = [one for one in found if all(word in _command_of(one) for word in words)]
        return sorted(matching, key=lambda one: (_age_of(one), one.pid))

    def kill(self, *words: str) -> None:
        """All of them; some go with their leader."""
        for one in self.processes(*words):
            with suppress(psutil.NoSuchProcess):
                one.kill()

    def ask(self, question: str) -> list[tuple[object, ...]]:
        lines = (self.home / "instance.env").read_text().splitlines()
        address = dict(line.split("=", 1) for line in lines)["DATABASE_URL"]
        with psycopg.connect(address) as connection:
            return connection.execute(question).fetchall()  # type: ignore[arg-type]

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`zoetrope WORDS` beside the running instance."""
        env = {
            **{name: value for name, value in os.environ.items() if name not in STORES},
            "ZOETROPE_HOME": str(self.home),
        }
        command = [sys.executable, "-m", "app.cli", *words]
        return subprocess.run(
            command, env=env, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False
        )

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health/ready", timeout=10).status_code == 200
        except httpx.HTTPError:
            return False


def _command_of(process: psutil.Process) -> str:
    """Nothing for one that dies while it is looked at."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def _age_of(process: psutil.Process) -> float:
    """When it began; one that dies while it is looked at comes last."""
    try:
        return process.create_time()
    except psutil.Error:
        return inf


def launch(home: Path, port: int) -> Instance:
    inherited = {name: value for name, value in os.environ.items() if name not in STORES}
    chosen = {
        "ZOETROPE_HOME": str(home),
        "ZOETROPE_PORT": str(port),
        "ZOETROPE_DEMO": "off",
        "ZOETROPE_LIMITS": "off",
        "ZOETROPE_WORKERS": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "up"],
        env={**inherited, **chosen},
        cwd=Path(__file__).parents[2],
        stdout=(home / "console.log").open("ab"),
        stderr=subprocess.STDOUT,
    )
    return Instance(home, port, process)


def started(instance: Instance) -> Instance:
    wait_for(lambda: instance.is_ready() or instance.process.poll() is not None, seconds=280)
    assert instance.process.poll() is None, (instance.home / "console.log").read_text()
    return instance


@pytest.fixture(scope="module")
def instance() -> Iterator[Instance]:
    home = Path(tempfile.mkdtemp(prefix="zoetrope-"))
    running = started(launch(home, free_port()))
    yield running
    if running.process.poll() is None:
        running.process.terminate()
        running.process.wait(timeout=PATIENCE)
    forget_shared_folder(instance_id(home.resolve()))
    shutil.rmtree(home)


@pytest.fixture(scope="module")
def creator(instance: Instance) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{instance.url}/api/v1", timeout=PATIENCE) as client:
        body = {"username": "ada", "email": "ada@example.com", "password": "correct horse"}
        assert client.post("/auth/register", json=body).status_code == 201
        assert client.post("/users/me/creator").json()["role"] == "creator"
        yield client


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Noise is slow to encode: six seconds of it leave time to kill a worker in the middle."""
    made = tmp_path_factory.mktemp("clip") / "clip.mp4"
    picture = "nullsrc=s=540x960:r=25:d=6,geq=random(1)*255:128:128"
    sound = "sine=frequency=440:duration=6"
    inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound]
    subprocess.run(
        [ffmpeg_path(), "-v", "error", *inputs, "-preset", "ultrafast", "-pix_fmt", "yuv420p", str(made)],
        check=True,
    )
    return made


def send(client: httpx.Client, clip: Path) -> int:
    files = {"file": ("clip.mp4", clip.read_bytes(), "video/mp4")}
    answer = client.post("/videos", files=files, headers={"X-Idempotency-Key": str(uuid4())})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def until(client: httpx.Client, video_id: int, holds: Callable[[dict[str, object]], bool]) -> None:
    wait_for(lambda: holds(client.get(f"/videos/{video_id}").json()), seconds=400)


def watch(client: httpx.Client, video_id: int) -> str:
    """Report one watch; its event id once the server has acknowledged it."""
    event_id = str(uuid4())
    one = {
        "event_id": event_id,
        "video_id": video_id,
        "watched_ms": 3000,
        "duration_ms": 6000,
        "started_at": datetime.now(UTC).isoformat(),
    }
    return event_id if client.post("/watches", json={"watches": [one]}).status_code == 202 else ""
