"""Tokens for other programs: within their scopes, until they are revoked, never for the account itself."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.accounts.rights import Scope
from app.api.policy import POLICIES
from app.cache import valkey
from app.db import new_session, transaction
from app.models import AccessToken, User
from app.models.columns import now
from tests.api.conftest import Browser
from tests.builders import make_user, make_video, sign_up

TOKENS = "/api/v1/auth/tokens"
ME = "/api/v1/auth/me"


@pytest.fixture
def ada(client: TestClient) -> TestClient:
    sign_up(client, "ada", creator=True)
    return client


def make(browser: TestClient, *scopes: str, **more: object) -> str:
    made = browser.post(TOKENS, json={"name": "backup", "scopes": list(scopes) or ["read"], **more})
    assert made.status_code == 201, made.text
    return str(made.json()["token"])


def bearing(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def stored() -> AccessToken:
    with new_session() as session:
        return session.exec(select(AccessToken)).one()


def test_a_token_acts_as_its_owner(ada: TestClient, new_browser: Browser) -> None:
    program = new_browser()
    assert program.get(ME, headers=bearing(make(ada))).json()["username"] == "ada"
    assert not program.cookies


def test_only_a_hash_of_it_is_kept(ada: TestClient) -> None:
    secret = make(ada)
    assert secret.startswith("zt_")
    assert len(secret) > 45
    assert secret not in str(stored().model_dump())
    listed = ada.get(TOKENS)
    assert secret not in listed.text
    assert [one["name"] for one in listed.json()["items"]] == ["backup"]


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_is_written_as_one_likes(ada: TestClient, new_browser: Browser, scheme: str) -> None:
    sent = {"Authorization": f"{scheme} {make(ada)}"}
    assert new_browser().get(ME, headers=sent).status_code == 200


@pytest.mark.parametrize("secret", ["zt_invented", "zt_", "nonsense", "zt_" + "a" * 5000])
def test_an_unknown_token_is_refused_even_where_everybody_may(client: TestClient, secret: str) -> None:
    for path in (ME, "/api/v1/feed", "/api/v1/sounds"):
        refused = client.get(path, headers=bearing(secret))
        assert (refused.status_code, refused.json()["error"]["code"]) == (401, "invalid_token")
        assert refused.headers["www-authenticate"] == 'Bearer error="invalid_token"'


def test_a_revoked_token_is_refused_at_once(ada: TestClient, new_browser: Browser) -> None:
    secret, program = make(ada), new_browser()
    assert program.get(ME, headers=bearing(secret)).status_code == 200
    assert ada.delete(f"{TOKENS}/{stored().id}").status_code == 204
    assert program.get(ME, headers=bearing(secret)).status_code == 401
    assert ada.get(TOKENS).json()["items"] == []


def test_a_token_ends_with_its_days(ada: TestClient, new_browser: Browser) -> None:
    secret = make(ada, days=1)
    with transaction() as session:
        session.exec(select(AccessToken)).one().expires_at = now() - timedelta(seconds=1)
    assert new_browser().get(ME, headers=bearing(secret)).status_code == 401


def test_a_banned_person_s_token_is_nobody_s(ada: TestClient, new_browser: Browser) -> None:
    secret = make(ada)
    with transaction() as session:
        session.exec(select(User)).one().banned_until = now() + timedelta(days=1)
    assert new_browser().get(ME, headers=bearing(secret)).status_code == 401


def test_its_last_use_is_written_seldom(ada: TestClient, new_browser: Browser) -> None:
    secret, program = make(ada), new_browser()
    assert stored().last_used_at is None
    program.get(ME, headers=bearing(secret))
    used = stored().last_used_at
    assert used is not None
    program.get(ME, headers=bearing(secret))
    assert stored().last_used_at == used


def test_nobody_has_more_tokens_than_they_can_oversee(ada: TestClient) -> None:
    for _ in range(25):
        make(ada)
    refused = ada.post(TOKENS, json={"name": "one more", "scopes": ["read"]})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "too_many_tokens")


@pytest.mark.parametrize(
    "body", [{"scopes": []}, {"scopes": ["everything"]}, {"days": 0}, {"days": 900}, {"name": ""}]
)
def test_a_token_has_a_name_known_scopes_and_an_end(ada: TestClient, body: dict[str, object]) -> None:
    refused = ada.post(TOKENS, json={"name": "backup", "scopes": ["read"], **body})
    assert refused.status_code == 422


def concrete(route: str) -> tuple[str, str]:
    """A request whose rights are looked at before anything else."""
    method, path = route.split(" ")
    filled = path.replace("{name}", "@bob").replace("{kind}", "topic").replace("{key}", "sea")
    filled = filled.replace("{topic}", "sea")
    parts = ["1" if part.startswith("{") else part for part in filled.split("/")]
    return method, f"/api/v1{'/'.join(parts)}"


ASKED = sorted(route for route in POLICIES if not route.startswith("OPTIONS"))


@pytest.mark.parametrize("route", ASKED)
def test_a_token_reaches_no_further_than_its_scopes(
    ada: TestClient, new_browser: Browser, route: str
) -> None:
    """With all scopes but the one that is needed, each route is closed; with that one it is open."""
    method, path = concrete(route)
    needed = POLICIES[route].scope
    tus = {"Tus-Resumable": "1.0.0"} if "/uploads" in path else {}
    lacking = make(ada, *[scope for scope in Scope if scope is not needed])
    refused = new_browser().request(method, path, headers={**bearing(lacking), **tus})
    assert refused.status_code == 403, refused.text
    if method != "HEAD":
        assert refused.json()["error"]["code"] == ("missing_scope" if needed else "session_only")
    if needed:
        answer = new_browser().request(method, path, headers={**bearing(make(ada, needed)), **tus})
        code = answer.json()["error"]["code"] if answer.status_code == 403 else ""
        assert code not in {"missing_scope", "session_only"}


def test_another_site_s_page_may_act_with_a_token_but_not_with_a_cookie(
    ada: TestClient, new_browser: Browser
) -> None:
    with transaction() as session:
        video = make_video(session, make_user(session, "bob")).id
    foreign = {"origin": "https://client.example"}
    like = f"/api/v1/videos/{video}/like"
    secret = make(ada, "write:social")
    assert new_browser().put(like, headers={**foreign, **bearing(secret)}).status_code == 200
    assert ada.put(like, headers={**foreign, **bearing(secret)}).status_code == 403
    assert ada.put(like, headers=foreign).status_code == 403


def test_pages_of_other_sites_may_read_what_everybody_may(client: TestClient) -> None:
    answer = client.get("/api/v1/feed", headers={"origin": "https://client.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    assert "RateLimit" in answer.headers["access-control-expose-headers"]


def test_a_browser_may_ask_before_it_sends_a_token(client: TestClient) -> None:
    asked = client.options(
        "/api/v1/videos/1/like",
        headers={"origin": "https://client.example", "access-control-request-method": "PUT"},
    )
    assert asked.status_code == 204
    assert "PUT" in asked.headers["access-control-allow-methods"]
    assert "Authorization" in asked.headers["access-control-allow-headers"]
    assert asked.headers["access-control-allow-origin"] == "*"


def test_no_secret_lies_in_valkey(ada: TestClient, new_browser: Browser) -> None:
    secret = make(ada)
    new_browser().get(ME, headers=bearing(secret))
    kept = [key for key in valkey().scan_iter("*") if secret in key]
    texts = [valkey().get(key) for key in valkey().scan_iter("token:*")]
    assert not kept
    assert texts
    assert all(secret not in text for text in texts)
