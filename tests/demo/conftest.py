"""A media worker beside the tests, as the supervisor would start it."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from app import storage


@pytest.fixture
def media_worker(clean: None) -> Iterator[None]:
    storage.remove_below("demo/")
    worker = subprocess.Popen([sys.executable, "-m", "workers", "first", "parts", "media"])
    yield
    worker.terminate()
    worker.wait(240)  # it finishes what it has in hand
