"""Beginning, continuing and ending uploads: rights, quotas, and the one row that says what has arrived."""

import mimetypes
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select, update

from app.accounts.viewer import Viewer
from app.db import transaction
from app.errors import AppError, Conflict, Forbidden
from app.jobs import Job, enqueue
from app.models import Upload, UploadChunk, User, Video, VideoStatus
from app.models.columns import now
from app.settings import settings
from app.uploads import queries
from app.uploads.pieces import chunks, drop_all, fetch, forget_chunks, read
from app.uploads.protocol import Announcement
from app.uploads.sweeping import sweep
from app.videos import beginning

__all__ = [
    "begin",
    "begin_early",
    "chunks",
    "fetch",
    "forget_chunks",
    "get",
    "media_type",
    "read",
    "record",
    "sweep",
    "terminate",
]

# With this much of a file at hand it is known whether it can be encoded while the rest arrives.
EARLY_BYTES = 1024 * 1024


class UploadExpired(AppError):
    status, code = 410, "upload_expired"

    def __init__(self) -> None:
        super().__init__("This upload was not finished in time. Begin it again.")


def begin(session: Session, viewer: Viewer, wanted: Announcement) -> Upload:
    creator = viewer.must_be_creator()
    _refuse_too_many(session, creator, wanted.length)
    upload = Upload(
        creator_id=creator.id,
        length=wanted.length,
        filename=wanted.filename,
        tus_metadata=wanted.raw_metadata,
        completed_at=None if wanted.length else now(),
        expires_at=_expiry(),
    )
    session.add(upload)
    session.flush()
    return upload


def get(session: Session, viewer: Viewer, upload_id: int) -> Upload:
    upload = queries.must_get(session, viewer.must_be_creator(), upload_id)
    if upload.expires_at <= now():
        raise UploadExpired
    return upload


def media_type(upload: Upload) -> str:
    """By the file's name, and only what a browser plays: never a page or a script."""
    guessed = mimetypes.guess_type(upload.filename)[0] or ""
    return guessed if guessed.startswith("video/") else "application/octet-stream"


def record(session: Session, upload: Upload, pieces: Sequence[UploadChunk]) -> Upload | None:
    """Count stored pieces as received; None when another request was quicker or the upload is gone."""
    begins = pieces[0].position
    ends = pieces[-1].position + pieces[-1].length
    counted: Upload | None = session.execute(
        update(Upload)
        .where(col(Upload.id) == upload.id, col(Upload.received) == begins)
        .values(
            received=ends,
            completed_at=now() if ends == upload.length else None,
            expires_at=func.greatest(Upload.expires_at, _expiry()),
        )
        .returning(Upload)
    ).scalar_one_or_none()
    if counted is None:
        return None
    session.add_all(pieces)
    _tell(session, counted, begins)
    return counted


def terminate(viewer: Viewer, upload_id: int) -> None:
    """Give an upload up, with the draft or the waiting video that was to be made of it."""
    with transaction() as session:
        upload = queries.must_get(session, viewer.must_be_creator(), upload_id, lock=True)
        video = queries.user_of(session, upload_id)
        if video and video.status is not VideoStatus.UPLOADING:
            raise Conflict("A video was made of this upload. Delete the video instead.", code="upload_used")
        if video:
            session.delete(video)
            session.flush()
        session.delete(upload)
    drop_all(upload_id)


def begin_early(session: Session, upload: Upload) -> None:
    """Enough of the file's head is here to begin with its first rung."""
    enqueue(session, Job.EARLY, upload.id)


def _tell(session: Session, upload: Upload, begins: int) -> None:
    """What follows from the bytes that have just arrived."""
    if upload.completed_at is not None:
        waiting = session.exec(
            select(Video).where(
                Video.upload_id == upload.id, Video.status == VideoStatus.UPLOADING, ~col(Video.is_draft)
            )
        ).first()
        if waiting:
            beginning.begin(session, waiting, size=upload.length)
    elif begins < EARLY_BYTES <= upload.received:
        begin_early(session, upload)


def _refuse_too_many(session: Session, creator: User, length: int) -> None:
    # Two requests at once count one after the other.
    session.exec(select(User.id).where(User.id == creator.id).with_for_update(key_share=True)).one()
    count, size = queries.pending(session, creator.id, at=now())
    if count >= settings().max_pending_uploads:
        raise Forbidden(
            f"You have {count} uploads and drafts already. Finish or cancel one first.", code="upload_quota"
        )
    if size + length > settings().max_pending_bytes:
        most = settings().max_pending_bytes // 2**20
        raise Forbidden(
            f"Your uploads and drafts may have {most} MB together. Finish or cancel one first.",
            code="upload_quota",
        )


def _expiry() -> datetime:
    return now() + timedelta(hours=settings().upload_hours)
