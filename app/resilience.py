"""What to do when a part fails: stop asking it for a while, and wait longer each time."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from app.cache import DOWN, connect_quick, valkey
from app.errors import Unavailable
from app.telemetry import BREAKER

T = TypeVar("T")


class State(StrEnum):
    CLOSED = "closed"
    HALF_OPEN = "half-open"
    OPEN = "open"


GAUGE = {State.CLOSED: 0, State.HALF_OPEN: 1, State.OPEN: 2}


class Breaker:
    """Opens after `limit` failures in a row; after `rest` seconds lets one call try again.

    Nygard, Release It!, "Circuit Breaker".
    """

    def __init__(
        self, name: str, *, limit: int = 5, rest: float = 10, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.name, self.limit, self.rest, self.clock = name, limit, rest, clock
        self.failures, self.opened_at = 0, 0.0
        self.trying = False
        self.lock = threading.Lock()

    @property
    def state(self) -> State:
        if self.failures < self.limit:
            return State.CLOSED
        return State.HALF_OPEN if self.clock() - self.opened_at >= self.rest else State.OPEN

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Run the block, counting its failure; refuse at once while open."""
        self._admit()
        try:
            yield
        except BaseException:
            self._failed()
            raise
        self._succeeded()

    def _admit(self) -> None:
        with self.lock:
            state = self.state
            if state is State.OPEN or (state is State.HALF_OPEN and self.trying):
                raise Unavailable(f"The {self.name} is resting after failures. Try again shortly.")
            self.trying = state is State.HALF_OPEN

    def _failed(self) -> None:
        with self.lock:
            self.failures, self.opened_at, self.trying = self.failures + 1, self.clock(), False
            BREAKER.labels(self.name).set(GAUGE[self.state])

    def _succeeded(self) -> None:
        with self.lock:
            self.failures, self.trying = 0, False
            BREAKER.labels(self.name).set(GAUGE[State.CLOSED])


class Hints:
    """Valkey as a page of the feed asks it: quick to give up, and left alone for a second after that."""

    def __init__(self) -> None:
        self.client = connect_quick()
        self.breaker = Breaker("hints", limit=1, rest=1)

    def ask(self, act: Callable[[Any], T], otherwise: T) -> T:
        """What `act` gets from the client, or `otherwise` while Valkey is away."""
        try:
            with self.breaker.guard():
                return act(self.client)
        except (*DOWN, Unavailable):
            return otherwise


@cache
def hints() -> Hints:
    return Hints()


class SharedBreaker:
    """A breaker whose failures all processes count together, for work that each does in a new process.

    While Valkey is away it stays closed.
    """

    def __init__(self, name: str, *, limit: int = 5, rest: int = 30) -> None:
        self.name, self.limit, self.rest = name, limit, rest
        self.failed_key, self.rest_key, self.try_key = (
            f"breaker:{name}:{word}" for word in ("failed", "rests", "tries")
        )

    @property
    def state(self) -> State:
        try:
            failures, rests = valkey().mget(self.failed_key, self.rest_key)
        except DOWN:
            return State.CLOSED
        if int(failures or 0) < self.limit:
            return State.CLOSED
        return State.OPEN if rests else State.HALF_OPEN

    def admits(self) -> bool:
        """Whether to try now; while half-open, one in all processes may."""
        state = self.state
        BREAKER.labels(self.name).set(GAUGE[state])
        if state is State.HALF_OPEN:
            return bool(valkey().set(self.try_key, 1, nx=True, ex=self.rest))
        return state is State.CLOSED

    def failed(self) -> None:
        with suppress(*DOWN):
            pipeline = valkey().pipeline()
            pipeline.incr(self.failed_key)
            pipeline.expire(self.failed_key, 20 * self.rest)
            pipeline.set(self.rest_key, 1, ex=self.rest)
            pipeline.delete(self.try_key)
            pipeline.execute()

    def succeeded(self) -> None:
        with suppress(*DOWN):
            valkey().delete(self.failed_key, self.rest_key, self.try_key)


def backoff(attempt: int, *, base: float = 1, ceiling: float = 60) -> float:
    """Seconds before try number `attempt` (from 0): doubling, with half of it left to chance."""
    full = min(ceiling, base * 2.0 ** min(attempt, 60))  # a float overflows at 1024
    return full / 2 + random.uniform(0, full / 2)  # noqa: S311 - not a secret
