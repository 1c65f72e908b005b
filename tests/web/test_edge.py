"""Caching of the built files, foreign sockets, and the two changes to Reflex's front end."""

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

import rxconfig
from app.web.edge import OwnSockets, PageCaching
from app.web.theme import TOKENS, tokens_css
from app.web.tiles import hue, short


async def greet(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("hello")
    await socket.close()


def site() -> TestClient:
    routes = [
        Route("/", lambda _: HTMLResponse("<p>page</p>")),
        Route("/assets/root-abc.js", lambda _: PlainTextResponse("code", media_type="text/javascript")),
        Route("/mark.svg", lambda _: PlainTextResponse("<svg/>", media_type="image/svg+xml")),
        Route("/own", lambda _: PlainTextResponse("x", headers={"Cache-Control": "private"})),
        WebSocketRoute("/_event", greet),
    ]
    return TestClient(OwnSockets(PageCaching(Starlette(routes=routes))), base_url="http://zoetrope.test")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "no-cache"),
        ("/assets/root-abc.js", "public, max-age=31536000, immutable"),
        ("/mark.svg", "public, max-age=86400"),
        ("/own", "private"),
    ],
)
def test_each_kind_of_file_is_kept_as_long_as_it_stays_true(path: str, expected: str) -> None:
    assert site().get(path).headers["cache-control"] == expected


def test_a_missing_file_is_not_cached() -> None:
    assert "cache-control" not in site().get("/assets/old-hash.js").headers


@pytest.mark.parametrize("origin", ["http://zoetrope.test", None])
def test_our_own_pages_and_programs_may_open_a_socket(origin: str | None) -> None:
    headers = {"origin": origin} if origin else {}
    with site().websocket_connect("ws://zoetrope.test/_event", headers=headers) as socket:
        assert socket.receive_text() == "hello"


@pytest.mark.parametrize("origin", ["http://elsewhere.test", "null", "https://zoetrope.test.elsewhere.test"])
def test_another_sites_page_may_not_open_a_socket(origin: str) -> None:
    with (
        pytest.raises(WebSocketDisconnect),
        site().websocket_connect("ws://zoetrope.test/_event", headers={"origin": origin}),
    ):
        pass


def test_the_bundle_talks_to_the_host_that_served_it() -> None:
    changed = rxconfig.same_origin(f"a;\n{rxconfig.BACKEND_LINE}b;\n")
    assert "window.location.host" in changed
    assert rxconfig.same_origin(changed) == changed


def test_a_changed_reflex_template_stops_the_build() -> None:
    with pytest.raises(RuntimeError, match="changed its templates"):
        rxconfig.same_origin("something else entirely")


def test_every_token_reaches_the_style_sheet() -> None:
    css = tokens_css()
    assert all(f"--{name}: {value};" in css for name, value in TOKENS.items())


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1K"),
        (1299, "1.2K"),
        (123_456, "123K"),
        (3_400_000, "3.4M"),
        (2 * 10**9, "2B"),
    ],
)
def test_counts_are_short_and_never_rounded_up(count: int, expected: str) -> None:
    assert short(count) == expected


def test_a_name_always_has_the_same_colour() -> None:
    assert hue("ada") == hue("ada")
    assert 0 <= hue("zoë") < 360
