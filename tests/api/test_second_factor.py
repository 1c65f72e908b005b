"""/auth/second-factor: a stolen password alone opens nothing, and no code opens twice."""

import time

import pyotp
import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.cache import valkey
from app.db import new_session
from app.models import RecoveryCode, User
from tests.api.conftest import Browser, Configure
from tests.builders import sign_up

FACTOR = "/api/v1/auth/second-factor"
OWN = {"password": "correct horse"}


def turn_on(client: TestClient) -> tuple[str, list[str]]:
    """The secret and the recovery codes; the code that confirmed may be used again in this test."""
    sign_up(client, "ada")
    secret = client.post(FACTOR, json=OWN).json()["secret"]
    codes = client.post(f"{FACTOR}/confirm", json={"code": pyotp.TOTP(secret).now()}).json()["codes"]
    valkey().delete(*valkey().keys("totp:*"))
    return secret, codes


def log_in(client: TestClient, code: str | None = None, password: str = "") -> tuple[int, str]:
    body = {"login": "ada", "password": password or "correct horse", "code": code}
    answer = client.post("/api/v1/auth/login", json=body)
    return answer.status_code, answer.json().get("error", {}).get("code", "")


def test_a_secret_counts_only_after_a_code_of_it(client: TestClient, new_browser: Browser) -> None:
    sign_up(client, "ada")
    assert client.post(FACTOR, json=OWN).status_code == 200
    assert log_in(new_browser())[0] == 200
    refused = client.post(f"{FACTOR}/confirm", json={"code": "000000"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "wrong_code")
    assert client.get(FACTOR).json() == {"is_on": False, "recovery_codes_left": 0}


def test_the_picture_is_the_secret_for_an_authenticator_app(client: TestClient) -> None:
    sign_up(client, "ada")
    begun = client.post(FACTOR, json=OWN).json()
    assert begun["uri"].startswith("otpauth://totp/Zoetrope:ada?secret=" + begun["secret"])
    assert begun["qr_svg"].startswith("<svg")


def test_turning_it_on_asks_for_the_password(client: TestClient) -> None:
    sign_up(client, "ada")
    refused = client.post(FACTOR, json={"password": "not the one"})
    assert refused.json()["error"]["code"] == "wrong_password"


def test_logging_in_takes_two_steps(client: TestClient, new_browser: Browser) -> None:
    secret, _ = turn_on(client)
    other = new_browser()
    assert log_in(other) == (401, "second_factor")
    assert log_in(other, "000000") == (401, "wrong_code")
    assert log_in(other, pyotp.TOTP(secret).now()) == (200, "")


def test_without_the_password_nobody_learns_that_there_is_a_second_factor(
    client: TestClient, new_browser: Browser
) -> None:
    secret, _ = turn_on(client)
    for code in (None, pyotp.TOTP(secret).now()):
        assert log_in(new_browser(), code, "not the one") == (401, "wrong_login")


def test_a_code_opens_once(client: TestClient, new_browser: Browser) -> None:
    secret, _ = turn_on(client)
    code = pyotp.TOTP(secret).now()
    assert log_in(new_browser(), code)[0] == 200
    assert log_in(new_browser(), code) == (401, "wrong_code")


@pytest.mark.parametrize(("steps", "status"), [(-1, 200), (1, 200), (-4, 401), (4, 401)])
def test_a_clock_may_be_half_a_minute_off(
    client: TestClient, new_browser: Browser, steps: int, status: int
) -> None:
    secret, _ = turn_on(client)
    begun = answered = 0
    while begun == 0 or begun != answered:  # a step may end between making the code and using it
        begun = int(time.time()) // 30
        answer = log_in(new_browser(), pyotp.TOTP(secret).at(30 * begun, steps))
        answered = int(time.time()) // 30
    assert answer[0] == status


def test_a_recovery_code_opens_once_however_it_is_typed(client: TestClient, new_browser: Browser) -> None:
    _, codes = turn_on(client)
    assert len(set(codes)) == 10
    assert log_in(new_browser(), codes[3].replace("-", " ").upper())[0] == 200
    assert log_in(new_browser(), codes[3]) == (401, "wrong_code")
    assert client.get(FACTOR).json()["recovery_codes_left"] == 9


def test_new_recovery_codes_end_the_old(client: TestClient, new_browser: Browser) -> None:
    _, old = turn_on(client)
    new = client.post(f"{FACTOR}/recovery-codes", json=OWN).json()["codes"]
    assert log_in(new_browser(), old[0]) == (401, "wrong_code")
    assert log_in(new_browser(), new[0])[0] == 200


def test_the_database_holds_neither_the_secret_nor_the_codes(client: TestClient) -> None:
    secret, codes = turn_on(client)
    with new_session() as session:
        kept = session.exec(select(User.totp_secret)).one()
        hashes = session.exec(select(RecoveryCode.code_hash)).all()
    assert kept is not None
    assert secret not in kept
    assert not {code.replace("-", "") for code in codes} & set(hashes)


def test_turning_it_off_asks_for_the_password(client: TestClient, new_browser: Browser) -> None:
    turn_on(client)
    assert client.request("DELETE", FACTOR, json={"password": "not the one"}).status_code == 422
    assert log_in(new_browser()) == (401, "second_factor")
    assert client.request("DELETE", FACTOR, json=OWN).status_code == 204
    assert log_in(new_browser())[0] == 200


def test_under_another_secret_of_the_site_no_code_fits(
    client: TestClient, new_browser: Browser, configure: Configure
) -> None:
    secret, _ = turn_on(client)
    configure(ZOETROPE_SECRET_KEY="another secret of at least 32 letters")
    assert log_in(new_browser(), pyotp.TOTP(secret).now()) == (401, "wrong_code")


def test_codes_are_guessed_five_times_even_across_addresses(
    client: TestClient, new_browser: Browser, configure: Configure
) -> None:
    secret, _ = turn_on(client)
    configure(ZOETROPE_LIMITS="on")
    tries = [log_in(new_browser(f"198.51.100.{n}"), "000000")[0] for n in range(6)]
    assert tries == [401] * 5 + [429]
    assert log_in(new_browser("203.0.113.9"), pyotp.TOTP(secret).now())[0] == 429


def test_the_first_step_is_no_wrong_try(
    client: TestClient, new_browser: Browser, configure: Configure
) -> None:
    turn_on(client)
    configure(ZOETROPE_LIMITS="on")
    one = new_browser()
    assert [log_in(one) for _ in range(8)] == [(401, "second_factor")] * 8
