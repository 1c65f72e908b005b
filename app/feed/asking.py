"""What a page must know of its viewer before it begins: from Valkey in one go, else from the database."""

from dataclasses import dataclass
from functools import cache
from uuid import UUID

import numpy as np
from sqlmodel import Session, text

from app.accounts.viewer import Viewer
from app.feed import sources
from app.feed.candidates import Ids, Likings, Query, ids_of, nothing
from app.feed.steering import Steering, steering_of
from app.learning.tastes import taste_of
from app.models.columns import now
from app.resilience import hints
from app.watching import seen

# One scroll is remembered this long after its last page.
SCROLL_SECONDS = 6 * 3600

_BLOCKED = text(
    "SELECT blocked_id FROM blocks WHERE blocker_id = :me"
    " UNION SELECT blocker_id FROM blocks WHERE blocked_id = :me"
)


@dataclass(frozen=True, slots=True)
class Remembered:
    """What Valkey had for this page; `away` when it did not answer."""

    served: Ids
    seen: Ids | None = None
    gathered: bytes | None = None
    away: bool = False


def remembered(viewer_key: str, scroll: UUID) -> Remembered:
    keys = [scroll_key(scroll), seen.key(viewer_key), gathered_key(viewer_key)]
    found = hints().ask(lambda it: it.mget(keys), None)
    if found is None:
        return Remembered(nothing(), away=True)
    served, watched, gathered = found
    return Remembered(np.frombuffer(served or b"", "<i8").astype(np.int64), seen.parsed(watched), gathered)


def query_of(session: Session, viewer: Viewer, known: Remembered) -> Query:
    said = steering_of(session, viewer.id)
    return Query(
        session=session,
        viewer=viewer,
        now=now(),
        steering=said,
        likings=cache(lambda: _likings(session, viewer, said)),
        taste=taste_of(session, viewer.key),
        seen=seen.rebuild(session, viewer.key) if known.seen is None else known.seen,
        served=known.served,
        blocked=_blocked(session, viewer),
    )


def _likings(session: Session, viewer: Viewer, said: Steering) -> Likings:
    """Without what was taken out; interests stand in for a history."""
    found = sources.likings(session, viewer.key)
    interests = tuple(viewer.user.interests) if viewer.user else ()
    topics = tuple(topic for topic in found.topics if topic not in said.removed_topics)
    return Likings(topics or interests, np.setdiff1d(found.sounds, ids_of(said.removed_sounds)))


def _blocked(session: Session, viewer: Viewer) -> Ids:
    """Both ways."""
    if viewer.id is None:
        return nothing()
    return ids_of(session.execute(_BLOCKED, {"me": viewer.id}).scalars())


def scroll_key(scroll: UUID) -> str:
    return f"scroll:{scroll}"


def gathered_key(viewer_key: str) -> str:
    return f"gathered:{viewer_key}"


def hidden_key(viewer_key: str) -> str:
    return f"hidden:{viewer_key}"


def key_of(user_id: int | None, visitor: str) -> str:
    """What `Viewer.key` will be."""
    return f"anon:{visitor}" if user_id is None else f"user:{user_id}"
