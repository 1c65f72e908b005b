"""The moments at which others see a change: published, rejected, grown by another part."""

from typing import Any

from sqlmodel import Session, col, select

from app import jobs, notices, storage
from app.db import transaction
from app.errors import Rejected
from app.jobs import Job
from app.models import ExplorationPool, Video, VideoStatus
from app.models.columns import now
from app.notices import Kind
from app.telemetry import log
from app.videos import stages
from app.videos.access import forget_open
from app.videos.promise import promised_to


class Gone(Exception):
    """The video was deleted while it was worked on."""


def must_lock(session: Session, video_id: int) -> Video:
    """The video for a change of its media."""
    wanted = select(Video).where(Video.id == video_id, col(Video.status).in_(stages.LIVING))
    found = session.exec(wanted.with_for_update()).first()
    if found is None:
        raise Gone
    return found


def release(session: Session, video: Video) -> None:
    """Show it to those it is for, or keep it until its hour has come."""
    if video.status is VideoStatus.PROCESSING and not _is_early(video):
        video.status, video.published_at = VideoStatus.PUBLISHED, now()
        session.merge(ExplorationPool(video_id=video.id, promised=promised_to(session, video.creator_id)))
        notices.tell(session, video.creator_id, Kind.PROCESSED, video_id=video.id)
        jobs.enqueue(session, Job.POSTED, video.id)
        log().info("video_published", video_id=video.id, seconds=video.duration_seconds)


def _is_early(video: Video) -> bool:
    return video.scheduled_at is not None and video.scheduled_at > now()


def release_due() -> list[int]:
    """Publish what was scheduled and is ready; the ids."""
    with transaction() as session:
        due = session.exec(
            select(Video)
            .where(
                Video.status == VideoStatus.PROCESSING,
                col(Video.scheduled_at) <= now(),
                col(Video.media).is_not(None),
            )
            .with_for_update(skip_locked=True)
        ).all()
        for video in due:
            release(session, video)
        ids = [video.id for video in due]
    for video_id in ids:
        forget_open(video_id)
    return ids


def grow(session: Session, video: Video, **parts: Any) -> None:
    """Put new parts into the video's media beside those it has."""
    video.media = {**(video.media or {}), **parts}
    video.url = storage.media_key(video.id, video.media["master"])
    session.add(video)


def reject(video_id: int, refusal: Rejected) -> bool:
    """End a video that nobody has seen with the reason; False when it already plays."""
    with transaction() as session:
        video = must_lock(session, video_id)
        if video.media is not None:
            return False
        video.status, video.stage = VideoStatus.REJECTED, stages.DONE
        video.failure_code, video.failure_message = refusal.code, refusal.message
        notices.tell(session, video.creator_id, Kind.FAILED, video_id=video.id, message=refusal.message)
    log().info("video_rejected", video_id=video_id, code=refusal.code)
    return True
