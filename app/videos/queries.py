"""Videos in the database."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, tuple_
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts import blocks
from app.accounts.viewer import Viewer, signed_in
from app.errors import NotFound
from app.models import Follow, User, Video, VideoStatus, Visibility
from app.videos.access import STRANGERS, Tie, may_see


class Audience(StrEnum):
    """For whom a creator's videos are listed; each sees what the one before it sees, and more."""

    ANYBODY = "anybody"
    FOLLOWERS = "followers"
    CREATOR = "creator"


def must_see(session: Session, viewer: Viewer, video_id: int) -> Video:
    """The video, or the same answer for a missing and for a hidden one."""
    video = session.get(Video, video_id)
    if video is None or not may_see(viewer, video, tie_of(session, viewer, video.creator_id)):
        raise NotFound("video", video_id)
    return video


def is_seen_by(session: Session, user_id: int, video_id: int) -> bool:
    try:
        must_see(session, signed_in(session.get_one(User, user_id)), video_id)
    except NotFound:
        return False
    return True


def tie_of(session: Session, viewer: Viewer, creator_id: int) -> Tie:
    if viewer.id is None or viewer.id == creator_id:
        return STRANGERS
    follows = session.get(Follow, (viewer.id, creator_id)) is not None
    return Tie(follows=follows, is_blocked=blocks.is_between(session, viewer.id, creator_id))


def of_creator(
    session: Session,
    creator_id: int,
    *,
    audience: Audience,
    before: tuple[datetime, int] | None,
    limit: int,
) -> Sequence[int]:
    """Ids, newest first. Drafts have a list of their own."""
    wanted = select(Video.id).where(Video.creator_id == creator_id, ~col(Video.is_draft))
    if audience is Audience.CREATOR:
        wanted = wanted.where(col(Video.status) != VideoStatus.DELETED)
    else:
        wanted = wanted.where(Video.status == VideoStatus.PUBLISHED, _listed_for(audience))
    return _newest(session, wanted, before=before, limit=limit)


def _listed_for(audience: Audience) -> ColumnElement[bool]:
    public = col(Video.visibility) == Visibility.PUBLIC
    if audience is Audience.ANYBODY:
        return public
    is_unlisted = col(Video.chosen_visibility).is_not_distinct_from(Visibility.UNLISTED)
    return public | ((col(Video.visibility) == Visibility.FOLLOWERS) & ~is_unlisted)


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
