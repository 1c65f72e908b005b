"""Deleting a video: gone for everyone at once, kept by the operator for a while."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, delete

from app.accounts.rights import Act
from app.accounts.viewer import Viewer
from app.db import after_commit
from app.errors import Forbidden
from app.jobs import Job, enqueue
from app.models import AuditLog, ExplorationPool, User, Video, VideoStatus
from app.models.columns import now
from app.settings import settings
from app.sounds.access import forget_open as forget_sound
from app.videos import queries
from app.videos.access import forget_open

DELETED, HELD, RELEASED, RESTORED, PURGED = (
    "video.deleted",
    "video.held",
    "video.released",
    "video.restored",
    "video.purged",
)


def remove(session: Session, viewer: Viewer, video_id: int, *, reason: str = "") -> None:
    """Take a video away; a second time changes nothing. Moderators may take anybody's."""
    user = viewer.must_be_signed_in()
    video = session.get(Video, video_id, with_for_update=True)
    _must_be_removable(session, viewer, video, video_id)
    if video is None or video.status is VideoStatus.DELETED:
        return
    before = video.status
    _mark(session, video)
    note(session, DELETED, video_id, actor=user, reason=reason, was=before, by=_capacity(user, video))
    enqueue(session, Job.ARCHIVE_VIDEO, video_id)
    after_commit(session, lambda: _tell(video_id, video.sound_id))


def _tell(video_id: int, sound_id: int | None) -> None:
    """Every process serves its files, and a sound that only it played, no longer."""
    forget_open(video_id)
    if sound_id:
        forget_sound(sound_id)


def note(session: Session, action: str, video_id: int, *, actor: User | None = None, **details: Any) -> None:
    """Write down what was done to a video, and by whom; nobody means the operator's command line."""
    actor_id = actor.id if actor else None
    session.add(AuditLog(actor_id=actor_id, action=action, target=target_of(video_id), details=details))


def target_of(video_id: int) -> str:
    return f"video:{video_id}"


def _must_be_removable(session: Session, viewer: Viewer, video: Video | None, video_id: int) -> None:
    """A stranger learns of a hidden video only that it is not there, and so does a moderator of a draft."""
    if video and (video.creator_id == viewer.id or (viewer.may(Act.DELETE_ANY) and not video.is_draft)):
        return
    queries.must_see(session, viewer, video_id)
    raise Forbidden("Only its creator or a moderator can delete this video.")


def _mark(session: Session, video: Video) -> None:
    session.exec(delete(ExplorationPool).where(col(ExplorationPool.video_id) == video.id))
    video.status, video.deleted_at = VideoStatus.DELETED, now()
    video.retain_until = video.deleted_at + timedelta(days=settings().archive_days)
    session.add(video)


def _capacity(user: User, video: Video) -> str:
    return "creator" if user.id == video.creator_id else str(user.role)
