"""/auth/email: an account moves to another address only when somebody reads letters there."""

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import Browser
from tests.api.test_recovery import AUTH, log_in, reset_link
from tests.builders import sign_up
from tests.letters import Postbox, deliver, link

NEW = {"email": "Ada@new.example.com", "password": "correct horse"}


def verified(client: TestClient, postbox: Postbox) -> None:
    sign_up(client, "ada")
    deliver()
    assert verify(client, link(postbox)) == 204


def verify(browser: TestClient, token: str) -> int:
    return browser.post(f"{AUTH}/verify", json={"token": token}).status_code


def move(client: TestClient, postbox: Postbox, email: str = "ada@new.example.com") -> str:
    """The link in the letter to the new address."""
    assert client.post(f"{AUTH}/email", json={**NEW, "email": email}).status_code == 204
    deliver()
    assert postbox.letters[-1]["To"] == email
    return link(postbox)


def address(client: TestClient) -> tuple[str, bool]:
    me = client.get(f"{AUTH}/me").json()
    return me["email"], me["email_verified"]


def test_the_address_changes_when_the_link_is_opened_and_not_before(
    client: TestClient, postbox: Postbox
) -> None:
    verified(client, postbox)
    token = move(client, postbox)
    assert address(client) == ("ada@example.com", True)
    assert verify(client, token) == 204
    assert address(client) == ("ada@new.example.com", True)
    assert verify(client, token) == 410


def test_the_old_address_is_told_and_can_take_the_account_back(
    client: TestClient, new_browser: Browser, postbox: Postbox
) -> None:
    verified(client, postbox)
    verify(client, move(client, postbox))
    deliver()
    told = postbox.letters[-1]
    assert (told["To"], told["Subject"]) == ("ada@example.com", "Your address was changed")
    back, owner = link(postbox), new_browser()
    body = {"current": "correct horse", "new": "not the owners"}
    assert client.post(f"{AUTH}/password", json=body).status_code == 204
    assert verify(owner, back) == 204
    assert client.get(f"{AUTH}/me").status_code == 401
    deliver()
    moved = [letter["To"] for letter in postbox.letters if letter["Subject"] == "Your address was changed"]
    assert moved == ["ada@example.com"]
    body = {"token": reset_link(owner, postbox), "new": "battery staple"}
    assert owner.post(f"{AUTH}/reset/confirm", json=body).status_code == 204
    assert log_in(owner, "battery staple", "ada@example.com") == 200


def test_nobody_moves_on_while_the_old_address_may_take_back(client: TestClient, postbox: Postbox) -> None:
    verified(client, postbox)
    verify(client, move(client, postbox))
    refused = client.post(f"{AUTH}/email", json={**NEW, "email": "ada@third.example.com"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "moved_lately")


def test_a_link_to_a_new_address_dies_with_the_password_it_was_asked_with(
    client: TestClient, postbox: Postbox
) -> None:
    verified(client, postbox)
    token = move(client, postbox)
    body = {"current": "correct horse", "new": "battery staple"}
    assert client.post(f"{AUTH}/password", json=body).status_code == 204
    assert verify(client, token) == 410
    assert address(client) == ("ada@example.com", True)


def test_an_address_that_nobody_verified_is_not_told(client: TestClient, postbox: Postbox) -> None:
    """It may be a stranger's, by a typing error: the letter would hand the account over."""
    sign_up(client, "ada")
    verify(client, move(client, postbox))
    deliver()
    assert [letter["To"] for letter in postbox.letters] == ["ada@example.com", "ada@new.example.com"]


def test_passwords_are_mailed_to_the_new_address(client: TestClient, postbox: Postbox) -> None:
    verified(client, postbox)
    verify(client, move(client, postbox))
    reset_link(client, postbox, "ada@new.example.com")
    assert postbox.letters[-1]["To"] == "ada@new.example.com"


def test_somebody_elses_address_is_answered_alike_and_stays_theirs(
    client: TestClient, new_browser: Browser, postbox: Postbox
) -> None:
    verified(client, postbox)
    eve = new_browser()
    sign_up(eve, "eve")
    for email in ("ada@example.com", "free@example.com"):
        assert eve.post(f"{AUTH}/email", json={**NEW, "email": email}).status_code == 204
    deliver()
    told = {letter["To"]: letter["Subject"] for letter in postbox.letters[2:]}
    assert told["ada@example.com"] == "This is your address already"
    assert told["free@example.com"] == "Verify your new address"


def test_of_two_who_ask_for_one_address_the_first_to_open_the_link_has_it(
    client: TestClient, new_browser: Browser, postbox: Postbox
) -> None:
    eve = new_browser()
    sign_up(client, "ada")
    sign_up(eve, "eve")
    deliver()
    first, second = move(client, postbox), move(eve, postbox)
    assert (verify(client, first), verify(eve, second)) == (204, 410)
    assert address(eve) == ("eve@example.com", False)


@pytest.mark.parametrize(
    ("change", "field"), [({"password": "a guess"}, "password"), ({"email": "nowhere"}, "email")]
)
def test_a_wrong_password_or_no_address_is_refused_by_its_field(
    client: TestClient, change: dict[str, str], field: str
) -> None:
    sign_up(client, "ada")
    refused = client.post(f"{AUTH}/email", json={**NEW, **change})
    assert (refused.status_code, list(refused.json()["error"]["fields"])) == (422, [field])


def test_a_link_dies_when_the_account_moved_elsewhere(client: TestClient, postbox: Postbox) -> None:
    verified(client, postbox)
    old, new = move(client, postbox), move(client, postbox, "ada@other.example.com")
    assert (verify(client, new), verify(client, old)) == (204, 410)
