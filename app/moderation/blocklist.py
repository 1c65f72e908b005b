"""What may not be published here again: the file itself, and whatever looks like it."""

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from app.errors import Conflict, NotFound
from app.lifecycle.deletion import note
from app.models import AudioPrint, BlockedPicture, BlockedPrint, PicturePrint, User, Video
from app.moderation.schemas import Blocked

BLOCKED, UNBLOCKED = "video.blocked", "video.unblocked"


def add(session: Session, video_id: int, *, reason: str, by: User | None = None) -> Blocked:
    """Nobody means the operator's command line."""
    video = session.get(Video, video_id)
    if video is None:
        raise NotFound("video", video_id)
    if session.exec(select(BlockedPrint.id).where(BlockedPrint.video_id == video_id)).first():
        raise Conflict("This video is on the list already.")
    heard = session.get(AudioPrint, video_id)
    entry = BlockedPrint(
        video_id=video_id,
        sha256=video.original_sha256,
        words=heard.words if heard else [],
        reason=reason,
        blocked_by=by.id if by else None,
    )
    session.add(entry)
    session.flush()
    _copy_pictures(session, video_id, entry.id)
    note(session, BLOCKED, video_id, actor=by, reason=reason)
    return _shown(entry)


def entries(session: Session) -> list[Blocked]:
    return [_shown(one) for one in session.exec(select(BlockedPrint).order_by(col(BlockedPrint.id))).all()]


def remove(session: Session, entry_id: int, *, by: User | None = None) -> None:
    entry = session.get(BlockedPrint, entry_id)
    if entry is None:
        raise NotFound("entry of the block list", entry_id)
    session.delete(entry)
    if entry.video_id:
        note(session, UNBLOCKED, entry.video_id, actor=by)


def _copy_pictures(session: Session, video_id: int, entry_id: int) -> None:
    """They stay when the video is purged."""
    seen = session.exec(select(PicturePrint).where(PicturePrint.video_id == video_id)).all()
    rows = [{"blocked_id": entry_id, **one.model_dump(exclude={"video_id"})} for one in seen]
    if rows:
        session.execute(insert(BlockedPicture).values(rows))


def _shown(entry: BlockedPrint) -> Blocked:
    return Blocked(id=entry.id, video_id=entry.video_id, reason=entry.reason, created_at=entry.created_at)
