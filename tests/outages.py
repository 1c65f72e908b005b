"""Parts that are away: for a while their address is one at which nobody listens."""

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from urllib.parse import urlsplit, urlunsplit

import psutil

from tests.conftest import forget_connections

NOBODY = "127.0.0.1:9"


def without_storage() -> AbstractContextManager[None]:
    return _away(S3_ENDPOINT=f"http://{NOBODY}")


def without_valkey() -> AbstractContextManager[None]:
    return _away(REDIS_URL=f"redis://{NOBODY}/0")


def without_database() -> AbstractContextManager[None]:
    return _away(DATABASE_URL=f"postgresql://app@{NOBODY}/zoetrope")


@contextmanager
def _away(**variables: str) -> Iterator[None]:
    before = {name: os.environ[name] for name in variables}
    os.environ.update(variables)
    forget_connections()
    try:
        yield
    finally:
        os.environ.update(before)
        forget_connections()


class SlowLine:
    """A way to a server that can hold back every answer."""

    def __init__(self, host: str, port: int) -> None:
        self._open_to_answers = threading.Event()
        self._open_to_answers.set()
        self._there = (host, port)
        self._door = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = [self._door]
        threading.Thread(target=self._welcome, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._door.getsockname()[1])

    @contextmanager
    def held(self) -> Iterator[None]:
        """No answer comes, however long anybody waits."""
        self._open_to_answers.clear()
        try:
            yield
        finally:
            self._open_to_answers.set()

    def close(self) -> None:
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _welcome(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                far = socket.create_connection(self._there)
                self._open += [near, far]
                threading.Thread(target=self._carry, args=(near, far, False), daemon=True).start()
                threading.Thread(target=self._carry, args=(far, near, True), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:
        with suppress(OSError):
            while heard := source.recv(1 << 16):
                if is_answer:
                    self._open_to_answers.wait()
                target.sendall(heard)
            target.shutdown(socket.SHUT_WR)


@contextmanager
def slow_database() -> Iterator[SlowLine]:
    """Everything reaches PostgreSQL by a line that is quick until a test holds it."""
    where = urlsplit(os.environ["DATABASE_URL"])
    line = SlowLine(str(where.hostname), int(where.port or 5432))
    place = where.netloc.rsplit("@", 1)
    near = "@".join([*place[:-1], f"127.0.0.1:{line.port}"])
    try:
        with _away(DATABASE_URL=urlunsplit(where._replace(netloc=near))):
            yield line
    finally:
        line.close()


@contextmanager
def frozen_valkey() -> Iterator[None]:
    """The server itself is stopped: it takes connections and does not answer."""
    port = urlsplit(os.environ["REDIS_URL"]).port
    listening = [one for one in psutil.net_connections("tcp") if one.laddr and one.laddr.port == port]
    server = psutil.Process(
        next(one.pid for one in listening if one.status == psutil.CONN_LISTEN and one.pid)
    )
    server.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        server.send_signal(signal.SIGCONT)
