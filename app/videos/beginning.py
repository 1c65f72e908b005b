"""What comes next for a video: a draft is kept, a whole file is processed, an arriving one is waited for."""

from datetime import timedelta

from sqlmodel import Session

from app.models import Upload, Video, VideoStatus
from app.models.columns import now
from app.videos import stages

DRAFT_LIFE = timedelta(days=30)


def begin_or_wait(session: Session, video: Video, upload: Upload) -> None:
    """The upload is locked, so that its last byte and its video cannot miss each other."""
    if video.is_draft:
        upload.expires_at = max(upload.expires_at, now() + DRAFT_LIFE)
        session.add(upload)
    elif upload.completed_at is not None:
        begin(session, video, size=upload.length)


def begin(session: Session, video: Video, *, size: int, original_key: str | None = None) -> None:
    """Without an original's key its bytes are the pieces of its upload."""
    video.status = VideoStatus.PROCESSING
    video.original_bytes = size
    video.original_key = original_key
    session.add(video)
    session.flush()
    stages.begin(session, video.id)
