"""The only way the phone talks to the server: typed calls, and every failure as a sentence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

import httpx

from mobile.contract import Account, FeedPage, Json, OwnClip, Profile, Reaction, Watch

T = TypeVar("T")

GATEWAY_FAILURES = {502, 503, 504}
PATIENCE = httpx.Timeout(30, connect=10)


class ApiError(Exception):
    """The server said no, in a sentence for the viewer and a code for us."""

    def __init__(self, message: str, *, status: int, code: str, fields: Mapping[str, str]) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.code = code
        self.fields = dict(fields)


class Away(ApiError):
    """Nobody answered, so asking again later is right."""

    def __init__(self) -> None:
        super().__init__("Zoetrope is not answering.", status=0, code="away", fields={})


class ApiClient:
    """`heard` is told the status of every answer, 0 when nobody answered."""

    def __init__(self, server: str, *, heard: Callable[[int], None]) -> None:
        self.server = server.rstrip("/")
        self._heard = heard
        self._http = httpx.AsyncClient(base_url=self.server, timeout=PATIENCE)

    @property
    def session(self) -> str | None:
        """The cookie that keeps this phone signed in."""
        return next((c.value for c in self._http.cookies.jar if c.name == "session"), None)

    def use_session(self, token: str) -> None:
        self.forget_session()
        self._http.cookies.set("session", token)

    def forget_session(self) -> None:
        self._http.cookies.clear()

    async def close(self) -> None:
        await self._http.aclose()

    async def register(self, *, username: str, email: str, password: str) -> Account:
        body = {"username": username, "email": email, "password": password}
        return await self._sign_in("/auth/register", body)

    async def log_in(self, *, login: str, password: str) -> Account:
        return await self._sign_in("/auth/login", {"login": login, "password": password})

    async def log_out(self) -> None:
        await self._ask("POST", "/auth/logout")
        self.forget_session()

    async def me(self) -> Account:
        return _read(Account.parse, await self._ask("GET", "/auth/me"))

    async def profile(self, username: str) -> Profile:
        return _read(Profile.parse, await self._ask("GET", f"/users/@{username}"))

    async def clips(self, username: str) -> list[OwnClip]:
        """The newest of somebody's clips; one's own also those that nobody else sees."""
        body = await self._ask("GET", f"/users/@{username}/videos", params={"limit": 30})
        return _read(lambda b: [OwnClip.parse(one) for one in b["items"]], body)

    async def delete(self, video_id: int) -> None:
        await self._ask("DELETE", f"/videos/{video_id}")

    async def feed(self, source: str, *, cursor: str | None = None, limit: int = 10) -> FeedPage:
        path = {"feed": "/feed", "following": "/feed/following"}[source]
        query = {"limit": limit} | ({"cursor": cursor} if cursor else {})
        body = await self._ask("GET", path, params=query)
        return _read(lambda b: FeedPage.parse(b, source=source), body)

    async def like(self, video_id: int, *, on: bool) -> Reaction:
        body = await self._ask(_verb(on), f"/videos/{video_id}/like")
        return _read(lambda b: Reaction(b["is_liked"], b["like_count"]), body)

    async def save(self, video_id: int, *, on: bool) -> Reaction:
        body = await self._ask(_verb(on), f"/videos/{video_id}/save")
        return _read(lambda b: Reaction(b["is_saved"], b["save_count"]), body)

    async def follow(self, user_id: int, *, on: bool) -> None:
        await self._ask(_verb(on), f"/users/{user_id}/follow")

    async def share(self, video_id: int) -> str:
        body = await self._ask("POST", f"/videos/{video_id}/share", json={"channel": "link"})
        return _read(lambda b: str(b["url"]), body)

    async def send_watches(self, watches: Sequence[Watch]) -> None:
        await self._ask("POST", "/watches", json={"watches": [asdict(watch) for watch in watches]})

    async def picture(self, address: str) -> bytes:
        return (await self._send("GET", self.absolute(address))).content

    def absolute(self, address: str) -> str:
        """Media addresses come relative to the server, or whole when a CDN serves them."""
        return str(httpx.URL(f"{self.server}/").join(address))

    async def _sign_in(self, path: str, body: Json) -> Account:
        # A cookie of an earlier session would otherwise travel beside the new one.
        self.forget_session()
        return _read(Account.parse, await self._ask("POST", path, json=body))

    async def _ask(self, verb: str, path: str, **request: Any) -> Json:
        answer = await self._send(verb, f"/api/v1{path}", **request)
        return answer.json() if answer.content else {}

    async def _send(self, verb: str, address: str, **request: Any) -> httpx.Response:
        answer = await self._reach(verb, address, **request)
        self._heard(answer.status_code if answer else 0)
        if answer is None:
            raise Away
        if answer.is_error:
            raise _refusal(answer)
        return answer

    async def _reach(self, verb: str, address: str, **request: Any) -> httpx.Response | None:
        try:
            answer = await self._http.request(verb, address, **request)
        except httpx.HTTPError:
            return None
        return None if answer.status_code in GATEWAY_FAILURES else answer


def _verb(on: bool) -> str:
    return "PUT" if on else "DELETE"


def _refusal(answer: httpx.Response) -> ApiError:
    try:
        said = answer.json()["error"]
        sentence, code, fields = said["message"], said["code"], said["fields"]
    except (ValueError, KeyError, TypeError):
        sentence, code, fields = "Something went wrong. Please try again.", "unknown", {}
    return ApiError(sentence, status=answer.status_code, code=code, fields=fields)


def _read(parse: Callable[[Json], T], body: Json) -> T:
    try:
        return parse(body)
    except (KeyError, TypeError) as error:
        sentence = "This app is too old for the server. Please update it."
        raise ApiError(sentence, status=200, code="unreadable", fields={}) from error
