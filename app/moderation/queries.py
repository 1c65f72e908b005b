"""Flags and reports in the database."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, func, or_
from sqlalchemy import select as sql_select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select, update

from app.models import Comment, NearDuplicate, Report, User, Verdict, Video, VideoStatus
from app.models.columns import now


def pending(session: Session, *, after: int, limit: int) -> Sequence[NearDuplicate]:
    """Oldest first, while both videos are still there to be compared."""
    video, other = aliased(Video), aliased(Video)
    wanted = (
        select(NearDuplicate)
        .join(video, col(video.id) == col(NearDuplicate.video_id))
        .join(other, col(other.id) == col(NearDuplicate.other_id))
        .where(NearDuplicate.state == Verdict.PENDING, col(NearDuplicate.id) > after)
        .where(video.status == VideoStatus.PUBLISHED, other.status == VideoStatus.PUBLISHED)
    )
    return session.exec(wanted.order_by(col(NearDuplicate.id)).limit(limit)).all()


def settle(session: Session, video_id: int, verdict: Verdict, *, by: int) -> int:
    """Close every open flag of a video; how many."""
    settled = (
        update(NearDuplicate)
        .where(col(NearDuplicate.video_id) == video_id, col(NearDuplicate.state) == Verdict.PENDING)
        .values(state=verdict, decided_at=now(), decided_by=by)
    )
    return int(session.exec(settled).rowcount)


def cases(session: Session, *, after: int, limit: int) -> Sequence[Row[Any]]:
    """Open reports by what they are about, the longest waiting first, while it is still there."""
    about = col(Report.video_id), col(Report.comment_id), col(Report.user_id)
    first = func.min(col(Report.id))
    newest = col(Report.id).desc()
    wanted = (
        sql_select(
            *about,
            first.label("first"),
            func.min(col(Report.created_at)).label("since"),
            func.count().label("reports"),
            func.array_agg(col(Report.reason)).label("reasons"),
            func.array_agg(aggregate_order_by(col(Report.note), newest)).label("notes"),
        )
        .where(col(Report.decided_at).is_(None), *_stands())
        .group_by(*about)
        .having(first > after)
    )
    return session.execute(wanted.order_by(first).limit(limit)).all()


def _stands() -> Sequence[ColumnElement[bool]]:
    video = exists().where(col(Video.id) == col(Report.video_id), col(Video.status) == VideoStatus.PUBLISHED)
    comment = exists().where(col(Comment.id) == col(Report.comment_id), col(Comment.deleted_at).is_(None))
    person = exists().where(col(User.id) == col(Report.user_id), col(User.deleted_at).is_(None))
    named = (Report.video_id, video), (Report.comment_id, comment), (Report.user_id, person)
    return [or_(col(column).is_(None), stands) for column, stands in named]


def settle_reports(session: Session, which: ColumnElement[bool], *, decision: str) -> int:
    """Close every open report of those; how many."""
    settled = update(Report).where(which, col(Report.decided_at).is_(None))
    return int(session.exec(settled.values(decision=decision, decided_at=now())).rowcount)
