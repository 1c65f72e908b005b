"""What an operator does with the archive: look, hold for a court, let go, give back."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, delete, select

from app import storage
from app.db import after_commit, transaction
from app.errors import Conflict, NotFound
from app.lifecycle.archive import ORIGINAL, waits
from app.lifecycle.deletion import HELD, RELEASED, RESTORED, note
from app.models import User, Video, VideoStage, VideoStatus
from app.models.columns import now
from app.settings import settings
from app.shapes import Shape
from app.videos import beginning
from app.videos.access import forget_open


class Kept(Shape):
    """One line of the archive's list."""

    video_id: int
    creator: str
    description: str
    deleted_at: datetime | None
    retain_until: datetime | None
    legal_hold: bool
    is_archived: bool


def listing(session: Session) -> Sequence[Kept]:
    """Everything deleted and not purged, and whatever is held; the next to be purged first."""
    kept = (col(Video.status) == VideoStatus.DELETED) | col(Video.legal_hold)
    rows = session.execute(
        select(Video, User.username, ~waits())
        .join(User, col(User.id) == col(Video.creator_id))
        .where(kept)
        .order_by(col(Video.retain_until), col(Video.id))
    )
    return [_line(video, creator, is_archived) for video, creator, is_archived in rows]


def hold(session: Session, video_id: int, *, reason: str = "") -> None:
    """Never purge it, deleted or not, until it is released."""
    video = _must_get(session, video_id)
    if not video.legal_hold:
        video.legal_hold = True
        note(session, HELD, video_id, reason=reason)


def release(session: Session, video_id: int) -> None:
    video = _must_get(session, video_id)
    if not video.legal_hold:
        raise Conflict(f"Video {video_id} is not held.", code="not_held")
    video.legal_hold = False
    note(session, RELEASED, video_id)


def restore(video_id: int) -> None:
    """Publish a deleted video again: it is made anew from the original that was kept."""
    with transaction() as session:
        _refuse_unrestorable(_must_get(session, video_id))
    place, bucket, key = (
        storage.archive_key(video_id, ORIGINAL),
        settings().archive_bucket,
        storage.original_key(video_id),
    )
    stored = storage.stat(place, bucket=bucket)
    if stored is None:
        raise Conflict(f"The original of video {video_id} never arrived whole.", code="no_original")
    storage.copy(place, source=bucket, target=settings().s3_bucket, to=key)
    with transaction() as session:
        video = _must_get(session, video_id)
        _refuse_unrestorable(video)
        _revive(session, video, key=key, size=stored.size)
    storage.remove_below(storage.archive_key(video_id, ""), bucket=bucket)


def _revive(session: Session, video: Video, *, key: str, size: int) -> None:
    session.exec(delete(VideoStage).where(col(VideoStage.video_id) == video.id))
    video.deleted_at = video.retain_until = video.failure_code = video.failure_message = None
    video.is_draft, video.scheduled_at = False, None
    beginning.begin(session, video, size=size, original_key=key)
    note(session, RESTORED, video.id)
    after_commit(session, lambda: forget_open(video.id))


def _refuse_unrestorable(video: Video) -> None:
    if video.status is not VideoStatus.DELETED:
        raise Conflict(f"Video {video.id} is not deleted.", code="not_deleted")
    if video.retain_until and video.retain_until <= now() and not video.legal_hold:
        raise Conflict(f"The time to restore video {video.id} is over.", code="too_late")
    if video.media or video.original_key or video.upload_id:
        raise Conflict(f"Video {video.id} is still on its way into the archive.", code="not_archived")


def _must_get(session: Session, video_id: int) -> Video:
    video = session.get(Video, video_id, with_for_update=True)
    if video is None:
        raise NotFound("video", video_id)
    return video


def _line(video: Video, creator: str, is_archived: bool) -> Kept:
    told = video.model_dump(include={"description", "deleted_at", "retain_until", "legal_hold"})
    archived = is_archived and video.status is VideoStatus.DELETED
    return Kept(video_id=video.id, creator=creator, is_archived=archived, **told)
