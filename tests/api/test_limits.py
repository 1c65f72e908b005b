"""How often is too often, and what is said then."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.cache import valkey
from tests.api.conftest import Browser, Configure
from tests.builders import sign_up


@pytest.fixture(autouse=True)
def limits_on(configure: Configure) -> None:
    configure(ZOETROPE_LIMITS="on")


# A minute may be over before a busy machine has asked so often; the contract's seconds are tested below.
SIXTY_TIMES = "feed=60/3600"


def log_in(browser: TestClient, login: str, password: str = "") -> int:
    given = {"login": login, "password": password or "not the one"}
    return browser.post("/api/v1/auth/login", json=given).status_code


def test_the_sixth_try_at_an_account_is_refused_whatever_its_address(new_browser: Browser) -> None:
    sign_up(new_browser("198.51.100.1"), "ada")
    tries = [log_in(new_browser(f"198.51.100.{n}"), "ada") for n in range(10, 16)]
    assert tries == [401] * 5 + [429]
    assert log_in(new_browser("198.51.100.99"), "ada", "correct horse") == 429


def test_the_sixth_failure_of_an_address_is_refused_whatever_the_account(new_browser: Browser) -> None:
    attacker = new_browser()
    assert [log_in(attacker, f"somebody{n}") for n in range(6)] == [401] * 5 + [429]


def test_an_own_account_does_not_wipe_out_failures_on_others(new_browser: Browser) -> None:
    attacker = new_browser()
    sign_up(attacker, "eve")
    tries = []
    for n in range(6):
        tries.append(log_in(attacker, f"victim{n}"))
        log_in(attacker, "eve", "correct horse")
    assert tries == [401] * 5 + [429]


def test_logging_in_rightly_again_and_again_is_no_attack(new_browser: Browser) -> None:
    ada = new_browser()
    sign_up(ada, "ada")
    assert [log_in(ada, "ada", "correct horse") for _ in range(8)] == [200] * 8


def test_a_refusal_says_when_to_come_back(new_browser: Browser) -> None:
    one = new_browser()
    for n in range(5):
        log_in(one, f"somebody{n}")
    refused = one.post("/api/v1/auth/login", json={"login": "x", "password": "y"})
    assert refused.json()["error"]["code"] == "too_many"
    assert 0 < int(refused.headers["retry-after"]) <= 900


def test_three_accounts_an_hour_come_from_one_address(new_browser: Browser) -> None:
    one = new_browser()
    names = [f"person{n}" for n in range(4)]
    made = [
        one.post(
            "/api/v1/auth/register",
            json={"username": name, "email": f"{name}@example.com", "password": "correct horse"},
        ).status_code
        for name in names
    ]
    assert made == [201, 201, 201, 429]


def test_the_feed_is_asked_sixty_times_a_minute(new_browser: Browser, configure: Configure) -> None:
    configure(ZOETROPE_LIMIT_VALUES=SIXTY_TIMES)
    one, other = new_browser("198.51.100.1"), new_browser("198.51.100.2")
    answers = [one.get("/api/v1/feed?limit=1").status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]
    assert other.get("/api/v1/feed").status_code == 200


def test_a_refusal_is_counted_in_the_metrics(new_browser: Browser) -> None:
    one = new_browser()
    for n in range(6):
        log_in(one, f"somebody{n}")
    assert 'zoetrope_limited_total{limit="login"}' in one.get("/metrics").text


def test_a_window_forgets_by_itself(new_browser: Browser) -> None:
    log_in(new_browser(), "ada")
    assert all(0 < valkey().ttl(key) <= 900 for key in valkey().scan_iter("limit:login:*"))


def told(answer: Any) -> tuple[str, str]:
    return answer.headers["ratelimit-policy"], answer.headers["ratelimit"]


def test_every_counted_answer_says_how_much_is_left(new_browser: Browser) -> None:
    one = new_browser()
    policy, state = told(one.get("/api/v1/feed?limit=1"))
    assert (policy, state) == ('"feed";q=60;w=60', '"feed";r=59;t=60')
    assert told(one.get("/api/v1/feed?limit=1"))[1].startswith('"feed";r=58;t=')
    assert "ratelimit" not in one.get("/health/live").headers


def test_a_refusal_says_that_nothing_is_left(new_browser: Browser) -> None:
    one = new_browser()
    for n in range(5):
        log_in(one, f"somebody{n}")
    refused = one.post("/api/v1/auth/login", json={"login": "x", "password": "y"})
    assert told(refused)[1] == f'"login";r=0;t={refused.headers["retry-after"]}'


@pytest.mark.parametrize(
    ("method", "path", "named"),
    [("GET", "/videos/1", '"read";q=300;w=60'), ("POST", "/users/me/creator", '"write";q=60;w=60')],
)
def test_a_route_without_a_limit_has_that_of_all_others(
    new_browser: Browser, method: str, path: str, named: str
) -> None:
    assert told(new_browser().request(method, f"/api/v1{path}"))[0] == named


def test_limits_are_as_configured(new_browser: Browser, configure: Configure) -> None:
    configure(ZOETROPE_LIMIT_VALUES="feed=2/600 write=1/500")
    one = new_browser()
    assert [one.get("/api/v1/feed?limit=1").status_code for _ in range(3)] == [200, 200, 429]
    assert [one.post("/api/v1/users/me/creator").status_code for _ in range(2)] == [401, 429]


def test_no_route_counts_only_once_under_two_names() -> None:
    """Every limit has one name and every route one limit."""
    from app.api import limits

    named = [one for one in vars(limits).values() if isinstance(one, limits.Limit)]
    assert len({one.name for one in named}) == len(named)


@pytest.mark.parametrize(
    ("name", "times", "seconds"),
    [
        ("register", 3, 3600),
        ("login", 5, 900),
        ("upload", 10, 3600),
        ("reaction", 100, 60),
        ("comment", 30, 60),
        ("search", 30, 60),
        ("feed", 60, 60),
        ("admin", 100, 60),
    ],
)
def test_the_limits_are_those_of_the_contract(name: str, times: int, seconds: int) -> None:
    from app.api import limits

    assert getattr(limits, name.upper()) == limits.Limit(name, times, seconds)
