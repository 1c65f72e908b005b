"""GET /feed from the cookie to the page, within its budget: what is late gives way to what is ready."""

import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import uuid4

from sqlalchemy.exc import SQLAlchemyError

from app.accounts import sessions
from app.accounts.service import viewer_named
from app.db import new_session
from app.errors import Unavailable
from app.feed import ready, service
from app.feed.asking import key_of, remembered
from app.feed.schemas import FeedPage, Scroll
from app.resilience import Breaker, hints
from app.settings import settings
from app.telemetry import FALLBACKS, log

T = TypeVar("T")

# Threads that wait for a part that hangs; while all do, nobody else waits for it.
THREADS = ThreadPoolExecutor(max_workers=32, thread_name_prefix="feed")
FIRST_SECONDS = 3.0
MOST_LETTERS = 3  # of a language's code
SERVING = Breaker("feed", limit=5, rest=5)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as far as Valkey alone can tell."""

    user_id: int | None
    visitor: str
    language: str | None = None

    @property
    def key(self) -> str:
        return key_of(self.user_id, self.visitor)


def asker_of(token: str, visitor: str, *, languages: str = "") -> Asker:
    """Without Valkey nobody is signed in. `languages` as a browser sends them, such as de-AT,de;q=0.9."""
    user_id = hints().ask(lambda it: sessions.user_id_of(token, client=it), None)
    return Asker(user_id, visitor, _first_of(languages))


def _first_of(languages: str) -> str | None:
    """Browsers name the one they like best first."""
    code = (
        languages.split(",", maxsplit=1)[0]
        .split(";", maxsplit=1)[0]
        .split("-", maxsplit=1)[0]
        .strip()
        .lower()
    )
    return code if 2 <= len(code) <= MOST_LETTERS and code.isalpha() else None


def page(asker: Asker, *, size: int, cursor: str | None = None) -> FeedPage:
    """A ranked page, or within the budget the one that is ready, which says why."""
    scroll = Scroll.read(cursor) if cursor else Scroll(scroll=uuid4(), position=0)
    try:
        with SERVING.guard():
            found = _within(lambda: _ranked(asker, scroll, size=size))
    except Exception as error:
        return _ready(asker, scroll, size=size, error=error)
    ready.KEPT.renew_if_old()
    return found


def _ranked(asker: Asker, scroll: Scroll, *, size: int) -> FeedPage:
    with new_session() as session:
        viewer = viewer_named(session, asker.user_id, visitor=asker.visitor)
        viewer = viewer if viewer.user else replace(viewer, asked_language=asker.language)
        return service.for_you(session, viewer, size=size, cursor=scroll.text())


def _within(act: Callable[[], T]) -> T:
    """A thread that is not done in time finishes for nobody."""
    work = THREADS.submit(contextvars.copy_context().run, act)
    try:
        return work.result(_patience())
    except TimeoutError:
        work.cancel()
        raise


def _patience() -> float:
    """A process that has nothing ready yet is new, and looks at everything for the first time."""
    budget = settings().feed_budget_ms / 1000
    return budget if ready.KEPT.text else max(budget, FIRST_SECONDS)


def _ready(asker: Asker, scroll: Scroll, *, size: int, error: Exception) -> FeedPage:
    trouble = _trouble(error)
    FALLBACKS.labels(trouble).inc()
    log().warning("feed_not_ranked", reason=trouble, error=f"{type(error).__name__}: {error}"[:300])
    return ready.page(asker.key, remembered(asker.key, scroll.scroll), scroll, size=size, trouble=trouble)


def _trouble(error: Exception) -> str:
    match error:
        case TimeoutError() | Unavailable():
            return "slow"
        case SQLAlchemyError():
            return "database"
        case _:
            return "ranking"
