"""Candidates gathered before their viewers come, for those who were there lately.

Whose taste moved last is looked at first: what was kept for another taste is gathered anew. A run is
bounded in number and time, and what it leaves is a hint, as all kept candidates are.
"""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlmodel import Session, col, select

from app.accounts.service import viewer_named
from app.db import new_session
from app.feed import service
from app.models import UserEmbedding
from app.models.columns import now

ACTIVE = timedelta(days=2)
MOST, SECONDS = 1_000, 30.0


def run(*, most: int = MOST, clock: Callable[[], float] = time.monotonic) -> int:
    """How many viewers got new candidates."""
    begun, made = clock(), 0
    with new_session() as session:
        people = _there_lately(session, most)
    for user_id in people:
        if clock() - begun > SECONDS:
            break
        with new_session() as session:
            made += service.precompute(session, viewer_named(session, user_id, visitor="nobody"))
    return made


def _there_lately(session: Session, most: int) -> Sequence[int]:
    """A taste is folded within seconds of every watch."""
    lately = select(UserEmbedding.user_id).where(col(UserEmbedding.updated_at) > now() - ACTIVE)
    return session.exec(lately.order_by(col(UserEmbedding.updated_at).desc()).limit(most)).all()
