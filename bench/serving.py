"""The app's own web process under measurement: on one core with its stores, asked from the other."""

import http.client
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from prometheus_client.parser import text_string_to_metric_families

from app.accounts import sessions
from app.embedded.programs import script

CORES = sorted(psutil.Process().cpu_affinity() or [0])
SERVING, ASKING = CORES[0], CORES[-1]
PHASES, CANDIDATES = "zoetrope_recommendation_latency_seconds_sum", "zoetrope_feed_candidates_total"
PAGE = 10
# However long a page takes, it is ranked: what is measured is how long. One thread a matrix, as the site's
# own web process has it.
PATIENT = {"FEED_BUDGET_MS": "10000", "ZOETROPE_LOG_LEVEL": "warning", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Answer:
    ms: float
    next_cursor: str | None
    degraded: bool
    size: int


@dataclass(slots=True)
class Spent:
    """What the pages between two looks have cost."""

    cpu_ms: float = 0.0
    phases: dict[str, float] = field(default_factory=dict)
    candidates: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Served:
    port: int
    tokens: dict[int, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def page(self, viewer: int, *, cursor: str | None = None) -> Answer:
        """A page for a person who is signed in, timed from the question to the last byte."""
        if viewer not in self.tokens:
            self.tokens[viewer] = sessions.start(viewer)
        cookies = {"Cookie": f"session={self.tokens[viewer]}; viewer=bench-{viewer:012d}"}
        begun = time.perf_counter()
        body = self._get(f"/api/v1/feed?limit={PAGE}" + (f"&cursor={cursor}" if cursor else ""), cookies)
        ms = 1000 * (time.perf_counter() - begun)
        page = json.loads(body)
        return Answer(ms, page["next_cursor"], not page["ranked"], len(page["items"]))

    def timed(self, path: str) -> tuple[float, Any]:
        """Milliseconds until the last byte of an answer to a visitor, and what it says."""
        begun = time.perf_counter()
        body = self._get(path, {"Cookie": "viewer=bench-0123456789abcdef"})
        return 1000 * (time.perf_counter() - begun), json.loads(body)

    def _get(self, path: str, headers: dict[str, str]) -> bytes:
        self.connection.request("GET", path, headers=headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}: {body[:300]!r}")
        return body

    @contextmanager
    def watched(self) -> Iterator[Spent]:
        spent, before, cpu = Spent(), self._numbers(), _cpu_ms()
        yield spent
        after = self._numbers()
        spent.cpu_ms = _cpu_ms() - cpu
        grown = {key: value - before.get(key, 0.0) for key, value in after.items()}
        spent.phases = {label: 1000 * v for (name, label), v in grown.items() if name == PHASES}
        spent.candidates = {label: v for (name, label), v in grown.items() if name == CANDIDATES}

    def _numbers(self) -> dict[tuple[str, str], float]:
        """The value of each sample by its name and its first label."""
        page = self._get("/metrics", {}).decode()
        samples = [one for family in text_string_to_metric_families(page) for one in family.samples]
        return {(one.name, next(iter(one.labels.values()), "")): one.value for one in samples}


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """The REST edge alone in a process of its own; it and the stores share one core, we leave it."""
    port = _free_port()
    command = [script("granian"), "--interface", "asgi", "--no-access-log", "--log-level", "warning"]
    with (folder / "logs" / "bench-web.log").open("wb") as log:
        web = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port), "app.api:api"],
            stdout=log,
            stderr=log,
            env={**os.environ, **PATIENT},
        )
    try:
        _wait(web, port)
        _pin()
        yield Served(port)
    finally:
        web.terminate()
        web.wait(20)
        psutil.Process().cpu_affinity(CORES)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _wait(web: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(600):
        if web.poll() is not None:
            raise SystemExit("The web process ended; its log is in the folder's logs.")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health/live")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The web process does not answer.")


def _pin() -> None:
    """Everything we started on one core; backends that PostgreSQL forks later inherit it."""
    for child in psutil.Process().children(recursive=True):
        for thread in child.threads():
            os.sched_setaffinity(thread.id, {SERVING})
    psutil.Process().cpu_affinity([ASKING])


def _cpu_ms() -> float:
    """Of everything that serves; programs that have ended meanwhile are not in it."""
    times = [child.cpu_times() for child in psutil.Process().children(recursive=True)]
    return 1000 * sum(one.user + one.system for one in times)
