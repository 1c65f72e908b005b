"""What every request passes: its size, where it comes from, its id, and the headers of the answer."""

import re
from contextlib import suppress
from urllib.parse import urlsplit
from uuid import uuid4

import structlog
from anyio import to_thread
from fastapi import FastAPI, Request
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.accounts.service import viewer_named, viewer_of
from app.api.answers import answer
from app.api.bearing import bearer_in, owner_of_token
from app.api.headers import OpenReading, protect
from app.api.idempotency import Repeatable
from app.api.limits import COUNTED, Standing, told_in_headers
from app.api.names import BEARER, SESSION
from app.api.proxies import TrustedProxies
from app.api.tus import install_tus, is_tus
from app.cache import DOWN
from app.db import new_session
from app.errors import AppError, Forbidden, TooLarge
from app.settings import settings
from app.social.faces import MOST_BYTES
from app.telemetry import REQUESTS

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
# Anyone can invent a method; metrics count those together.
METHODS = UNSAFE | {"GET", "HEAD", "OPTIONS"}
JSON_BYTES = 1024 * 1024
_REQUEST_ID = re.compile(r"[0-9A-Za-z_.:-]{1,64}")
# A form around the file itself.
FORM_BYTES = 64 * 1024
UPLOAD_PATH, AVATAR_PATH = "/api/v1/videos", "/api/v1/users/me/avatar"


def install_guards(api: FastAPI, *, max_upload_bytes: int) -> None:
    """The last one added is the first that a request meets."""
    api.add_middleware(Repeatable)
    api.add_middleware(BodyLimit, max_upload_bytes=max_upload_bytes)
    api.add_middleware(UploadersOnly)
    api.add_middleware(SameOrigin)
    install_tus(api)
    api.add_middleware(OpenReading)
    api.add_middleware(Witness)
    api.add_middleware(TrustedProxies)


class SameOrigin:
    """Refuse a change that another site's page asks for with our visitor's cookie.

    OWASP, Cross-Site Request Forgery Prevention, "Verifying Origin With Standard Headers".
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] in UNSAFE and self._is_foreign(Headers(scope=scope)):
            refusal = answer(Forbidden("This request came from another site.", code="foreign_origin"))
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _is_foreign(self, headers: Headers) -> bool:
        if _has_token_only(headers):
            return False
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site") == "cross-site"
        named = _host_of(origin)
        return not named or named not in {headers.get("host", ""), _host_of(settings().public_url)}


def _has_token_only(headers: Headers) -> bool:
    """No page of another site can add a token that it does not know."""
    cookies = headers.get("cookie", "")
    return headers.get("authorization", "").lower().startswith(BEARER) and f"{SESSION}=" not in cookies


def _host_of(origin: str) -> str:
    """Nothing for `null` and for what is no address."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


class BodyLimit:
    """Stop reading a body that is larger than its route may take, whatever its headers claim."""

    def __init__(self, app: ASGIApp, *, max_upload_bytes: int) -> None:
        self.app, self.max_upload_bytes = app, max_upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self._limit(scope)
        refusal = TooLarge(f"This is too large; the limit is {limit // 1024} KB.")
        claimed = Headers(scope=scope).get("content-length", "")
        if claimed.isdecimal() and (len(claimed) > 15 or int(claimed) > limit):
            await answer(refusal)(scope, receive, send)
            return
        await self.app(scope, _counted(receive, limit, refusal), send)

    def _limit(self, scope: Scope) -> int:
        if is_tus(scope["path"]):
            return self.max_upload_bytes
        if scope["path"] == AVATAR_PATH:
            return MOST_BYTES + FORM_BYTES
        return self.max_upload_bytes + FORM_BYTES if _is_upload(scope) else JSON_BYTES


class UploadersOnly:
    """Refuse a file before its hundreds of megabytes are read, not after."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _is_upload(scope):
            try:
                await to_thread.run_sync(_must_be_creator, Request(scope))
            except AppError as refusal:
                await answer(refusal)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _must_be_creator(request: Request) -> None:
    """A part that is away is told by the route itself, as everywhere."""
    with suppress(*DOWN, SQLAlchemyError), new_session() as session:
        if bearer_in(request):
            viewer_named(session, owner_of_token(request), visitor="").must_be_creator()
        else:
            viewer_of(session, request.cookies.get(SESSION, ""), visitor="").must_be_creator()


def _is_upload(scope: Scope) -> bool:
    """A form with a file in it; the same address takes JSON about an upload."""
    if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] != UPLOAD_PATH:
        return False
    return Headers(scope=scope).get("content-type", "").lower().startswith("multipart/")


class Witness:
    """Give every request an id for its logs, count it, and set the headers that protect the browser."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _id_of(Headers(scope=scope).get("x-request-id", ""))
        standings: list[Standing] = []
        COUNTED.set(standings)

        async def witnessed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                headers.update(told_in_headers(standings))
                protect(message, scope)
                _count(scope, message["status"])
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            await self.app(scope, receive, witnessed)


def _id_of(sent: str) -> str:
    """What a proxy or client calls the request, when it could stand in a log line."""
    return sent if _REQUEST_ID.fullmatch(sent) else uuid4().hex


def _count(scope: Scope, status: int) -> None:
    route = getattr(scope.get("route"), "path", "other")
    method = scope["method"] if scope["method"] in METHODS else "other"
    REQUESTS.labels(method, route, str(status)).inc()


def _counted(receive: Receive, limit: int, refusal: AppError) -> Receive:
    seen = 0

    async def counting() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(refusal.status, refusal.message.rstrip("."))
        return message

    return counting
