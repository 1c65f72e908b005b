"""Flags in the database."""

from collections.abc import Sequence

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select, update

from app.models import NearDuplicate, Verdict, Video, VideoStatus
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
