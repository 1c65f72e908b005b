"""A breaker that all processes count together."""

import pytest

from app.cache import valkey
from app.resilience import SharedBreaker, State
from tests.outages import without_valkey

pytestmark = pytest.mark.usefixtures("clean")


@pytest.fixture
def open_breaker() -> SharedBreaker:
    breaker = SharedBreaker("kettle", limit=2, rest=30)
    breaker.failed()
    assert breaker.state is State.CLOSED
    SharedBreaker("kettle", limit=2, rest=30).failed()
    return breaker


def test_failures_seen_by_several_processes_open_it(open_breaker: SharedBreaker) -> None:
    assert open_breaker.state is State.OPEN
    assert not open_breaker.admits()


def test_after_its_rest_one_of_all_may_try(open_breaker: SharedBreaker) -> None:
    valkey().delete(open_breaker.rest_key)
    assert open_breaker.state is State.HALF_OPEN
    assert [open_breaker.admits(), open_breaker.admits()] == [True, False]


def test_a_failed_try_opens_it_again_and_a_good_one_closes_it(open_breaker: SharedBreaker) -> None:
    valkey().delete(open_breaker.rest_key)
    open_breaker.failed()
    assert open_breaker.state is State.OPEN
    open_breaker.succeeded()
    assert open_breaker.state is State.CLOSED


def test_without_valkey_work_goes_on() -> None:
    with without_valkey():
        breaker = SharedBreaker("kettle")
        breaker.failed()
        assert breaker.admits()
