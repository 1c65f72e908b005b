"""What the person who started Zoetrope sees, kept in a log as well."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path


class Terminal:
    """Short lines; a closed pipe at the other end must not stop the house."""

    def __init__(self, log: Path) -> None:
        self._log = log

    def say(self, line: str) -> None:
        self.note(line.strip())
        _write(f"{line}\n")

    def note(self, line: str) -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        with self._log.open("a") as log:
            log.write(f"{now} {line}\n")

    @contextmanager
    def step(self, label: str) -> Iterator[None]:
        """A line that is there while the step runs, and says afterwards how long it took."""
        began = time.monotonic()
        if sys.stdout.isatty():
            _write(f"  … {label}\r")
        yield
        self.say(f"  ✓ {label:<24}{time.monotonic() - began:5.1f} s")


def _write(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except (OSError, UnicodeEncodeError):
        return
