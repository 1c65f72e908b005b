"""Clearing up what never became a video: rows, drafts whose time is over, and objects in the store."""

from sqlmodel import Session, select

from app import storage
from app.db import new_session, transaction
from app.models import Upload, VideoStatus
from app.models.columns import now
from app.uploads import queries


def sweep() -> int:
    """Remove expired uploads and every piece that belongs to none; how many uploads."""
    with transaction() as session:
        gone = queries.expired(session, at=now())
        for upload in gone:
            _give_up(session, upload)
    stored = {entry.key.split("/")[1] for entry in storage.listing(storage.UPLOADS)}
    with new_session() as session:
        known = {str(upload_id) for upload_id in session.exec(select(Upload.id))}
    for orphan in stored - known:
        storage.remove_below(f"{storage.UPLOADS}{orphan}/")
    return len(gone)


def _give_up(session: Session, upload: Upload) -> None:
    """Its draft goes with it; a video that still waited for bytes says why it ends."""
    video = queries.user_of(session, upload.id)
    if video and video.is_draft:
        session.delete(video)
    elif video and video.status is VideoStatus.UPLOADING:
        video.status, video.stage = VideoStatus.REJECTED, "done"
        video.failure_code = "upload_expired"
        video.failure_message = "The file did not arrive whole in time. Send it again."
    session.flush()
    session.delete(upload)
