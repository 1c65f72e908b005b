"""Videos in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select, tuple_
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.viewer import Viewer
from app.errors import NotFound
from app.models import Video, VideoStatus, Visibility
from app.videos.access import may_see


def must_see(session: Session, viewer: Viewer, video_id: int) -> Video:
    """The video, or the same answer for a missing and for a hidden one."""
    video = session.get(Video, video_id)
    if video is None or not may_see(viewer, video):
        raise NotFound("video", video_id)
    return video


def of_creator(
    session: Session, creator_id: int, *, whole: bool, before: tuple[datetime, int] | None, limit: int
) -> Sequence[int]:
    """Ids, newest first; `whole` includes what only the creator may see. Drafts have a list of their own."""
    wanted = select(Video.id).where(Video.creator_id == creator_id, ~col(Video.is_draft))
    if whole:
        wanted = wanted.where(col(Video.status) != VideoStatus.DELETED)
    else:
        wanted = wanted.where(Video.status == VideoStatus.PUBLISHED, Video.visibility == Visibility.PUBLIC)
    return _newest(session, wanted, before=before, limit=limit)


def with_sound(
    session: Session, sound_id: int, *, before: tuple[datetime, int] | None, limit: int
) -> Sequence[int]:
    """Ids of public videos, newest first."""
    public = (Video.status == VideoStatus.PUBLISHED, Video.visibility == Visibility.PUBLIC)
    return _newest(
        session, select(Video.id).where(Video.sound_id == sound_id, *public), before=before, limit=limit
    )


def drafts_of(
    session: Session, creator_id: int, *, before: tuple[datetime, int] | None, limit: int
) -> Sequence[int]:
    wanted = select(Video.id).where(
        Video.creator_id == creator_id, col(Video.is_draft), col(Video.status) != VideoStatus.DELETED
    )
    return _newest(session, wanted, before=before, limit=limit)


def _newest(
    session: Session, wanted: SelectOfScalar[int], *, before: tuple[datetime, int] | None, limit: int
) -> Sequence[int]:
    if before:
        wanted = wanted.where(tuple_(col(Video.created_at), col(Video.id)) < before)
    return session.exec(
        wanted.order_by(col(Video.created_at).desc(), col(Video.id).desc()).limit(limit)
    ).all()
