"""A video's file is whole and its creator wants it out: processing begins."""

from sqlmodel import Session

from app.jobs import Job, enqueue
from app.models import Video, VideoStatus


def begin(session: Session, video: Video, *, size: int, original_key: str | None = None) -> None:
    """Without an original's key its bytes are the pieces of its upload."""
    video.status = VideoStatus.PROCESSING
    video.original_bytes = size
    video.original_key = original_key
    session.add(video)
    session.flush()
    enqueue(session, Job.PROCESS_VIDEO, video.id)
