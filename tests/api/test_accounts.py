"""/auth: the way in, the way out, and the cookie between them."""

from http.cookies import SimpleCookie

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from tests.api.conftest import Browser, Configure
from tests.builders import sign_up

ADA = {"username": "ada", "email": "ada@example.com", "password": "correct horse"}


def session_cookie(response: Response) -> dict[str, str]:
    """The session cookie's attributes, by their lower-case names."""
    for header in response.headers.get_list("set-cookie"):
        if morsel := SimpleCookie(header).get("session"):
            return {"value": morsel.value, **{name: str(value) for name, value in morsel.items() if value}}
    return {}


def test_a_region_is_written_as_trends_write_it(client: TestClient) -> None:
    assert client.post("/api/v1/auth/register", json=ADA | {"region": "de"}).json()["region"] == "DE"


def test_registering_signs_in(client: TestClient) -> None:
    made = client.post("/api/v1/auth/register", json=ADA)
    assert made.status_code == 201
    assert made.json()["role"] == "user"
    assert "password" not in made.text
    assert client.get("/api/v1/auth/me").json() == made.json()


@pytest.mark.parametrize("login", ["ada", "ADA", " ada@example.com ", "Ada@Example.com"])
def test_one_logs_in_by_name_or_address_in_any_case(client: TestClient, login: str) -> None:
    sign_up(client, "ada")
    client.cookies.clear()
    answer = client.post("/api/v1/auth/login", json={"login": login, "password": "correct horse"})
    assert answer.status_code == 200
    assert client.get("/api/v1/auth/me").json()["username"] == "ada"


def test_a_wrong_password_is_401_and_sets_no_session(client: TestClient) -> None:
    sign_up(client, "ada")
    refused = client.post("/api/v1/auth/login", json={"login": "ada", "password": "wrong"})
    assert refused.status_code == 401
    assert refused.json()["error"]["code"] == "wrong_login"
    assert not session_cookie(refused)


def test_spaces_around_a_password_belong_to_it(client: TestClient) -> None:
    client.post("/api/v1/auth/register", json=ADA | {"password": "  spaced out  "})
    for password, status in (("spaced out", 401), ("  spaced out  ", 200)):
        answer = client.post("/api/v1/auth/login", json={"login": "ada", "password": password})
        assert answer.status_code == status


def test_the_session_cookie_is_closed_to_scripts_and_other_sites(client: TestClient) -> None:
    cookie = session_cookie(client.post("/api/v1/auth/register", json=ADA))
    assert cookie["httponly"] == "True"
    assert cookie["samesite"].lower() == "strict"
    assert cookie["path"] == "/"
    assert cookie["max-age"] == str(7 * 24 * 3600)
    assert "secure" not in cookie


def test_in_production_the_cookie_travels_encrypted_only(client: TestClient, configure: Configure) -> None:
    configure(ZOETROPE_ENV="production", ZOETROPE_LIMITS="on", ZOETROPE_SECRET_KEY="k" * 40)
    assert session_cookie(client.post("/api/v1/auth/register", json=ADA))["secure"] == "True"


def test_after_logging_out_the_old_cookie_is_worthless(client: TestClient) -> None:
    token = session_cookie(client.post("/api/v1/auth/register", json=ADA))["value"]
    assert client.post("/api/v1/auth/logout").status_code == 204
    assert client.get("/api/v1/auth/me").status_code == 401
    client.cookies.set("session", token)
    assert client.get("/api/v1/auth/me").status_code == 401


def test_logging_out_ends_one_session_only(client: TestClient, new_browser: Browser) -> None:
    sign_up(client, "ada")
    other = new_browser()
    other.post("/api/v1/auth/login", json={"login": "ada", "password": "correct horse"})
    client.post("/api/v1/auth/logout")
    assert other.get("/api/v1/auth/me").status_code == 200


def test_logging_out_without_a_session_is_no_error(client: TestClient) -> None:
    assert client.post("/api/v1/auth/logout").status_code == 204


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"username": "a"}, "username"),
        ({"username": "ada lovelace"}, "username"),
        ({"username": "аda"}, "username"),  # the first letter is Cyrillic
        ({"username": "ada\0"}, "username"),
        ({"username": "../ada"}, "username"),
        ({"email": "nowhere"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "password123"}, "password"),
        ({"birth_date": "yesterday"}, "birth_date"),
        ({"language": "a\0"}, "language"),
        ({"region": "Mars"}, "region"),
        ({"interests": ["x" * 65]}, "interests.0"),
        ({"usrname": "typo"}, "usrname"),
    ],
)
def test_what_is_wrong_with_a_registration_is_named(
    client: TestClient, change: dict[str, object], field: str
) -> None:
    refused = client.post("/api/v1/auth/register", json=ADA | change)
    assert refused.status_code == 422
    error = refused.json()["error"]
    assert error["code"] == "invalid"
    assert set(error["fields"]) == {field}


def test_a_taken_name_is_a_conflict_that_names_it(client: TestClient) -> None:
    sign_up(client, "ada")
    refused = client.post("/api/v1/auth/register", json=ADA | {"email": "other@example.com"})
    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "taken"
    assert set(refused.json()["error"]["fields"]) == {"username"}


def test_nobody_else_sees_an_address(client: TestClient) -> None:
    sign_up(client, "ada")
    client.cookies.clear()
    assert "example.com" not in client.get("/api/v1/users/@ada").text


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 5000])
def test_a_cookie_that_is_not_ours_is_nobody(client: TestClient, token: str) -> None:
    client.cookies.set("session", token)
    assert client.get("/api/v1/auth/me").status_code == 401
    assert client.get("/api/v1/feed").status_code == 200


def test_an_anonymous_viewer_is_recognised_by_a_cookie_made_here(client: TestClient) -> None:
    client.get("/api/v1/feed")
    first = client.cookies["viewer"]
    client.get("/api/v1/feed")
    assert client.cookies["viewer"] == first
    client.cookies.clear()
    forged = client.get("/api/v1/feed", headers={"cookie": "viewer=user:1"})
    assert "viewer=" in forged.headers["set-cookie"]


def test_becoming_a_creator_is_for_people_with_an_account(client: TestClient) -> None:
    assert client.post("/api/v1/users/me/creator").status_code == 401
    sign_up(client, "ada")
    assert client.post("/api/v1/users/me/creator").json()["role"] == "creator"
    assert client.get("/api/v1/auth/me").json()["role"] == "creator"
