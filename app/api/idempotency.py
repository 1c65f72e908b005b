"""Creating requests that may be sent again: for a day the same key gets the same answer, nothing twice."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from anyio import to_thread
from Crypto.Cipher import AES
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.accounts import sessions
from app.api.answers import answer
from app.api.bearing import owner_of_token
from app.api.names import SESSION
from app.api.policy import PREFIX
from app.cache import DOWN, valkey
from app.errors import AppError, BadInput, Conflict
from app.settings import settings

HEADER = "x-idempotency-key"
DAY_SECONDS = 24 * 3600
# Longer than any creating request takes; a process that died holds its key no longer.
BUSY_SECONDS = 60
BUSY = "busy"
MOST_BYTES = 256 * 1024
# Whose repetition is told apart by other means: a key of its own table, the events' ids, or nothing is made.
ELSEWHERE = frozenset({"/videos", "/watches", "/auth/register", "/auth/login", "/auth/logout"})
KEPT_HEADERS = ("content-type", "location", "upload-", "tus-", "cache-control")


class StillBusy(Conflict):
    """The first request with this key has not been answered yet."""

    code, retry_after = "in_flight", 1

    def __init__(self) -> None:
        super().__init__("The first request with this key is still being worked on. Ask again in a second.")


@dataclass(slots=True)
class Claim:
    """A key in the hands of one request: where its answer will lie, and what it was asked."""

    place: str
    print: str
    seal: bytes
    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)

    @property
    def is_worth_keeping(self) -> bool:
        """A refusal made nothing, so the same request may be tried again."""
        return 200 <= self.status < 300 and len(self.body) <= MOST_BYTES

    def hear(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in message["headers"]]
            self.headers = [(name, value) for name, value in pairs if name.lower().startswith(KEPT_HEADERS)]
        elif len(self.body) <= MOST_BYTES:
            self.body += message.get("body", b"")

    def text(self) -> str:
        """Fingerprint and sealed answer: tokens are shown once, and not to who reads Valkey."""
        answered = [self.status, self.headers, base64.b64encode(bytes(self.body)).decode()]
        return json.dumps([self.print, _sealed(self.seal, json.dumps(answered).encode())])


class Repeatable:
    """Middleware within the guards; without Valkey every request is a first one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not is_repeatable(scope):
            await self.app(scope, receive, send)
            return
        body, receive = await _body(scope, receive)
        try:
            claim, known = await to_thread.run_sync(_claimed, scope, body)
        except AppError as refusal:
            await answer(refusal)(scope, receive, send)
            return
        except DOWN:
            await self.app(scope, receive, send)
            return
        if known:
            await _say_again(known, claim, send)
        else:
            await self._first(claim, scope, receive, send)

    async def _first(self, claim: Claim, scope: Scope, receive: Receive, send: Send) -> None:
        """The answer is kept before its last part goes out: who has it may rely on it."""

        async def overheard(message: Message) -> None:
            claim.hear(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                await to_thread.run_sync(_keep, claim)
            await send(message)

        try:
            await self.app(scope, receive, overheard)
        except BaseException:
            await to_thread.run_sync(_release, claim)
            raise


def is_repeatable(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "POST" or not scope["path"].startswith(f"{PREFIX}/"):
        return False
    return HEADER in Headers(scope=scope) and scope["path"].removeprefix(PREFIX) not in ELSEWHERE


async def _body(scope: Scope, receive: Receive) -> tuple[bytes, Receive]:
    """The whole body, to be read once more; of an upload only what its headers announce."""
    if "octet-stream" in Headers(scope=scope).get("content-type", ""):
        return b"", receive
    messages: list[Message] = []
    while not messages or messages[-1].get("more_body"):
        messages.append(await receive())
    whole = b"".join(message.get("body", b"") for message in messages)
    waiting = iter(messages)

    async def again() -> Message:
        return next(waiting, None) or await receive()

    return whole, again


def _claimed(scope: Scope, body: bytes) -> tuple[Claim, list[Any] | None]:
    """The key for this request, or the answer that it got before."""
    connection = HTTPConnection(scope)
    key = _key(connection.headers[HEADER])
    named = f"{_asker(connection)} {scope['path']} {key}"
    place = f"idempotency:{hashlib.sha256(named.encode()).hexdigest()}"
    claim = Claim(place, _print(connection, body), _seal(key))
    before = valkey().set(place, json.dumps([claim.print, BUSY]), nx=True, get=True, ex=BUSY_SECONDS)
    if before is None:
        return claim, None
    asked, answered = json.loads(before)
    if asked != claim.print:
        raise Conflict("This key was used for another request.", code="key_reused")
    if answered == BUSY:
        raise StillBusy
    known: list[Any] = json.loads(_opened(claim.seal, answered))
    return claim, known


def _keep(claim: Claim) -> None:
    try:
        if claim.is_worth_keeping:
            valkey().set(claim.place, claim.text(), ex=DAY_SECONDS)
        else:
            _release(claim)
    except DOWN:
        return


def _release(claim: Claim) -> None:
    try:
        valkey().delete(claim.place)
    except DOWN:
        return


async def _say_again(known: list[Any], claim: Claim, send: Send) -> None:
    status, headers, body = known
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    content = base64.b64decode(body)
    raw += [(b"content-length", str(len(content)).encode()), (b"idempotent-replayed", b"true")]
    if status == 204:
        raw = [(name, value) for name, value in raw if name != b"content-length"]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": content})


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadInput(
            "Something in this request is not right.", **{"x-idempotency-key": "Send a UUID."}
        ) from None


def _asker(connection: HTTPConnection) -> str:
    """Keys of different people never meet."""
    owner = owner_of_token(connection) or sessions.user_id_of(connection.cookies.get(SESSION, ""))
    return f"user:{owner}" if owner else f"address:{connection.client.host if connection.client else ''}"


def _print(connection: HTTPConnection, body: bytes) -> str:
    announced = sorted(
        f"{name}: {value}"
        for name, value in connection.headers.items()
        if name.startswith("upload-") or name == "content-type"
    )
    said = "\n".join([str(connection.url.query), *announced]).encode()
    return hashlib.sha256(said + b"\0" + body).hexdigest()


def _seal(key: UUID) -> bytes:
    return hashlib.sha256(settings().zoetrope_secret_key.get_secret_value().encode() + key.bytes).digest()


def _sealed(seal: bytes, plain: bytes) -> str:
    cipher = AES.new(seal, AES.MODE_GCM, nonce=secrets.token_bytes(12))
    text, tag = cipher.encrypt_and_digest(plain)
    return base64.b64encode(cipher.nonce + tag + text).decode()


def _opened(seal: bytes, sealed: str) -> bytes:
    raw = base64.b64decode(sealed)
    return AES.new(seal, AES.MODE_GCM, nonce=raw[:12]).decrypt_and_verify(raw[28:], raw[12:28])
