"""The breaker opens after failures in a row and lets one call try again; pauses grow within bounds."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.errors import Unavailable
from app.resilience import Breaker, State, backoff

LIMIT, REST = 3, 10.0


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Broken(Exception):
    """What the part behind the breaker raises."""


def fail(breaker: Breaker) -> None:
    with suppress(Broken), breaker.guard():
        raise Broken


def succeed(breaker: Breaker) -> None:
    with breaker.guard():
        pass


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker("part", limit=LIMIT, rest=REST, clock=clock)


def test_it_opens_after_failures_in_a_row(breaker: Breaker) -> None:
    for _ in range(LIMIT):
        assert breaker.state is State.CLOSED
        fail(breaker)
    assert breaker.state is State.OPEN


def test_a_success_between_failures_starts_the_count_again(breaker: Breaker) -> None:
    for _ in range(LIMIT):
        fail(breaker)
        if breaker.state is State.CLOSED:
            succeed(breaker)
    assert breaker.state is State.CLOSED


def test_while_open_nothing_is_asked(breaker: Breaker) -> None:
    for _ in range(LIMIT):
        fail(breaker)
    with pytest.raises(Unavailable):
        succeed(breaker)


def test_after_its_rest_one_call_may_try_and_a_success_closes_it(breaker: Breaker, clock: Clock) -> None:
    for _ in range(LIMIT):
        fail(breaker)
    clock.now += REST
    assert breaker.state is State.HALF_OPEN
    succeed(breaker)
    assert breaker.state is State.CLOSED


def test_a_failed_try_opens_it_for_another_rest(breaker: Breaker, clock: Clock) -> None:
    for _ in range(LIMIT):
        fail(breaker)
    clock.now += REST
    fail(breaker)
    clock.now += REST - 0.1
    assert breaker.state is State.OPEN


def test_only_one_call_at_a_time_may_try(breaker: Breaker, clock: Clock) -> None:
    for _ in range(LIMIT):
        fail(breaker)
    clock.now += REST
    with breaker.guard(), pytest.raises(Unavailable):
        succeed(breaker)
    assert breaker.state is State.CLOSED


class BreakerRules(RuleBasedStateMachine):
    """Against a model that only counts failures in a row and looks at the clock."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.breaker = Breaker("modelled", limit=LIMIT, rest=REST, clock=self.clock)
        self.in_a_row, self.last_failure = 0, 0.0

    @property
    def refuses(self) -> bool:
        return self.in_a_row >= LIMIT and self.clock.now - self.last_failure < REST

    @rule(works=st.booleans())
    def call(self, works: bool) -> None:
        if self.refuses:
            with pytest.raises(Unavailable):
                succeed(self.breaker)
        elif works:
            succeed(self.breaker)
            self.in_a_row = 0
        else:
            fail(self.breaker)
            self.in_a_row, self.last_failure = self.in_a_row + 1, self.clock.now

    @rule(seconds=st.floats(0.5, 20))
    def wait(self, seconds: float) -> None:
        self.clock.now += seconds

    @invariant()
    def it_is_open_exactly_when_it_refuses(self) -> None:
        assert (self.breaker.state is State.OPEN) == self.refuses


TestBreakerRules = BreakerRules.TestCase


@given(attempt=st.integers(0, 5000), base=st.floats(0.1, 10), ceiling=st.floats(10, 600))
def test_a_pause_doubles_up_to_the_ceiling_with_half_left_to_chance(
    attempt: int, base: float, ceiling: float
) -> None:
    full = min(ceiling, base * 2 ** min(attempt, 100))
    assert full / 2 <= backoff(attempt, base=base, ceiling=ceiling) <= full


def test_two_pauses_differ_so_that_a_crowd_does_not_come_back_at_once() -> None:
    assert len({backoff(5) for _ in range(20)}) > 1
