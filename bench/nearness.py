"""How many of the truly nearest videos the feed's own search finds, what the viewer has watched left out."""

import statistics
import time

import numpy as np
from sqlalchemy import text
from sqlmodel import Session

from app import db
from app.accounts.viewer import signed_in
from app.feed import sources
from app.feed.candidates import Ids, Query
from app.feed.shelf import shelf
from app.learning.tastes import taste_of
from app.models import User
from app.models.columns import now
from app.watching import seen

NEAREST = 300
_EXACTLY = text("SELECT set_config('enable_indexscan', 'off', true)")


def nearness(viewers: list[int]) -> dict[str, float]:
    """The search with its index and the shelf against the same statement that looks at every video."""
    _fill_shelf()
    found = [_compared(viewer) for viewer in viewers]
    recalls = [recall for recall, _ in found]
    return {
        "recall@300": round(statistics.mean(recalls), 4),
        "recall@300, lowest": round(min(recalls), 3),
        "nearest, ms": round(statistics.median(ms for _, ms in found), 1),
    }


def _fill_shelf() -> None:
    """A process reads it beside its first pages."""
    with db.new_session() as session:
        while not len(shelf(session).rows):
            time.sleep(0.1)


def _compared(viewer: int) -> tuple[float, float]:
    with db.new_session() as session:
        query = _query(session, viewer)
        begun = time.perf_counter()
        by_index = sources.nearest(query, NEAREST)
        ms = 1000 * (time.perf_counter() - begun)
        session.execute(_EXACTLY)
        exactly = sources.nearest(query, NEAREST)
    return len(np.intersect1d(by_index, exactly)) / max(1, len(exactly)), ms


def _query(session: Session, viewer: int) -> Query:
    who = signed_in(session.get_one(User, viewer))
    watched: Ids = seen.rebuild(session, who.key)
    return Query(session=session, viewer=who, now=now(), taste=taste_of(session, who.key), seen=watched)
