"""A creator's file or upload becomes a video, exactly once a key, and processing is asked for."""

import hashlib
from datetime import datetime
from io import SEEK_END, BufferedReader
from typing import IO, Any, cast
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete, select

from app import storage
from app.accounts.viewer import Viewer
from app.db import transaction
from app.errors import BadInput, Conflict, NotFound
from app.models import IdempotencyKey, Upload, User, Video, VideoStatus
from app.models.columns import now
from app.uploads import queries as uploads
from app.videos.audience import choose, lock_creator
from app.videos.beginning import begin, begin_or_wait
from app.videos.cards import card
from app.videos.hashtags import hashtags_in
from app.videos.rules import check_edit, check_schedule, check_sound
from app.videos.schemas import Draft, Posting, VideoCard


def create(viewer: Viewer, draft: Draft, file: IO[bytes], *, key: UUID) -> tuple[VideoCard, bool]:
    """The video's first card, and whether this request made it.

    The same key answers as before; after a crash in the middle it goes on where it stopped.
    """
    creator = viewer.must_be_creator()
    fingerprint, size = _fingerprint(draft, file)
    with transaction() as session:
        claim = _known(session, creator, key) or _claim(
            session, creator, draft, key=key, fingerprint=fingerprint
        )
    if (answer := _answer_of(claim, fingerprint)) is not None:
        return answer, False
    storage.put_stream(
        storage.original_key(claim.video_id), file, length=size, content_type="application/octet-stream"
    )
    with transaction() as session:
        return _received(session, viewer, claim, size)


def create_from_upload(viewer: Viewer, posting: Posting, *, key: UUID) -> tuple[VideoCard, bool]:
    """The same for an upload, whole or still arriving: whichever of the two is second begins processing."""
    creator = viewer.must_be_creator()
    fingerprint = hashlib.sha256(posting.model_dump_json().encode()).hexdigest()
    with transaction() as session:
        if known := _known(session, creator, key):
            return _must_answer(known, fingerprint), False
        upload = _locked(session, creator, posting.upload_id)
        if known := _known(session, creator, key):  # this very request, answered while it waited here
            return _must_answer(known, fingerprint), False
        _refuse_used(session, upload)
        claim = _claim(session, creator, posting, key=key, fingerprint=fingerprint)
        if claim.fingerprint != fingerprint:
            raise _key_reused()
        begin_or_wait(session, session.get_one(Video, claim.video_id), upload)
        return _answered(session, viewer, claim), True


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


def _known(session: Session, creator: User, key: UUID) -> IdempotencyKey | None:
    return session.get(IdempotencyKey, (creator.id, key))


def _answer_of(claim: IdempotencyKey, fingerprint: str) -> VideoCard | None:
    if claim.fingerprint != fingerprint:
        raise _key_reused()
    return None if claim.answer is None else VideoCard.model_validate(claim.answer)


def _must_answer(claim: IdempotencyKey, fingerprint: str) -> VideoCard:
    """A claim on an upload and its answer are written together."""
    answer = _answer_of(claim, fingerprint)
    assert answer is not None  # noqa: S101 - see above
    return answer


def _key_reused() -> Conflict:
    return Conflict("This key was used for another video.", code="key_reused")


def _locked(session: Session, creator: User, upload_id: int) -> Upload:
    try:
        upload = uploads.must_get(session, creator, upload_id, lock=True)
    except NotFound as missing:
        raise BadInput("This upload is not here.", upload_id=missing.message) from None
    if upload.expires_at <= now():
        raise BadInput("This upload is not here any more.", upload_id="It was not finished in time.")
    return upload


def _refuse_used(session: Session, upload: Upload) -> None:
    if video := uploads.user_of(session, upload.id):
        raise Conflict(f"Video {video.id} was made of this upload already.", code="upload_used")


def _claim(session: Session, creator: User, draft: Draft, *, key: UUID, fingerprint: str) -> IdempotencyKey:
    video = _new_video(session, creator, draft)
    claim = {"user_id": creator.id, "key": key, "fingerprint": fingerprint, "video_id": video.id}
    made = session.execute(
        insert(IdempotencyKey).values(**claim).on_conflict_do_nothing().returning(col(IdempotencyKey.key))
    )
    if made.first() is None:  # another request with this key was quicker
        session.delete(video)
    return session.exec(
        select(IdempotencyKey).where(IdempotencyKey.user_id == creator.id, IdempotencyKey.key == key)
    ).one()


def _new_video(session: Session, creator: User, draft: Draft) -> Video:
    check_sound(session, draft.sound_id)
    video = Video(
        **draft.model_dump(include=set(Draft.model_fields)),
        **(_columns(session, draft) if isinstance(draft, Posting) else {}),
        creator_id=creator.id,
        hashtags=hashtags_in(draft.description),
        language=creator.language,
        region=creator.region,
        status=VideoStatus.UPLOADING,
    )
    choose(video, lock_creator(session, creator.id), draft.visibility)
    session.add(video)
    session.flush()
    return video


def _columns(session: Session, posting: Posting) -> dict[str, Any]:
    check_edit(session, posting.edit)
    check_schedule(posting.scheduled_at)
    return {
        "upload_id": posting.upload_id,
        "is_draft": posting.draft,
        "scheduled_at": posting.scheduled_at,
        "edit": posting.edit.model_dump(mode="json") if posting.edit else None,
    }


def _received(session: Session, viewer: Viewer, claim: IdempotencyKey, size: int) -> tuple[VideoCard, bool]:
    """The original is safe in the store: processing may begin. The first of two equal requests answers."""
    session.add(claim)
    session.refresh(claim, with_for_update=True)
    if claim.answer is not None:
        return VideoCard.model_validate(claim.answer), False
    video = session.get_one(Video, claim.video_id, with_for_update=True)
    if video.status is VideoStatus.UPLOADING:
        begin(session, video, size=size, original_key=storage.original_key(video.id))
    return _answered(session, viewer, claim), True


def _answered(session: Session, viewer: Viewer, claim: IdempotencyKey) -> VideoCard:
    answer = card(session, claim.video_id, viewer)
    claim.answer = answer.model_dump(mode="json")
    return answer
