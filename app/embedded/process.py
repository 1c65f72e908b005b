"""One child process: started with its marker and its log, stopped with patience, never left behind."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from app.lifeline import die_with_parent

MARKER = "ZOETROPE_INSTANCE"


class CannotStart(Exception):
    """A sentence for the person at the terminal, saying what to do."""


@dataclass(frozen=True, slots=True)
class Launch:
    """Everything needed to start one process, again and again."""

    name: str
    command: Sequence[str]
    log: Path | None  # None: it speaks on the supervisor's own terminal
    env: Mapping[str, str] = field(default_factory=dict)
    folder: Path = Path("/")
    user: int | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 5.0
    nice: int = 0


class Child:
    """A running Launch."""

    def __init__(self, launch: Launch) -> None:
        self.launch = launch
        self.started_at = time.monotonic()
        self._process = _spawn(launch)

    @property
    def name(self) -> str:
        return self.launch.name

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_alive(self) -> bool:
        """Also reaps it: a dead child that nobody waits for keeps its lock files valid."""
        return self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        return self._process.poll()

    def ask_to_stop(self) -> None:
        if self.is_alive():
            self._process.send_signal(self.launch.stop_signal)

    def stop(self) -> None:
        """Ask, wait for its grace, then kill whatever its session still holds."""
        self.ask_to_stop()
        try:
            self._process.wait(self.launch.grace)
        except subprocess.TimeoutExpired:
            kill_session(self.pid)
            self._process.wait()


def stop_all(children: list[Child]) -> None:
    """Ask all before waiting for any."""
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop()


def kill_session(pid: int) -> None:
    """Every child leads its own process group, so its own children go with it."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _spawn(launch: Launch) -> subprocess.Popen[bytes]:
    with _output(launch.log) as output:
        return subprocess.Popen(
            list(launch.command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            cwd=launch.folder,
            env=dict(launch.env),
            start_new_session=True,
            preexec_fn=partial(_before_exec, launch.nice),  # noqa: PLW1509 - callers have one thread
            user=launch.user,
            group=launch.user,
            extra_groups=None if launch.user is None else [],
        )


def _output(log: Path | None) -> AbstractContextManager[IO[bytes] | None]:
    return nullcontext() if log is None else log.open("ab")


def _before_exec(nice: int) -> None:
    die_with_parent()
    os.nice(nice)


def run_to_end(launch: Launch) -> None:
    """A step that must succeed before the next; its failure is told with the end of its log."""
    child = Child(launch)
    while child.is_alive():
        time.sleep(0.05)
    if child.exit_code:
        raise CannotStart(f"{child.name} failed with code {child.exit_code}. {_last_words(child)}")


def wait_until(ready: Callable[[], bool], child: Child, *, seconds: float) -> None:
    """Wait for a part to answer; its death or silence is told with the end of its log."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not child.is_alive():
            raise CannotStart(f"{child.name} ended with code {child.exit_code}. {_last_words(child)}")
        if ready():
            return
        time.sleep(0.05)
    raise CannotStart(f"{child.name} did not answer within {seconds:.0f} s. {_last_words(child)}")


def _last_words(child: Child) -> str:
    log = child.launch.log
    if log is None:
        return ""
    lines = log.read_text(errors="replace").splitlines()[-8:]
    return "\n".join([f"The end of {log}:", *lines])
