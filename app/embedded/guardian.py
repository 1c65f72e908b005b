"""Outlives a killed supervisor for a moment, to kill what it left behind."""

import os
import signal
import subprocess
import sys

from app.embedded.leftovers import kill_all
from app.embedded.process import MARKER
from app.settings import REPOSITORY


class Guardian:
    """Sleeps on a pipe whose other end only the supervisor holds."""

    def __init__(self, instance: str, env: dict[str, str]) -> None:
        reading, self._writing = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "app.embedded.guardian", str(reading), instance],
            cwd=REPOSITORY,
            # The next start kills a guardian that comes too late, or it would kill what was started anew.
            env=env | {MARKER: instance},
            stdin=subprocess.DEVNULL,
            pass_fds=[reading],
            start_new_session=True,
        )
        os.close(reading)

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def dismiss(self) -> None:
        """It looks around a last time and goes."""
        os.close(self._writing)
        self._process.wait()


def watch(pipe: int, instance: str) -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    os.read(pipe, 1)
    kill_all(instance)


if __name__ == "__main__":
    watch(int(sys.argv[1]), sys.argv[2])
