"""/auth/password and /auth/sessions: a session is refused once it was ended, from wherever that was done."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.cache import valkey
from app.db import transaction
from app.models import Mail, User
from app.models.columns import now
from tests.api.conftest import Browser, Configure
from tests.builders import sign_up

SESSIONS = "/api/v1/auth/sessions"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"
DESK = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def log_in(browser: TestClient, agent: str = DESK, *, password: str = "") -> TestClient:
    password = password or "correct horse"
    browser.headers["user-agent"] = agent
    browser.post("/api/v1/auth/login", json={"login": "ada", "password": password})
    return browser


def is_in(browser: TestClient) -> bool:
    return browser.get("/api/v1/auth/me").status_code == 200


def letters() -> list[str]:
    with transaction() as session:
        return list(session.exec(select(Mail.kind).order_by(Mail.id)))


def test_a_new_password_ends_every_other_session(client: TestClient, new_browser: Browser) -> None:
    sign_up(client, "ada")
    other = log_in(new_browser())
    body = {"current": "correct horse", "new": "battery staple"}
    assert client.post("/api/v1/auth/password", json=body).status_code == 204
    assert is_in(client)
    assert not is_in(other)
    assert not is_in(log_in(new_browser()))
    assert is_in(log_in(new_browser(), password="battery staple"))
    assert "password_changed" in letters()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"current": "not the one"}, "current"),
        ({"new": "short"}, "new"),
        ({"new": "password123"}, "new"),
    ],
)
def test_a_password_changes_only_for_who_knows_it_and_into_a_good_one(
    client: TestClient, change: dict[str, str], field: str
) -> None:
    sign_up(client, "ada")
    body = {"current": "correct horse", "new": "battery staple", **change}
    refused = client.post("/api/v1/auth/password", json=body)
    assert refused.status_code == 422
    assert set(refused.json()["error"]["fields"]) == {field}


def test_a_stolen_session_may_guess_the_password_five_times(client: TestClient, configure: Configure) -> None:
    sign_up(client, "ada")
    configure(ZOETROPE_LIMITS="on")
    for _ in range(5):
        client.post("/api/v1/auth/password", json={"current": "a guess", "new": "battery staple"})
    right = {"current": "correct horse", "new": "battery staple"}
    assert client.post("/api/v1/auth/password", json=right).status_code == 422


def test_sessions_are_listed_by_device_and_place_with_this_one_first(
    client: TestClient, new_browser: Browser
) -> None:
    sign_up(client, "ada")
    log_in(new_browser("8.8.4.4"), PHONE)
    log_in(new_browser("192.168.1.20"))
    found = client.get(SESSIONS).json()["items"]
    assert [one["is_current"] for one in found] == [True, False, False]
    assert {(one["device"], one["place"]) for one in found[1:]} == {
        ("Safari on iPhone", "8.8.4.4"),
        ("Firefox on Linux", "Home network, 192.168.1.20"),
    }


def test_a_session_ended_elsewhere_is_refused(client: TestClient, new_browser: Browser) -> None:
    sign_up(client, "ada")
    other = log_in(new_browser())
    theirs = next(one for one in client.get(SESSIONS).json()["items"] if not one["is_current"])
    assert client.delete(f"{SESSIONS}/{theirs['id']}").status_code == 204
    assert not is_in(other)
    assert client.delete(f"{SESSIONS}/{theirs['id']}").status_code == 404


def test_all_others_end_at_once(client: TestClient, new_browser: Browser) -> None:
    sign_up(client, "ada")
    others = [log_in(new_browser()) for _ in range(3)]
    assert client.delete(SESSIONS).status_code == 204
    assert is_in(client)
    assert not any(map(is_in, others))


def test_nobody_ends_somebody_elses_session(client: TestClient, new_browser: Browser) -> None:
    sign_up(client, "ada")
    eve = new_browser()
    sign_up(eve, "eve")
    mine = client.get(SESSIONS).json()["items"][0]["id"]
    assert eve.delete(f"{SESSIONS}/{mine}").status_code == 404
    assert is_in(client)


def test_an_expired_session_is_refused(client: TestClient) -> None:
    sign_up(client, "ada")
    key = valkey().keys("session:*")[0]
    assert 0 < valkey().ttl(key) <= 7 * 24 * 3600
    valkey().pexpire(key, 1)
    while valkey().exists(key):
        pass
    assert not is_in(client)
    assert client.cookies.get("session")


@pytest.mark.parametrize("column", ["banned_until", "deleted_at"])
def test_a_session_ends_with_its_account(client: TestClient, column: str) -> None:
    sign_up(client, "ada")
    with transaction() as session:
        setattr(session.exec(select(User)).one(), column, now() + timedelta(days=1))
    assert not is_in(client)


def test_a_new_device_is_told_by_mail_and_a_known_one_is_not(
    client: TestClient, new_browser: Browser
) -> None:
    client.headers["user-agent"] = DESK
    sign_up(client, "ada")
    log_in(new_browser())
    assert letters() == ["verify"]
    log_in(new_browser(), PHONE)
    assert letters() == ["verify", "new_login"]
