"""Tells open pages what happened to their viewer, over the socket that they have anyway.

A page says over its socket that it listens. One listener in each web process hears from Valkey whose notices
changed, and tells the pages of these people that are connected to this process. Nobody asks by the clock.
"""

import asyncio
import random
from contextlib import suppress
from functools import cache
from http.cookies import CookieError, SimpleCookie
from typing import Any

from anyio import CapacityLimiter, to_thread
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from app import notices
from app.accounts import sessions
from app.accounts.service import viewer_of
from app.cache import DOWN
from app.db import new_session
from app.notifications import service
from app.resilience import backoff
from app.settings import settings
from app.telemetry import log

EVENT = "notices"
# What comes within this time is told together.
TOGETHER_SECONDS = 0.3
# After Valkey was away all pages are told, but not at one moment.
SPREAD_SECONDS = 2.0
# How many pages of a process ask the database at once, whatever happens.
AT_ONCE = 4


@cache
def _lane() -> CapacityLimiter:
    return CapacityLimiter(AT_ONCE)


class LivePages:
    """The connected pages of signed-in viewers in this process: the session of each, by viewer and socket."""

    def __init__(self, namespace: Any) -> None:
        self.namespace = namespace
        self.pages: dict[int, dict[str, str]] = {}
        self.owners: dict[str, int] = {}
        self.waiting: dict[int, asyncio.Task[None]] = {}
        self.failures = 0

    async def listen(self) -> None:
        """For as long as the process runs; Valkey away is waited for, longer each time."""
        while True:
            try:
                async with _connect() as client:
                    await self._hear(client)
            except (RedisError, OSError) as error:
                log().warning("live_pages_wait", error=str(error))
            self.failures += 1
            await asyncio.sleep(backoff(self.failures - 1, base=0.5, ceiling=10))

    async def _hear(self, client: Any) -> None:
        async with client.pubsub(ignore_subscribe_messages=True) as heard:
            await heard.subscribe(notices.CHANNEL)
            self.failures = 0
            for user_id in list(self.pages):  # what happened while nobody listened
                self.tell_soon(user_id, after=random.uniform(0, SPREAD_SECONDS))  # noqa: S311 - not a secret
            async for message in heard.listen():
                self.tell_soon(int(message["data"]))

    async def join(self, sid: str) -> None:
        """A page has connected."""
        token = _session_of(self.namespace.server.get_environ(sid, self.namespace.namespace))
        with suppress(*DOWN):
            user_id = await to_thread.run_sync(sessions.user_id_of, token, limiter=_lane())
            if user_id is not None:
                self.pages.setdefault(user_id, {})[sid], self.owners[sid] = token, user_id
                await self._tell(user_id, {sid: token}, is_news=False)

    def leave(self, sid: str) -> None:
        user_id = self.owners.pop(sid, 0)
        mine = self.pages.get(user_id, {})
        mine.pop(sid, None)
        if not mine:
            self.pages.pop(user_id, None)

    def tell_soon(self, user_id: int, *, after: float = TOGETHER_SECONDS) -> None:
        if user_id in self.pages and user_id not in self.waiting:
            self.waiting[user_id] = asyncio.create_task(self._tell_later(user_id, after))

    async def _tell_later(self, user_id: int, after: float) -> None:
        await asyncio.sleep(after)
        self.waiting.pop(user_id, None)
        await self._tell(user_id, dict(self.pages.get(user_id, {})), is_news=True)

    async def _tell(self, user_id: int, pages: dict[str, str], *, is_news: bool) -> None:
        """Each session is asked for once; a page whose session has ended hears nothing any more."""
        for token in set(pages.values()):
            try:
                told = await to_thread.run_sync(_news, token, user_id, is_news, limiter=_lane())
            except (*DOWN, SQLAlchemyError) as error:
                log().warning("live_page_not_told", user_id=user_id, error=str(error).split("\n", 1)[0])
                continue
            for sid in [one for one, its in pages.items() if its == token]:
                await self._send(sid, told)

    async def _send(self, sid: str, told: dict[str, Any] | None) -> None:
        if told is None or sid not in self.namespace.sid_to_token:
            self.leave(sid)
        else:
            await self.namespace.emit(EVENT, told, to=sid)


def _connect() -> Any:
    where = settings().redis_url.get_secret_value()
    return Redis.from_url(where, health_check_interval=15, socket_connect_timeout=2)


def attach(namespace: Any) -> LivePages:
    """Let pages join over the socket's own namespace; Reflex itself knows nothing of it."""
    live = LivePages(namespace)
    joining: set[asyncio.Task[None]] = set()

    async def join(sid: str, *_: Any) -> None:
        """The socket reads nothing else meanwhile, so the asking is done beside it."""
        task = asyncio.create_task(live.join(sid))
        joining.add(task)
        task.add_done_callback(joining.discard)

    leave = namespace.on_disconnect

    def left(sid: str, *reason: Any) -> Any:
        live.leave(sid)
        return leave(sid, *reason)

    namespace.on_notices, namespace.on_disconnect = join, left
    return live


def _news(token: str, user_id: int, is_news: bool) -> dict[str, Any] | None:
    """What a page is told: how much is unread, and the newest of it where it is news."""
    with new_session() as session:
        viewer = viewer_of(session, token, visitor="")
        if viewer.id != user_id:
            return None
        latest = service.latest(session, viewer) if is_news else None
        told = service.unread(session, viewer).model_dump(mode="json")
        return {**told, "notice": latest.model_dump(mode="json") if latest else None}


def _session_of(environ: dict[str, Any]) -> str:
    try:
        found = SimpleCookie(environ.get("HTTP_COOKIE", "")).get("session")
    except CookieError:
        return ""
    return found.value if found else ""
