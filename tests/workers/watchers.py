"""Witnesses of what nobody may do: open a bait, call a number, stay behind."""

import ctypes
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

IN_ACCESS, IN_OPEN, IN_NONBLOCK = 0x1, 0x20, 0o4000


class Guard:
    """Linux tells of every opening of a file in the folder, whoever it was."""

    def __init__(self, folder: Path) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._told = libc.inotify_init1(IN_NONBLOCK)
        if libc.inotify_add_watch(self._told, os.fsencode(folder), IN_OPEN | IN_ACCESS) < 0:
            raise OSError(ctypes.get_errno(), "The bait cannot be watched.")

    def was_touched(self) -> bool:
        """Whether anybody has since the last question."""
        with suppress(BlockingIOError):
            return bool(os.read(self._told, 65536))
        return False

    def close(self) -> None:
        os.close(self._told)


@contextmanager
def guarding(folder: Path) -> Iterator[Guard]:
    guard = Guard(folder)
    try:
        yield guard
    finally:
        guard.close()


class Canary:
    """A server that nobody may ask anything."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.setblocking(False)
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"

    def was_called(self) -> bool:
        with suppress(BlockingIOError):
            self._server.accept()[0].close()
            return True
        return False

    def close(self) -> None:
        self._server.close()
