"""A creator's file comes in: the original is kept, then processing is asked for, exactly once a key."""

import hashlib
from datetime import datetime
from io import SEEK_END, BufferedReader
from typing import IO, cast
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete, select, update

from app import storage
from app.accounts.viewer import Viewer
from app.db import transaction
from app.errors import BadInput, Conflict, NotFound
from app.jobs import Job, enqueue
from app.models import IdempotencyKey, Sound, User, Video, VideoStatus
from app.videos.cards import card
from app.videos.hashtags import hashtags_in
from app.videos.schemas import Draft, VideoCard


def create(viewer: Viewer, draft: Draft, file: IO[bytes], *, key: UUID) -> tuple[VideoCard, bool]:
    """The video's first card, and whether this request made it.

    The same key answers as before; after a crash in the middle it goes on where it stopped.
    """
    creator = viewer.must_be_creator()
    fingerprint, size = _fingerprint(draft, file)
    with transaction() as session:
        claim = _claim(session, creator, draft, key=key, fingerprint=fingerprint)
    if claim.fingerprint != fingerprint:
        raise Conflict("This key was used for another video.", code="key_reused")
    if claim.answer is not None:
        return VideoCard.model_validate(claim.answer), False
    storage.put_stream(
        storage.original_key(claim.video_id), file, length=size, content_type="application/octet-stream"
    )
    with transaction() as session:
        return _received(session, viewer, claim, size)


def forget_keys(session: Session, *, before: datetime) -> None:
    """A key holds for a day; who sends it again later means another video."""
    session.exec(delete(IdempotencyKey).where(col(IdempotencyKey.created_at) < before))


def _fingerprint(draft: Draft, file: IO[bytes]) -> tuple[str, int]:
    """A digest of what was said and sent, and the file's size; the file is rewound."""
    digest = hashlib.file_digest(cast(BufferedReader, file), "sha256")
    file.seek(0, SEEK_END)  # a digest of bytes in memory leaves the place where it was
    size = file.tell()
    file.seek(0)
    digest.update(draft.model_dump_json().encode())
    return digest.hexdigest(), size


def _claim(session: Session, creator: User, draft: Draft, *, key: UUID, fingerprint: str) -> IdempotencyKey:
    known = session.get(IdempotencyKey, (creator.id, key))
    if known:
        return known
    _refuse_missing_sound(session, draft.sound_id)
    video = Video(
        **draft.model_dump(),
        creator_id=creator.id,
        hashtags=hashtags_in(draft.description),
        language=creator.language,
        region=creator.region,
        status=VideoStatus.UPLOADING,
    )
    session.add(video)
    session.flush()
    claim = {"user_id": creator.id, "key": key, "fingerprint": fingerprint, "video_id": video.id}
    made = session.execute(
        insert(IdempotencyKey).values(**claim).on_conflict_do_nothing().returning(col(IdempotencyKey.key))
    )
    if made.first() is None:  # another request with this key was quicker
        session.delete(video)
    return session.exec(
        select(IdempotencyKey).where(IdempotencyKey.user_id == creator.id, IdempotencyKey.key == key)
    ).one()


def _received(session: Session, viewer: Viewer, claim: IdempotencyKey, size: int) -> tuple[VideoCard, bool]:
    """The original is safe in the store: processing may begin. The first of two equal requests answers."""
    session.add(claim)
    session.refresh(claim, with_for_update=True)
    if claim.answer is not None:
        return VideoCard.model_validate(claim.answer), False
    session.exec(
        update(Video)
        .where(col(Video.id) == claim.video_id, col(Video.status) == VideoStatus.UPLOADING)
        .values(
            status=VideoStatus.PROCESSING,
            original_key=storage.original_key(claim.video_id),
            original_bytes=size,
        )
    )
    answer = card(session, claim.video_id, viewer)
    claim.answer = answer.model_dump(mode="json")
    enqueue(session, Job.PROCESS_VIDEO, claim.video_id)
    return answer, True


def _refuse_missing_sound(session: Session, sound_id: int | None) -> None:
    if sound_id is not None and session.get(Sound, sound_id) is None:
        raise BadInput("This sound is not here.", sound_id=str(NotFound("sound", sound_id)))
