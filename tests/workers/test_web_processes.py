"""Several web processes take one upload in turns, and at once, and none of its bytes goes astray."""

import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import httpx
import pytest

from app.embedded.programs import script
from app.settings import REPOSITORY
from tests.builders import TUS, TUS_BYTES
from tests.embedded.conftest import free_port, wait_for

MEGABYTE = 2**20
FILE = b"".join(number.to_bytes(4) * 256 for number in range(8 * 1024))
CREATOR = {"username": "ada", "email": "ada@example.com", "password": "correct horse"}


@contextmanager
def web_process() -> Iterator[str]:
    port = free_port()
    command = [script("granian"), "--interface", "asgi", "--port", str(port), "app.api:api"]
    process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: answers(port))
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=60)


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://localhost:{port}/health/live").status_code == 200
    except httpx.HTTPError:
        return False


@pytest.fixture
def doors(clean: None) -> Iterator[list[httpx.Client]]:
    """The same creator at two web processes."""
    with ExitStack() as stack:
        urls = [stack.enter_context(web_process()) for _ in range(2)]
        clients = [stack.enter_context(httpx.Client(base_url=url, timeout=60)) for url in urls]
        clients[0].post("/api/v1/auth/register", json=CREATOR).raise_for_status()
        clients[0].post("/api/v1/users/me/creator").raise_for_status()
        clients[1].cookies = clients[0].cookies
        yield clients


def send(client: httpx.Client, where: str, begin: int, end: int) -> int:
    headers = {**TUS_BYTES, "Upload-Offset": str(begin)}
    return client.patch(where, content=FILE[begin:end], headers=headers).status_code


def test_processes_take_turns_and_of_two_at_one_place_one_counts(doors: list[httpx.Client]) -> None:
    begun = doors[0].post("/api/v1/uploads", headers={**TUS, "Upload-Length": str(len(FILE))})
    where = begun.headers["location"]
    for number in range(4):
        begin, end = number * MEGABYTE, (number + 1) * MEGABYTE
        assert send(doors[number % 2], where, begin, end) == 204
    with ThreadPoolExecutor(4) as threads:
        answers = threads.map(lambda n: send(doors[n % 2], where, 4 * MEGABYTE, len(FILE)), range(4))
        assert sorted(answers) == [204, 409, 409, 409]
    assert doors[1].get(f"{where}/content").content == FILE
