"""Homes outside pytest's private folder, and instances that run as programs of their own."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from app.embedded.health import answers
from app.embedded.leftovers import processes_of
from app.embedded.places import forget_shared_folder, instance_id
from app.embedded.ports import LOWEST, claim, is_free

SMALL_HOUSE = Path(__file__).with_name("small_house.py")
PATIENCE = 200.0  # for what takes seconds on an idle machine
STORES = ("DATABASE_URL", "REDIS_URL", "S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY", "S3_BUCKET")


@dataclass
class House:
    """A started instance."""

    home: Path
    port: int
    process: subprocess.Popen[str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def parts(self, name: str = "") -> list[psutil.Process]:
        """Its living processes; for PostgreSQL only the one that leads."""
        found = processes_of(instance_id(self.home.resolve()))
        return [process for process in found if not name or _is_part(process, name)]

    def variables(self) -> dict[str, str]:
        lines = (self.home / "instance.env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def stop(self, number: int = signal.SIGTERM) -> str:
        self.process.send_signal(number)
        return self.process.communicate(timeout=PATIENCE)[0]


def _is_part(process: psutil.Process, name: str) -> bool:
    """False also for one that dies while it is looked at."""
    try:
        return process.name() == name and (name != "postgres" or "-D" in process.cmdline())
    except psutil.NoSuchProcess:
        return False


def wait_for(rule: Callable[[], object], *, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not rule():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def free_port() -> int:
    """No other test process gets the same; below all that stores and outgoing calls use."""
    return next(
        port
        for port in random.sample(range(5_000, LOWEST), LOWEST - 5_000)
        if is_free(port) and is_free(port, "::1") and claim(port)
    )


def make_home() -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="zoetrope-"))
    yield home
    forget_shared_folder(instance_id(home.resolve()))
    shutil.rmtree(home)


@pytest.fixture
def home() -> Iterator[Path]:
    yield from make_home()


def environment(home: Path, port: int) -> dict[str, str]:
    """This test run may have stores of its own in its variables; an instance shall start its own."""
    inherited = {name: value for name, value in os.environ.items() if name not in STORES}
    return {**inherited, "ZOETROPE_HOME": str(home), "ZOETROPE_PORT": str(port)}


def launch(home: Path, port: int, *, before: tuple[str, ...] = ()) -> House:
    process = subprocess.Popen(
        [*before, sys.executable, str(SMALL_HOUSE)],
        env=environment(home, port),
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return House(home, port, process)


def start(home: Path, *, before: tuple[str, ...] = ()) -> House:
    """Wait until everything is up, its first demo content included."""
    seen = _log(home)
    house = launch(home, free_port(), before=before)
    wait_for(lambda: " up\n" in _log(home)[len(seen) :] or house.process.poll() is not None, seconds=280)
    assert house.process.poll() is None, house.process.communicate()[0]
    wait_for((home / "demo.done").exists)
    wait_for(lambda: answers(house.url))
    return house


def _log(home: Path) -> str:
    log = home / "logs" / "supervisor.log"
    return log.read_text() if log.exists() else ""


@pytest.fixture
def house(home: Path) -> Iterator[House]:
    started = start(home)
    yield started
    if started.process.poll() is None:
        started.stop()


@pytest.fixture(scope="module")
def lasting_house() -> Iterator[House]:
    """One instance for all tests that leave it as they found it."""
    for home in make_home():
        started = start(home)
        yield started
        started.stop()
