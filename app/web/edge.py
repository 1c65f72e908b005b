"""What the pages need from HTTP: caching for the built files, and sockets for our own pages only."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.settings import settings

HASHED = "/assets/"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"
A_DAY = "public, max-age=86400"


class PageCaching:
    """Files with a hash in their name never change; pages are asked for anew; the rest lasts a day."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def cached(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] in {200, 206, 304}:
                headers = MutableHeaders(scope=message)
                headers.setdefault("Cache-Control", _caching(scope["path"], headers.get("content-type", "")))
            await send(message)

        await self.app(scope, receive, cached)


def _caching(path: str, content_type: str) -> str:
    if path.startswith(HASHED):
        return FOR_EVER
    return ASK_FIRST if content_type.startswith(("text/html", "application/json")) else A_DAY


class OwnSockets:
    """A websocket carries our visitor's cookie, so only our own pages may open one (CWE-1385)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and _is_foreign(Headers(scope=scope)):
            await send({"type": "websocket.close", "code": 1008})
            return
        await self.app(scope, receive, send)


def _is_foreign(headers: Headers) -> bool:
    origin = headers.get("origin")
    own = {headers.get("host", ""), urlsplit(settings().public_url).netloc}
    return origin is not None and urlsplit(origin).netloc not in own
