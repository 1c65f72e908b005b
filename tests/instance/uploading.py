"""A large file, tuspy that sends it, and a look at how much memory the web process takes meanwhile."""

import hashlib
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path

import httpx
import psutil
from tusclient.client import TusClient
from tusclient.uploader import Uploader

MEGABYTE = 2**20


def large_file(path: Path, megabytes: int) -> str:
    """Bytes that are nowhere the same; their digest."""
    digest, random_bytes = hashlib.sha256(), os.urandom(MEGABYTE - 8)
    with path.open("wb") as file:
        for number in range(megabytes):
            part = number.to_bytes(8) + random_bytes
            digest.update(part)
            file.write(part)
    return digest.hexdigest()


class Awaiting(FileIO):
    """A file that gives nothing from each of these places on before a death, however long that takes."""

    def __init__(self, path: Path, places: Sequence[int]) -> None:
        super().__init__(path)
        self.deaths = [threading.Event() for _ in places]
        self._places = places

    def read(self, size: int | None = -1, /) -> bytes:
        for place, death in zip(self._places, self.deaths, strict=True):
            if self.tell() >= place:
                death.wait()
        return super().read(size) or b""

    def open_to_the_end(self) -> None:
        for death in self.deaths:
            death.set()


def uploader(client: httpx.Client, path: Path, **chosen: object) -> Uploader:
    """tuspy with the session of a signed-in creator."""
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in client.cookies.items())}
    tus = TusClient(f"{str(client.base_url).rstrip('/')}/uploads", headers=headers)
    chosen = {"file_stream": None, **chosen}
    named = {} if chosen["file_stream"] else {"file_path": str(path)}
    return tus.uploader(metadata={"filename": path.name}, **named, **chosen)


def digest_of(client: httpx.Client, path: str) -> str:
    """Of what the server has, as it is sent back."""
    digest = hashlib.sha256()
    with client.stream("GET", path) as answer:
        for part in answer.iter_bytes():
            digest.update(part)
    return digest.hexdigest()


@contextmanager
def memory_of(find: Callable[[], list[psutil.Process]]) -> Iterator[list[int]]:
    """The largest resident size that any of the processes had meanwhile, in a list of one number."""
    largest, done = [0], threading.Event()

    def look() -> None:
        while not done.wait(0.1):
            with suppress(psutil.Error):
                sizes = [process.memory_info().rss for process in find()]
                largest[0] = max(largest[0], 0, *sizes)

    watching = threading.Thread(target=look)
    watching.start()
    try:
        yield largest
    finally:
        done.set()
        watching.join()
