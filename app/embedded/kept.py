"""A part that comes back when it dies, sooner if it had lived well."""

import os
import shutil
import time
from collections.abc import Callable

from app.embedded.process import Child, Launch

LONG_LIFE = 10.0  # seconds; dying earlier counts as another failure in a row
LONGEST_PAUSE = 20.0
LOG_LIMIT = 10 * 1024 * 1024


class Kept:
    """Starts its launch again with growing pauses; `launch` is asked anew each time."""

    def __init__(self, launch: Callable[[], Launch], clean_up: Callable[[str], object]) -> None:
        self._launch, self._clean_up = launch, clean_up
        self._failures = 0
        self._died_at: float | None = None
        self.child = Child(launch())

    @property
    def name(self) -> str:
        return self.child.name

    def look(self, now: float) -> str | None:
        """Restart it if it is dead and its pause is over; says what happened."""
        if self.child.is_alive():
            return None
        if self._died_at is None:
            return self._note_death(now)
        if now < self._died_at + self._pause():
            return None
        try:
            self.child = Child(self._launch())
        except OSError as problem:  # the machine is out of something: the next look tries again
            return f"{self.name} cannot be started: {problem}"
        self._died_at = None
        return f"{self.name} runs again."

    def _note_death(self, now: float) -> str:
        self._clean_up(self.name)
        self._failures = self._failures + 1 if now - self.child.started_at < LONG_LIFE else 0
        self._died_at = now
        return (
            f"{self.name} ended with code {self.child.exit_code}; starting it again in {self._pause():.1f} s."
        )

    def _pause(self) -> float:
        return 0.2 if self._failures == 0 else float(min(LONGEST_PAUSE, 0.5 * 2**self._failures))


def look_after(parts: list[Kept], say: Callable[[str], None]) -> None:
    for part in parts:
        if news := part.look(time.monotonic()):
            say(news)


def bound_logs(parts: list[Kept]) -> None:
    """Keep the last full log beside the current one. Children append, so emptying it is safe."""
    for log in (part.child.launch.log for part in parts):
        if log is not None and log.stat().st_size > LOG_LIMIT:
            shutil.copyfile(log, log.with_suffix(".1.log"))
            os.truncate(log, 0)
