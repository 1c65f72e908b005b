"""The archive of deleted videos: the original and what was known of it, out of everybody's reach."""

import hashlib
from datetime import datetime
from io import BytesIO
from typing import Any

from minio.error import MinioException
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, or_, select
from urllib3.exceptions import HTTPError

from app import storage
from app.db import new_session, transaction
from app.jobs import Job, is_known, send_again
from app.lifecycle.deletion import DELETED, PURGED, note, target_of
from app.models import AnalyticsEvent, AuditLog, Sound, Upload, User, Video, VideoStatus, WatchHistory
from app.models.columns import now
from app.settings import settings
from app.shapes import Shape
from app.telemetry import log
from app.uploads import queries
from app.uploads import service as uploads

ORIGINAL, ABOUT = "original", "metadata.json"


class About(Shape):
    """`metadata.json`: enough to answer a court, or to publish the video again by hand."""

    video: dict[str, Any]
    creator: dict[str, Any]
    deleted_by: dict[str, Any] | None
    archived_at: datetime
    original_sha256: str | None
    original_bytes: int


def keep(video_id: int) -> bool:
    """Move a deleted video's original into the archive and remove its renditions.

    Safe to run again and from any point on; when the store is away, housekeeping asks once more.
    """
    with new_session() as session:
        video = session.exec(select(Video).where(Video.id == video_id, waits())).first()
    if video is None:
        return False
    try:
        storage.make_archive()
        _keep_original(video)
        _keep_about(video)
        _clear(video)
    except (MinioException, HTTPError, OSError) as error:
        log().warning("archive_waits", video_id=video_id, error=str(error).split("\n", 1)[0])
        return False
    return _mark_kept(video_id)


def waits() -> ColumnElement[bool]:
    """Deleted, and still with something of it outside the archive."""
    something = or_(
        col(Video.media).is_not(None), col(Video.original_key).is_not(None), col(Video.upload_id).is_not(None)
    )
    return (col(Video.status) == VideoStatus.DELETED) & something


def resume() -> list[int]:
    """Queue again what was deleted but is in neither the archive nor a queue; the ids."""
    with new_session() as session:
        waiting = session.exec(select(Video.id).where(waits())).all()
    lost = [video_id for video_id in waiting if not is_known(Job.ARCHIVE_VIDEO, video_id)]
    for video_id in lost:
        send_again(Job.ARCHIVE_VIDEO, video_id)
    return lost


def purge_due() -> list[int]:
    """Remove for good what has been kept long enough and is not held; the ids."""
    with new_session() as session:
        due = session.exec(select(Video.id).where(_is_due())).all()
    return [video_id for video_id in due if _purge(video_id)]


def _keep_original(video: Video) -> None:
    """Copied inside the store; a try that got further before left it in the archive already."""
    place, bucket = storage.archive_key(video.id, ORIGINAL), settings().archive_bucket
    key = video.original_key or storage.original_key(video.id)
    if storage.stat(key):
        storage.copy(key, source=settings().s3_bucket, target=bucket, to=place)
    elif video.upload_id and (size := _whole_size(video.upload_id)):
        pieces = storage.joined(uploads.read(video.upload_id))
        storage.put_stream(place, pieces, length=size, content_type="application/octet-stream", bucket=bucket)


def _whole_size(upload_id: int) -> int:
    """The bytes of an upload that has arrived; of half a file nothing is kept."""
    with new_session() as session:
        upload = session.get(Upload, upload_id)
        return upload.length if upload and upload.completed_at and queries.chunks(session, upload_id) else 0


def _keep_about(video: Video) -> None:
    text = _about(video).model_dump_json(indent=2).encode()
    storage.put_stream(
        storage.archive_key(video.id, ABOUT),
        BytesIO(text),
        length=len(text),
        content_type="application/json",
        bucket=settings().archive_bucket,
    )


def _about(video: Video) -> About:
    place, bucket = storage.archive_key(video.id, ORIGINAL), settings().archive_bucket
    stored = storage.stat(place, bucket=bucket)
    with new_session() as session:
        creator = session.get_one(User, video.creator_id)
        ordered = select(AuditLog).where(AuditLog.action == DELETED, AuditLog.target == target_of(video.id))
        deleted = session.exec(ordered.order_by(col(AuditLog.id).desc())).first()
    return About(
        video=video.model_dump(mode="json"),
        creator=creator.model_dump(include={"id", "username", "display_name", "role"}, mode="json"),
        deleted_by=deleted.model_dump(include={"actor_id", "details", "created_at"}) if deleted else None,
        archived_at=now(),
        original_sha256=(video.original_sha256 or _digest(place, bucket)) if stored else None,
        original_bytes=stored.size if stored else 0,
    )


def _digest(key: str, bucket: str) -> str:
    digest = hashlib.sha256()
    for piece in storage.read(key, bucket=bucket):
        digest.update(piece)
    return digest.hexdigest()


def _clear(video: Video) -> None:
    """Nothing of it stays where viewers' requests are served from."""
    spared = _still_played(video)
    folder = storage.listing(storage.folder_key(video.id))
    storage.remove([entry.key for entry in folder if entry.key not in spared])
    storage.remove([video.original_key or storage.original_key(video.id)])
    if video.upload_id:
        storage.remove_below(storage.piece_key(video.upload_id, ""))


def _still_played(video: Video) -> set[str]:
    """Its audio, where other videos use it as their sound."""
    with new_session() as session:
        found = session.exec(select(Sound.audio_key).where(_is_sound_of(video), _has_others(video)))
        return {key for key in found if key}


def _is_sound_of(video: Video) -> ColumnElement[bool]:
    inside = col(Sound.audio_key).startswith(storage.folder_key(video.id))
    return (col(Sound.creator_id) == video.creator_id) & inside


def _has_others(video: Video) -> ColumnElement[bool]:
    others = select(Video.id).where(col(Video.sound_id) == col(Sound.id), Video.id != video.id)
    return others.exists()


def _mark_kept(video_id: int) -> bool:
    with transaction() as session:
        video = session.exec(select(Video).where(Video.id == video_id, waits()).with_for_update()).first()
        if video is None:
            return False
        session.exec(delete(Sound).where(_is_sound_of(video), ~_has_others(video)))
        session.exec(delete(Upload).where(col(Upload.id) == video.upload_id))
        video.media, video.url, video.original_key, video.upload_id = None, None, None, None
    log().info("video_archived", video_id=video_id)
    return True


def _is_due() -> ColumnElement[bool]:
    return (
        (col(Video.status) == VideoStatus.DELETED)
        & (col(Video.retain_until) <= now())
        & col(Video.legal_hold).is_(False)
        & ~waits()
    )


def _purge(video_id: int) -> bool:
    """Rows first, in a transaction that looks for a hold; what the store still has is nobody's then."""
    with transaction() as session:
        video = session.exec(select(Video).where(Video.id == video_id, _is_due()).with_for_update()).first()
        if video is None:
            return False
        _forget_rows(session, video)
    storage.remove_below(storage.archive_key(video_id, ""), bucket=settings().archive_bucket)
    log().info("video_purged", video_id=video_id)
    return True


def _forget_rows(session: Session, video: Video) -> None:
    """Tables with foreign keys follow the video; the partitioned ones have none."""
    session.exec(delete(WatchHistory).where(col(WatchHistory.video_id) == video.id))
    session.exec(delete(AnalyticsEvent).where(col(AnalyticsEvent.video_id) == video.id))
    note(session, PURGED, video.id, creator_id=video.creator_id)
    session.delete(video)
