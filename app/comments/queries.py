"""Comments in the database, as one viewer may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select, tuple_

from app.accounts.blocks import blocked
from app.accounts.viewer import Viewer
from app.comments.schemas import Sort
from app.models import Comment, User, Video
from app.shapes import Cursor, Id


class Before(Cursor):
    pinned: bool
    weight: Annotated[int, Field(ge=0, lt=2**53)]
    id: Id


class After(Cursor):
    id: Id


@dataclass(frozen=True, slots=True)
class Slice:
    """So many of a list, after what the cursor names."""

    limit: int
    cursor: str | None = None


def visible(viewer: Viewer, video: Video) -> list[Any]:
    """What the creator's words keep out is there for its author and the creator; nobody meets the blocked."""
    # An account that its owner gave up says nothing any more.
    gone = select(User.id).where(col(User.id) == col(Comment.author_id), col(User.deleted_at).is_not(None))
    found: list[Any] = [~gone.exists()]
    if viewer.id != video.creator_id and not viewer.may_moderate:
        found.append(or_(~col(Comment.is_filtered), col(Comment.author_id) == (viewer.id or 0)))
    if viewer.id is not None:
        found.append(col(Comment.author_id).not_in(blocked(viewer.id)))
    return found


def threads(
    session: Session, viewer: Viewer, video: Video, wanted: Slice, *, sort: Sort
) -> tuple[Sequence[Comment], str | None]:
    """Pinned first, then those that most people liked and answered, or the newest."""
    weight: Any = col(Comment.like_count) + col(Comment.reply_count) if sort == "top" else col(Comment.id)
    order = (col(Comment.is_pinned), weight, col(Comment.id))
    found = select(Comment, weight).where(
        Comment.video_id == video.id, col(Comment.parent_id).is_(None), _stands(), *visible(viewer, video)
    )
    if wanted.cursor:
        before = Before.read(wanted.cursor)
        found = found.where(tuple_(*order) < (before.pinned, before.weight, before.id))
    rows = session.exec(found.order_by(*(column.desc() for column in order)).limit(wanted.limit)).all()
    if len(rows) < wanted.limit:
        return [one for one, _ in rows], None
    last, reached = rows[-1]
    following = Before(pinned=last.is_pinned, weight=reached, id=last.id)
    return [one for one, _ in rows], following.text()


def replies(
    session: Session, viewer: Viewer, video: Video, wanted: Slice, *, parent_id: int
) -> tuple[Sequence[Comment], str | None]:
    """In the order in which they were given."""
    found = select(Comment).where(
        Comment.video_id == video.id,
        Comment.parent_id == parent_id,
        col(Comment.deleted_at).is_(None),
        *visible(viewer, video),
    )
    if wanted.cursor:
        found = found.where(col(Comment.id) > After.read(wanted.cursor).id)
    rows = session.exec(found.order_by(col(Comment.id)).limit(wanted.limit)).all()
    return rows, After(id=rows[-1].id).text() if len(rows) == wanted.limit else None


def _stands() -> Any:
    """It is there, or replies still stand below it."""
    reply = aliased(Comment)
    answered = select(reply.id).where(reply.parent_id == Comment.id, col(reply.deleted_at).is_(None))
    return or_(col(Comment.deleted_at).is_(None), answered.exists())
