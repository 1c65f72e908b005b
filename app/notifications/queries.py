"""The inbox in the database: grouped, without what its owner should not see any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, literal, or_, select, tuple_
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.models import Block, Comment, Follow, FollowRequest, Notification, User, Video, VideoStatus
from app.notices import Kind
from app.social.finding import present

# Nobody scrolls further back, and what is older is forgotten anyway.
DEEPEST = 5000
COUNTED = 100
FACES = 3
# What a moderator decided is told although the video or comment is gone.
OUTLIVES = {Kind.DECISION, Kind.FAILED}
_N = Notification


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: below this group."""

    at: datetime
    id: int


def groups(
    session: Session, user_id: int, *, kinds: Sequence[Kind], below: Place | None, limit: int
) -> Sequence[Row[Any]]:
    """Newest first: kind, subject, id, at, unread, people, faces (ids of the latest three), latest."""
    seen = _seen(user_id, kinds).subquery()
    newest = aggregate_order_by(seen.c.actor_id, seen.c.created_at.desc(), seen.c.id.desc())
    latest = aggregate_order_by(seen.c.id, seen.c.created_at.desc(), seen.c.id.desc())
    grouped = (
        select(
            seen.c.kind,
            seen.c.subject,
            func.max(seen.c.id).label("id"),
            func.max(seen.c.created_at).label("at"),
            func.bool_or(seen.c.read_at.is_(None)).label("unread"),
            func.count(seen.c.actor_id.distinct()).label("people"),
            func.array_agg(newest).label("everybody"),
            func.array_agg(latest).label("ids"),
        )
        .group_by(seen.c.kind, seen.c.subject)
        .subquery()
    )
    order = (grouped.c.at, grouped.c.id)
    wanted = select(grouped).order_by(*(column.desc() for column in order)).limit(limit)
    if below:
        wanted = wanted.where(tuple_(*order) < (below.at, below.id))
    return session.execute(wanted).all()


def group_of(session: Session, user_id: int, notice_id: int) -> Row[Any] | None:
    """The group in which this notification stands."""
    found = session.get(Notification, notice_id)
    if found is None or found.user_id != user_id:
        return None
    rows = groups(session, user_id, kinds=[Kind(found.kind)], below=None, limit=COUNTED)
    return next((row for row in rows if row.subject == found.subject), None)


def unread(session: Session, user_id: int) -> int:
    """Unread groups, at most a hundred."""
    fresh = _seen(user_id, list(Kind)).where(col(_N.read_at).is_(None)).subquery()
    grouped = select(literal(1)).select_from(fresh).group_by(fresh.c.kind, fresh.c.subject).limit(COUNTED)
    return int(session.execute(select(func.count()).select_from(grouped.subquery())).scalar_one())


def requests(session: Session, user_id: int) -> int:
    """People who wait for an answer."""
    asking = (
        select(func.count())
        .select_from(FollowRequest)
        .join(User, col(User.id) == col(FollowRequest.requester_id))
        .where(col(FollowRequest.requested_id) == user_id, *present(user_id))
    )
    return int(session.execute(asking).scalar_one())


def notifications(session: Session, ids: Sequence[int]) -> dict[int, Notification]:
    return {row.id: row for row in session.scalars(select(_N).where(col(_N.id).in_(ids)))}


def people(session: Session, ids: Sequence[int], *, seen_by: int) -> dict[int, tuple[User, bool]]:
    """With whether the viewer follows them."""
    follows = exists().where(col(Follow.follower_id) == seen_by, col(Follow.followed_id) == col(User.id))
    rows = session.execute(select(User, follows).where(col(User.id).in_(ids)))
    return {user.id: (user, is_following) for user, is_following in rows}


def words(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """What comments say."""
    said = session.execute(select(col(Comment.id), col(Comment.text)).where(col(Comment.id).in_(ids)))
    return {row.id: row.text for row in said}


def _seen(user_id: int, kinds: Sequence[Kind]) -> Select[Any]:
    """The latest notifications that may still be shown."""
    own = col(_N.user_id) == user_id, col(_N.kind).in_([str(kind) for kind in kinds])
    latest = select(col(_N.id)).where(*own).order_by(col(_N.created_at).desc()).limit(DEEPEST)
    columns: tuple[Any, ...] = (_N.id, _N.kind, _N.subject, _N.actor_id, _N.created_at, _N.read_at)
    there = _actor_is_there(user_id), _video_is_there(), _word_is_there()
    return select(*columns).where(col(_N.id).in_(latest.scalar_subquery()), *there)


def _actor_is_there(user_id: int) -> ColumnElement[bool]:
    actor = aliased(User)
    blocked = exists().where(
        or_(
            and_(col(Block.blocker_id) == user_id, col(Block.blocked_id) == col(_N.actor_id)),
            and_(col(Block.blocker_id) == col(_N.actor_id), col(Block.blocked_id) == user_id),
        )
    )
    present = exists().where(col(actor.id) == col(_N.actor_id), col(actor.deleted_at).is_(None))
    return or_(col(_N.actor_id).is_(None), and_(present, ~blocked))


def _video_is_there() -> ColumnElement[bool]:
    gone = exists().where(col(Video.id) == col(_N.video_id), col(Video.status) == VideoStatus.DELETED)
    return or_(col(_N.kind).in_([str(kind) for kind in OUTLIVES]), ~gone)


def _word_is_there() -> ColumnElement[bool]:
    gone = exists().where(col(Comment.id) == col(_N.comment_id), col(Comment.deleted_at).is_not(None))
    return or_(col(_N.kind).in_([str(kind) for kind in OUTLIVES]), ~gone)
