"""Runs one outside program under limits, so that no file can take the machine or leave a process behind."""

import os
import resource
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from app.lifeline import die_with_parent

MEBIBYTE = 1024 * 1024
STDERR_LINES_KEPT = 40
KILLED_FROM_OUTSIDE = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use. The file size holds for each file it writes."""

    cpu_seconds: int
    wall_seconds: float
    memory_bytes: int = 4096 * MEBIBYTE
    file_bytes: int = 300 * MEBIBYTE
    open_files: int = 256
    niceness: int = 10


class ToolFailed(Exception):
    """The program ended badly; ``stderr`` holds the end of what it said."""

    def __init__(self, program: str, code: int, stderr: str) -> None:
        super().__init__(f"{Path(program).name} ended with code {code}: {stderr[-1000:]}")
        self.code = code
        self.stderr = stderr

    @property
    def used_too_much(self) -> bool:
        """Whether it reached a limit that only a file out of the ordinary reaches."""
        return -self.code in (signal.SIGXCPU, signal.SIGXFSZ)

    @property
    def is_machines_fault(self) -> bool:
        """Whether the same file may well succeed another time: something outside ended the program."""
        return -self.code in KILLED_FROM_OUTSIDE or "No space left on device" in self.stderr


class ToolTimedOut(ToolFailed):
    """The program was killed because it ran past its wall time, perhaps only on a busy machine."""

    is_machines_fault = True


class Program:
    """One running program; ``with`` sees to it that every way out ends it.

    With ``on_line`` each line of output goes there as it comes, and nothing is kept.
    """

    def __init__(
        self,
        command: Sequence[str],
        limits: Limits,
        *,
        folder: Path | None = None,
        on_line: Callable[[str], None] | None = None,
        is_fed: bool = False,
    ) -> None:
        self._name = command[0]
        self._told: Callable[[str], None] | list[str] = on_line or []
        self._errors: deque[str] = deque(maxlen=STDERR_LINES_KEPT)
        self._overran = threading.Event()
        self._child = _started(
            command, limits, folder, stdin=subprocess.PIPE if is_fed else subprocess.DEVNULL
        )
        self._reader = threading.Thread(target=_drain, args=(self._child.stderr, self._errors), daemon=True)
        self._timer = threading.Timer(limits.wall_seconds, _stop, (self._child, self._overran))
        self._reader.start()
        self._timer.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def feed(self, piece: bytes) -> None:
        """Wait until the program has taken these bytes; one that has ended wants none."""
        rest = memoryview(piece)
        with suppress(BrokenPipeError):
            while rest and self._child.stdin and not self._child.stdin.closed:
                rest = rest[os.write(self._child.stdin.fileno(), rest) :]

    def end_feeding(self) -> None:
        """Nothing more will be fed."""
        if self._child.stdin:
            self._child.stdin.close()

    def finish(self) -> str:
        """Wait for the end and return the output; a bad end is an error."""
        self.end_feeding()
        _drain(self._child.stdout, self._told)
        code = self._child.wait()
        self.stop()
        _raise_for(self._name, code, "".join(self._errors), overran=self._overran.is_set())
        return "".join(self._told) if isinstance(self._told, list) else ""

    def stop(self) -> None:
        """End it now, if it still runs."""
        self._timer.cancel()
        self._child.kill()
        self._child.wait()
        self._reader.join()
        for pipe in (self._child.stdin, self._child.stdout, self._child.stderr):
            if pipe:
                pipe.close()


def run(
    command: Sequence[str],
    limits: Limits,
    *,
    folder: Path | None = None,
    on_line: Callable[[str], None] | None = None,
) -> str:
    """Run ``command`` to its end and return its output; every other way out kills it first."""
    with Program(command, limits, folder=folder, on_line=on_line) as program:
        return program.finish()


def _started(
    command: Sequence[str], limits: Limits, folder: Path | None, *, stdin: int
) -> subprocess.Popen[str]:
    parent = os.getpid()
    return subprocess.Popen(
        list(command),
        cwd=folder,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        env={"PATH": os.defpath, "LC_ALL": "C", "MALLOC_ARENA_MAX": "2"},
        start_new_session=True,
        preexec_fn=lambda: _confine(limits, parent),  # noqa: PLW1509 - it only makes system calls
    )


def _confine(limits: Limits, parent: int) -> None:
    """Runs in the child before the program starts."""
    die_with_parent()
    if os.getppid() != parent:  # the parent died before the line above
        os._exit(1)
    os.nice(limits.niceness)
    for kind, amount in (
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        _lower(kind, amount)
    with suppress(ValueError, OSError):  # macOS refuses to limit the address space
        _lower(resource.RLIMIT_AS, limits.memory_bytes)


def _lower(kind: int, amount: int) -> None:
    _, hard = resource.getrlimit(kind)
    allowed = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
    resource.setrlimit(kind, (allowed, allowed))


def _drain(stream: IO[str] | None, into: Callable[[str], None] | list[str] | deque[str]) -> None:
    take = into if callable(into) else into.append
    for line in stream or ():
        take(line)


def _stop(child: subprocess.Popen[str], overran: threading.Event) -> None:
    overran.set()
    child.kill()


def _raise_for(program: str, code: int, stderr: str, *, overran: bool) -> None:
    if overran:
        raise ToolTimedOut(program, code, stderr)
    if code:
        raise ToolFailed(program, code, stderr)
