"""What connected pages are told over their socket, and which are told nothing any more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from types import SimpleNamespace
from typing import Any

import pytest

import rxconfig
from app import cache, db
from app.accounts import sessions
from app.accounts.viewer import Viewer
from app.notices import Kind, tell
from app.web import live
from app.web.live import LivePages
from tests.builders import make_video, make_viewer
from tests.outages import without_valkey

PAGES = {"one": "phone", "two": "desk"}


class Socket:
    """Stands where Reflex's namespace stands: remembers what was sent to whom."""

    namespace = "/_event"

    def __init__(self, cookies: dict[str, str]) -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self.sid_to_token = dict.fromkeys(cookies, "tab")
        self.server = SimpleNamespace(get_environ=lambda sid, _: {"HTTP_COOKIE": f"session={cookies[sid]}"})

    async def emit(self, _event: str, told: dict[str, Any], *, to: str) -> None:
        self.sent.append((to, told))


def ada_and_bob() -> tuple[Viewer, Viewer]:
    with db.transaction() as session:
        return make_viewer(session, "ada"), make_viewer(session, "bob")


def liked(ada: Viewer, bob: Viewer, count: int = 1) -> None:
    with db.transaction() as session:
        for _ in range(count):
            video = make_video(session, ada.user)
            tell(session, ada.user.id, Kind.LIKE, actor_id=bob.user.id, video_id=video.id)


@asynccontextmanager
async def listening(socket: Socket) -> AsyncIterator[LivePages]:
    """The process hears from Valkey before all pages of the socket join: they have missed nothing."""
    pages = LivePages(socket)
    pages.failures = 1  # it has none from the moment on at which it hears
    task = asyncio.create_task(pages.listen())
    try:
        await until(lambda: pages.failures == 0)
        for sid in socket.sid_to_token:
            await pages.join(sid)
        socket.sent.clear()
        yield pages
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(holds: Any) -> None:
    async with asyncio.timeout(90):
        while not await asyncio.to_thread(holds):
            await asyncio.sleep(0.05)


async def test_a_page_that_joins_is_told_how_much_is_unread(clean: None) -> None:
    ada, bob = ada_and_bob()
    liked(ada, bob)
    socket = Socket({"one": sessions.start(ada.user.id)})
    await LivePages(socket).join("one")
    assert socket.sent == [("one", {"count": 1, "requests": 0, "notice": None})]


async def test_every_page_of_its_receiver_hears_of_a_notice_and_nobody_elses(clean: None) -> None:
    ada, bob = ada_and_bob()
    socket = Socket(
        {name: sessions.start(ada.user.id) for name in PAGES} | {"his": sessions.start(bob.user.id)}
    )
    async with listening(socket):
        await asyncio.to_thread(liked, ada, bob)
        await until(lambda: len(socket.sent) == 2)
    assert {sid for sid, _ in socket.sent} == set(PAGES)
    assert {f"{told['notice']['who']} {told['notice']['what']}" for _, told in socket.sent} == {
        "bob liked your video"
    }


async def test_what_comes_together_is_told_together(clean: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "TOGETHER_SECONDS", 2)
    ada, bob = ada_and_bob()
    socket = Socket({"one": sessions.start(ada.user.id)})
    async with listening(socket):
        await asyncio.to_thread(liked, ada, bob, 20)
        await until(lambda: bool(socket.sent) and socket.sent[-1][1]["count"] == 20)
    assert len(socket.sent) < 10


async def test_a_page_whose_session_has_ended_hears_nothing_any_more(clean: None) -> None:
    ada, bob = ada_and_bob()
    tokens = {name: sessions.start(ada.user.id) for name in PAGES}
    socket = Socket(tokens)
    async with listening(socket) as pages:
        sessions.end(tokens["one"])
        await asyncio.to_thread(liked, ada, bob)
        await until(lambda: bool(socket.sent) and "one" not in pages.owners)
    assert [sid for sid, _ in socket.sent] == ["two"]


async def test_a_stranger_and_a_closed_page_cost_nothing(clean: None) -> None:
    ada, _ = ada_and_bob()
    socket = Socket({"one": sessions.start(ada.user.id), "stranger": "invented"})
    async with listening(socket) as pages:
        pages.leave("one")
        assert (pages.pages, pages.owners) == ({}, {})


async def test_pages_are_told_what_they_missed_once_valkey_is_back(clean: None) -> None:
    ada, bob = ada_and_bob()
    socket = Socket({"one": sessions.start(ada.user.id)})
    async with listening(socket):
        with without_valkey():
            await asyncio.to_thread(liked, ada, bob)
        cache.valkey().client_kill_filter(_type="pubsub")
        await until(lambda: bool(socket.sent))
    assert socket.sent[-1][1]["count"] == 1


def test_the_bundle_hands_on_what_the_socket_tells() -> None:
    changed = rxconfig.with_notices(f"a;\n{rxconfig.MESSAGE_LINE}b;\n")
    assert live.EVENT in changed
    assert rxconfig.with_notices(changed) == changed
