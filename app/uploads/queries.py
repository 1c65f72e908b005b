"""Uploads in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, exists, func, or_, select

from app.errors import NotFound
from app.models import Upload, UploadChunk, User, Video, VideoStatus


def must_get(session: Session, owner: User, upload_id: int, *, lock: bool = False) -> Upload:
    """The owner's upload; another's is told as missing."""
    wanted = select(Upload).where(Upload.id == upload_id, Upload.creator_id == owner.id)
    found = session.exec(wanted.with_for_update() if lock else wanted).first()
    if found is None:
        raise NotFound("upload", upload_id)
    return found


def pending(session: Session, creator_id: int, *, at: datetime) -> tuple[int, int]:
    """How many of a creator's uploads no video has taken for good, and how many bytes they announce."""
    waiting = (
        select(func.count(), func.coalesce(func.sum(Upload.length), 0))
        .select_from(Upload)
        .join(Video, col(Video.upload_id) == col(Upload.id), isouter=True)
        .where(Upload.creator_id == creator_id, Upload.expires_at > at)
        .where(or_(col(Upload.completed_at).is_(None), col(Video.id).is_(None), col(Video.is_draft)))
    )
    count, size = session.exec(waiting).one()
    return count, int(size)


def chunks(session: Session, upload_id: int) -> Sequence[UploadChunk]:
    wanted = select(UploadChunk).where(UploadChunk.upload_id == upload_id)
    return session.exec(wanted.order_by(col(UploadChunk.position))).all()


def user_of(session: Session, upload_id: int) -> Video | None:
    """The video that took the upload."""
    return session.exec(select(Video).where(Video.upload_id == upload_id)).first()


def expired(session: Session, *, at: datetime) -> Sequence[Upload]:
    """Those that nobody needs any more, locked."""
    wanted = select(Upload).where(Upload.expires_at <= at, ~_needed()).order_by(col(Upload.id)).limit(500)
    return session.exec(wanted.with_for_update(skip_locked=True)).all()


def _needed() -> ColumnElement[bool]:
    """A living video is made from the pieces until its original is one object; the archive takes them too."""
    living = col(Video.status).in_([VideoStatus.PROCESSING, VideoStatus.PUBLISHED])
    reads = or_(living & col(Video.original_key).is_(None), col(Video.status) == VideoStatus.DELETED)
    return exists().where(col(Video.upload_id) == col(Upload.id), reads)
