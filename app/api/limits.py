"""How often a viewer may do what: sliding windows in Valkey, shared by all processes."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from app.api.viewing import CurrentViewer
from app.cache import DOWN, valkey, wait_for_window
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
UPLOAD = Limit("upload", 10, 3600)
REACTION = Limit("reaction", 100, 60)
COMMENT = Limit("comment", 30, 60)
ADMIN = Limit("admin", 100, 60)
FEED = Limit("feed", 60, 60)
WATCHES = Limit("watches", 120, 60)
# One question for each letter of a quick typist.
SUGGEST = Limit("suggest", 300, 60)


def limited(limit: Limit) -> Callable[[Request, CurrentViewer], None]:
    """A dependency that counts the signed-in person, or the address of an anonymous one."""

    def check(request: Request, viewer: CurrentViewer) -> None:
        enforce(limit, str(viewer.id) if viewer.id else address_of(request))

    return check


def enforce(limit: Limit, who: str) -> None:
    """Refuse when `who` did it too often. Valkey away: nobody is refused."""
    if settings().zoetrope_limits == "off":
        return
    try:
        wait = wait_for_window(_key(limit, who), limit=limit.times, seconds=limit.seconds)
    except DOWN:
        return
    _refuse(limit, wait)


def enforce_quickly(limit: Limit, who: str) -> None:
    """Likewise, for answers that cannot wait until Valkey is given up."""
    if settings().zoetrope_limits == "off":
        return

    def wait(client: Any) -> float:
        return wait_for_window(_key(limit, who), limit=limit.times, seconds=limit.seconds, client=client)

    _refuse(limit, hints().ask(wait, 0.0))


def _refuse(limit: Limit, wait: float) -> None:
    if wait > 0:
        LIMITED.labels(limit.name).inc()
        raise TooMany("That was too often. Wait a moment, then try again.", math.ceil(wait))


def forgive(limit: Limit, who: str) -> None:
    """Start counting afresh, as after the right password."""
    valkey().delete(f"limit:{_key(limit, who)}")


def take_back(limit: Limit, who: str) -> None:
    """The act just counted was harmless; those before it stay counted."""
    valkey().zpopmax(f"limit:{_key(limit, who)}")


def address_of(request: Request) -> str:
    return request.client.host if request.client else "unknown"


def _key(limit: Limit, who: str) -> str:
    return f"{limit.name}:{who}"
