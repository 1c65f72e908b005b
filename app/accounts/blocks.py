"""Who is invisible to whom: a block hides both people from each other, wherever people are shown."""

from typing import Any

from sqlalchemy import CompoundSelect, union
from sqlmodel import Session, col, select

from app.models import Block


def blocked(viewer_id: int | None) -> CompoundSelect[Any]:
    """Ids of the people whom a block of either side hides from the viewer, for `.in_` and `.not_in`."""
    mine = select(Block.blocked_id).where(Block.blocker_id == (viewer_id or 0))
    theirs = select(Block.blocker_id).where(Block.blocked_id == (viewer_id or 0))
    return union(mine, theirs)


def is_between(session: Session, a: int | None, b: int | None) -> bool:
    """Whether one of the two blocked the other; nobody blocks an anonymous viewer."""
    if a is None or b is None:
        return False
    pair = (a, b), (b, a)
    return any(session.get(Block, both) is not None for both in pair)


def has_blocked(session: Session, blocker_id: int | None, blocked_id: int) -> bool:
    return blocker_id is not None and session.get(Block, (blocker_id, blocked_id)) is not None


def not_blocked(creator: Any, viewer_id: int | None) -> Any:
    """The condition that no block stands between the viewer and the person of this column."""
    return col(creator).not_in(blocked(viewer_id))
