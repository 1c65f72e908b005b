"""Whose word is taken for where a request came from."""

from typing import Any

import pytest

from app.api.proxies import TrustedProxies
from tests.api.conftest import Browser, Configure

PROXY, OTHER, VISITOR = "10.0.0.2", "10.0.0.3", "198.51.100.7"


async def seen(peer: str, *headers: tuple[str, str]) -> tuple[str, str]:
    """Address and scheme as the application meets them."""
    found: dict[str, Any] = {}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        found.update(scope)

    raw = [(name.encode(), value.encode()) for name, value in headers]
    scope = {"type": "http", "scheme": "http", "client": (peer, 1), "headers": raw}
    await TrustedProxies(app)(scope, None, None)  # type: ignore[arg-type]
    return found["client"][0], found["scheme"]


@pytest.fixture(autouse=True)
def behind(configure: Configure) -> None:
    configure(TRUSTED_PROXIES="10.0.0.0/24 2001:db8::/32")


X = "x-forwarded-for"


@pytest.mark.parametrize(
    ("peer", "headers", "expected"),
    [
        (VISITOR, [(X, "1.2.3.4"), ("x-forwarded-proto", "https")], (VISITOR, "http")),
        (PROXY, [(X, VISITOR), ("x-forwarded-proto", "https")], (VISITOR, "https")),
        (PROXY, [(X, f"1.2.3.4, {VISITOR}")], (VISITOR, "http")),
        (PROXY, [(X, f"1.2.3.4, {VISITOR}, {OTHER}")], (VISITOR, "http")),
        (PROXY, [(X, "1.2.3.4"), (X, VISITOR)], (VISITOR, "http")),
        (PROXY, [(X, f"{VISITOR}:4711")], (VISITOR, "http")),
        (PROXY, [(X, OTHER)], (OTHER, "http")),
        (PROXY, [(X, "1.2.3.4, nonsense")], (PROXY, "http")),
        (PROXY, [(X, "")], (PROXY, "http")),
        (PROXY, [], (PROXY, "http")),
        (PROXY, [("x-forwarded-proto", "javascript")], (PROXY, "http")),
        (PROXY, [("forwarded", f"for=1.2.3.4, for={VISITOR};proto=https")], (VISITOR, "https")),
        (PROXY, [("forwarded", 'for="[2a00::7]:4711";by=10.0.0.2')], ("2a00::7", "http")),
        (PROXY, [("forwarded", "for=unknown")], (PROXY, "http")),
        (PROXY, [("forwarded", f"for={VISITOR}"), (X, "1.2.3.4")], (PROXY, "http")),
        ("2001:db8::1", [(X, VISITOR)], (VISITOR, "http")),
    ],
)
async def test_only_a_trusted_proxy_is_believed_and_only_its_own_word(
    peer: str, headers: list[tuple[str, str]], expected: tuple[str, str]
) -> None:
    assert await seen(peer, *headers) == expected


async def test_without_the_setting_nobody_is_believed(configure: Configure) -> None:
    configure(TRUSTED_PROXIES="")
    assert await seen(PROXY, (X, VISITOR), ("x-forwarded-proto", "https")) == (PROXY, "http")


def test_a_claimed_address_does_not_get_around_a_limit(new_browser: Browser, configure: Configure) -> None:
    configure(ZOETROPE_LIMITS="on", TRUSTED_PROXIES="10.0.0.0/24")
    given = {"login": "nobody", "password": "not the one"}
    proxied = new_browser(PROXY)
    tries = [
        proxied.post(
            "/api/v1/auth/login", json={**given, "login": f"n{n}"}, headers={X: f"1.2.3.{n}, {VISITOR}"}
        )
        for n in range(6)
    ]
    assert [one.status_code for one in tries] == [401] * 5 + [429]


def test_behind_https_in_production_browsers_are_told_to_stay_there(
    new_browser: Browser, configure: Configure
) -> None:
    configure(TRUSTED_PROXIES="10.0.0.0/24", ZOETROPE_ENV="production", ZOETROPE_LIMITS="on",
              ZOETROPE_SECRET_KEY="x" * 32)  # fmt: skip
    plain, secure = (
        new_browser(PROXY).get("/health/live", headers={"x-forwarded-proto": scheme})
        for scheme in ("http", "https")
    )
    assert "strict-transport-security" not in plain.headers
    assert secure.headers["strict-transport-security"].startswith("max-age=31536000")
