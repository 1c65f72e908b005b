"""How often a viewer may do what: sliding windows in Valkey, shared by all processes."""

import math
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from app.accounts import sessions
from app.api.bearing import owner_of_token
from app.api.names import SESSION
from app.cache import DOWN, Window, count_in_window, valkey
from app.errors import TooMany
from app.resilience import hints
from app.settings import settings
from app.telemetry import LIMITED


@dataclass(frozen=True, slots=True)
class Limit:
    name: str
    times: int
    seconds: int


REGISTER = Limit("register", 3, 3600)
LOGIN = Limit("login", 5, 900)
RESET = Limit("reset", 5, 3600)
LINK = Limit("link", 20, 900)
EXPORT = Limit("export", 5, 24 * 3600)
UPLOAD = Limit("upload", 10, 3600)
# Of one file, piece by piece.
PIECES = Limit("pieces", 1200, 60)
REACTION = Limit("reaction", 100, 60)
# A name that changes often is a mask.
RENAME = Limit("rename", 2, 14 * 24 * 3600)
COMMENT = Limit("comment", 30, 60)
ADMIN = Limit("admin", 100, 60)
FEED = Limit("feed", 60, 60)
WATCHES = Limit("watches", 120, 60)
SEARCH = Limit("search", 30, 60)
# One question for each letter of a quick typist.
SUGGEST = Limit("suggest", 300, 60)
# Routes that name no limit have one of these.
READ = Limit("read", 300, 60)
WRITE = Limit("write", 60, 60)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one is into a limit: what the answer's headers tell."""

    limit: Limit
    window: Window


# What was counted for the request that is being answered; its threads share the list.
COUNTED: ContextVar[list[Standing] | None] = ContextVar("counted", default=None)
Dependency = Callable[[Request], None]


class Limited:
    """A dependency that counts the signed-in person, or the address of an anonymous one."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit

    def __call__(self, request: Request) -> None:
        enforce(self.limit, asker_of(request))


class Counted(Limited):
    """Says which limit the route counts by itself, as it must know more than who asks."""

    def __call__(self, request: Request) -> None:
        pass


def limited(limit: Limit) -> Limited:
    return Limited(limit)


def counts(limit: Limit) -> Counted:
    return Counted(limit)


def limit_of(route: Any, method: str) -> Limit:
    """The limit that a route names, or the one for all others."""
    calls = [one.call for one in route.dependant.dependencies]
    own = [call.limit for call in calls if isinstance(call, Limited)]
    return own[-1] if own else READ if method in SAFE else WRITE


def limited_by_default(request: Request) -> None:
    """For every route: those that name no limit are counted here."""
    limit = limit_of(request.scope["route"], request.method)
    if limit in {READ, WRITE}:
        enforce_quickly(limit, asker_of(request))


def enforce(limit: Limit, who: str) -> None:
    """Refuse when `who` did it too often. Valkey away: nobody is refused."""
    if settings().zoetrope_limits == "off":
        return
    try:
        _settle(limit, _count(limit, who))
    except DOWN:
        return


def enforce_quickly(limit: Limit, who: str) -> None:
    """Likewise, for answers that cannot wait until Valkey is given up."""
    if settings().zoetrope_limits == "off":
        return
    if window := hints().ask(lambda client: _count(limit, who, client=client), None):
        _settle(limit, window)


def current(limit: Limit) -> Limit:
    """As configured."""
    times, seconds = settings().limit_values.get(limit.name, (limit.times, limit.seconds))
    return Limit(limit.name, times, seconds)


def told_in_headers(standings: list[Standing]) -> dict[str, str]:
    """draft-ietf-httpapi-ratelimit-headers-10; nothing for what was not counted."""
    if not standings:
        return {}
    policies = [f'"{one.limit.name}";q={one.limit.times};w={one.limit.seconds}' for one in standings]
    states = [
        f'"{one.limit.name}";r={one.window.remaining};t={math.ceil(one.window.reset)}' for one in standings
    ]
    return {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(states)}


def forgive(limit: Limit, who: str) -> None:
    """Start counting afresh, as after the right password."""
    valkey().delete(f"limit:{_key(limit, who)}")


def take_back(limit: Limit, who: str) -> None:
    """The act just counted was harmless; those before it stay counted."""
    valkey().zpopmax(f"limit:{_key(limit, who)}")


def asker_of(request: Request) -> str:
    """Whom to count, as far as Valkey alone can tell."""
    if owner := owner_of_token(request):
        return str(owner)
    token = request.cookies.get(SESSION, "")
    user_id = hints().ask(lambda it: sessions.user_id_of(token, client=it), None) if token else None
    return str(user_id) if user_id else address_of(request)


def address_of(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def _count(limit: Limit, who: str, *, client: Any = None) -> Window:
    allowed = current(limit)
    return count_in_window(_key(limit, who), limit=allowed.times, seconds=allowed.seconds, client=client)


def _settle(limit: Limit, window: Window) -> None:
    """One policy a name: of a login's two counts the fuller one is told."""
    told = COUNTED.get()
    if told is not None:
        known = next((one for one in told if one.limit.name == limit.name), None)
        if known is None or window.remaining < known.window.remaining or window.wait:
            told[:] = [one for one in told if one is not known]
            told.append(Standing(current(limit), window))
    if window.wait > 0:
        LIMITED.labels(limit.name).inc()
        raise TooMany("That was too often. Wait a moment, then try again.", math.ceil(window.wait))


def _key(limit: Limit, who: str) -> str:
    return f"{limit.name}:{who}"
