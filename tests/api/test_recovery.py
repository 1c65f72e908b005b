"""Mailed links, and that no answer tells whether an account exists."""

from fastapi.testclient import TestClient
from sqlmodel import select

from app.accounts import passwords
from app.cache import valkey
from app.db import transaction
from app.models import User
from tests.api.conftest import Browser, Configure
from tests.builders import sign_up
from tests.letters import Postbox, deliver, link

AUTH = "/api/v1/auth"


def reset_link(client: TestClient, postbox: Postbox, email: str = "ada@example.com") -> str:
    assert client.post(f"{AUTH}/reset", json={"email": email}).status_code == 204
    deliver()
    return link(postbox)


def log_in(browser: TestClient, password: str, login: str = "ada") -> int:
    return browser.post(f"{AUTH}/login", json={"login": login, "password": password}).status_code


def test_the_letters_link_verifies_the_address_once(client: TestClient, postbox: Postbox) -> None:
    sign_up(client, "ada")
    deliver()
    token = link(postbox)
    assert postbox.letters[-1]["To"] == "ada@example.com"
    assert not client.get(f"{AUTH}/me").json()["email_verified"]
    assert client.post(f"{AUTH}/verify", json={"token": token}).status_code == 204
    assert client.get(f"{AUTH}/me").json()["email_verified"]
    again = client.post(f"{AUTH}/verify", json={"token": token})
    assert (again.status_code, again.json()["error"]["code"]) == (410, "link_spent")


def test_a_verified_address_gets_no_second_letter(client: TestClient, postbox: Postbox) -> None:
    sign_up(client, "ada")
    deliver()
    client.post(f"{AUTH}/verify", json={"token": link(postbox)})
    client.post(f"{AUTH}/verify/letter")
    deliver()
    assert len(postbox.letters) == 1


def test_a_reset_ends_every_session_and_the_old_password(
    client: TestClient, new_browser: Browser, postbox: Postbox
) -> None:
    sign_up(client, "ada")
    token = reset_link(new_browser(), postbox)
    stranger = new_browser()
    body = {"token": token, "new": "battery staple"}
    assert stranger.post(f"{AUTH}/reset/confirm", json=body).status_code == 204
    assert client.get(f"{AUTH}/me").status_code == 401
    assert (log_in(stranger, "correct horse"), log_in(stranger, "battery staple")) == (401, 200)
    assert stranger.post(f"{AUTH}/reset/confirm", json=body).status_code == 410


def test_a_reset_link_dies_with_the_password_it_replaces(
    client: TestClient, new_browser: Browser, postbox: Postbox
) -> None:
    sign_up(client, "ada")
    old, new = reset_link(client, postbox), reset_link(client, postbox)
    assert old != new
    body = {"token": new, "new": "battery staple"}
    assert client.post(f"{AUTH}/reset/confirm", json=body).status_code == 204
    assert client.post(f"{AUTH}/reset/confirm", json={**body, "token": old}).status_code == 410


def test_links_are_kept_as_hashes_and_for_an_hour(client: TestClient, postbox: Postbox) -> None:
    sign_up(client, "ada")
    token = reset_link(client, postbox)
    (key,) = valkey().keys("ticket:reset:*")
    assert token not in key
    assert 3500 < valkey().ttl(key) <= 3600


def test_asking_for_a_link_answers_the_same_for_everybody(client: TestClient, postbox: Postbox) -> None:
    sign_up(client, "ada")
    deliver()
    answers = [
        client.post(f"{AUTH}/reset", json={"email": email})
        for email in ("ada@example.com", "nobody@example.com")
    ]
    assert len({(one.status_code, one.content, str(sorted(one.headers))) for one in answers}) == 1
    deliver()
    assert [letter["Subject"] for letter in postbox.letters[1:]] == ["Choose a new password"]


def test_asking_often_is_refused_the_same_for_everybody(
    client: TestClient, new_browser: Browser, configure: Configure
) -> None:
    sign_up(client, "ada")
    configure(ZOETROPE_LIMITS="on")
    for email in ("ada@example.com", "nobody@example.com"):
        one = new_browser(email)
        told = [one.post(f"{AUTH}/reset", json={"email": email}).status_code for _ in range(6)]
        assert told == [204] * 5 + [429]


def test_registering_with_a_known_address_answers_as_with_a_new_one(
    client: TestClient, new_browser: Browser, postbox: Postbox
) -> None:
    sign_up(client, "ada")
    deliver()
    client.post(f"{AUTH}/verify", json={"token": link(postbox)})
    body = {"username": "eve", "email": "ADA@example.com", "password": "correct horse"}
    eve, bob = new_browser(), new_browser()
    known = eve.post(f"{AUTH}/register", json=body)
    unknown = bob.post(f"{AUTH}/register", json={**body, "username": "bob", "email": "bob@example.com"})
    assert known.status_code == unknown.status_code == 201
    assert set(known.json()) == set(unknown.json())
    assert known.json()["email_verified"] == unknown.json()["email_verified"]
    deliver()
    told = {letter["To"]: letter["Subject"] for letter in postbox.letters[1:]}
    assert told == {
        "ada@example.com": "You have an account already",
        "bob@example.com": "Verify your address",
    }


def test_an_address_belongs_to_the_account_that_verified_it(
    client: TestClient, new_browser: Browser, postbox: Postbox
) -> None:
    """Whoever claimed it first, and did not read its letters, has no part in it."""
    squatter = new_browser()
    squatter.post(
        f"{AUTH}/register", json={"username": "eve", "email": "ada@example.com", "password": "eves own one"}
    )
    sign_up(client, "ada")
    deliver()
    assert client.post(f"{AUTH}/verify", json={"token": link(postbox)}).status_code == 204
    first = next(line.split("#")[1] for line in postbox.text(0).splitlines() if "#" in line)
    assert squatter.post(f"{AUTH}/verify", json={"token": first}).status_code == 410
    assert log_in(new_browser(), "correct horse", "ada@example.com") == 200
    assert log_in(new_browser(), "eves own one", "ada@example.com") == 401


def test_an_unknown_name_costs_as_much_work_as_a_wrong_password(client: TestClient) -> None:
    """One hash is verified either way; it is what takes the time."""
    sign_up(client, "ada")
    with transaction() as session:
        kept = session.exec(select(User.password_hash)).one()
    log_in(client, "not the one", "nobody")
    assert passwords.nobody().split("$")[:4] == kept.split("$")[:4]
