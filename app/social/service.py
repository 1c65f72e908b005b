"""Reactions to videos: like, save, share. The row is the truth; counts follow it (`app.videos.counts`)."""

from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete

from app import notices
from app.accounts.viewer import Viewer
from app.models import Like, Save, Share, Video
from app.notices import Kind
from app.settings import settings
from app.social import reactions
from app.social.schemas import Liked, Saved, Shared
from app.telemetry import LIKES
from app.videos import counts
from app.videos.queries import must_see


def like(session: Session, viewer: Viewer, video_id: int) -> Liked:
    me, video = viewer.must_be_signed_in(), must_see(session, viewer, video_id)
    added = _add(session, Like, me.id, video_id)
    if added:
        LIKES.inc()
        reactions.tell(session, viewer, video_id, "like")
        notices.tell(session, video.creator_id, Kind.LIKE, actor_id=me.id, video_id=video_id)
    return Liked(is_liked=True, like_count=_count(session, video, "like_count", 1 if added else 0))


def unlike(session: Session, viewer: Viewer, video_id: int) -> Liked:
    me, video = viewer.must_be_signed_in(), must_see(session, viewer, video_id)
    gone = _take_back(session, Like, me.id, video_id)
    if gone:
        reactions.tell(session, viewer, video_id, "unlike")
        notices.untell(session, video.creator_id, Kind.LIKE, actor_id=me.id, video_id=video_id)
    return Liked(is_liked=False, like_count=_count(session, video, "like_count", -1 if gone else 0))


def save(session: Session, viewer: Viewer, video_id: int) -> Saved:
    me, video = viewer.must_be_signed_in(), must_see(session, viewer, video_id)
    added = _add(session, Save, me.id, video_id)
    if added:
        reactions.tell(session, viewer, video_id, "save")
    return Saved(is_saved=True, save_count=_count(session, video, "save_count", 1 if added else 0))


def unsave(session: Session, viewer: Viewer, video_id: int) -> Saved:
    me, video = viewer.must_be_signed_in(), must_see(session, viewer, video_id)
    gone = _take_back(session, Save, me.id, video_id)
    if gone:
        reactions.tell(session, viewer, video_id, "unsave")
    return Saved(is_saved=False, save_count=_count(session, video, "save_count", -1 if gone else 0))


def share(session: Session, viewer: Viewer, video_id: int, channel: str) -> Shared:
    video = must_see(session, viewer, video_id)
    session.add(Share(video_id=video_id, user_id=viewer.id, channel=channel))
    session.flush()
    reactions.tell(session, viewer, video_id, "share")
    count = _count(session, video, "share_count", 1)
    return Shared(url=f"{settings().public_url}/v/{video_id}", share_count=count)


def _add(session: Session, kind: type[Like | Save], user_id: int, video_id: int) -> bool:
    """Idempotent: a second like changes nothing; whether this was the first."""
    row = insert(kind).values(user_id=user_id, video_id=video_id).on_conflict_do_nothing()
    return session.execute(row.returning(col(kind.video_id))).first() is not None


def _take_back(session: Session, kind: type[Like | Save], user_id: int, video_id: int) -> bool:
    row: Any = delete(kind).where(col(kind.user_id) == user_id, col(kind.video_id) == video_id)
    return session.execute(row.returning(col(kind.video_id))).first() is not None


def _count(session: Session, video: Video, column: str, change: int) -> int:
    """The count after `change`, as others will see it in a moment."""
    if change:
        counts.changed(session, f"video:{column}", video.id, change)
    waiting = counts.pending("video", (column,), [video.id]).get(video.id, {})
    return max(0, int(getattr(video, column)) + waiting.get(column, 0) + change)
