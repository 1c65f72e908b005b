"""Looks for what does not belong: objects without a row, rows without objects, work that stands still."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from app import storage
from app.feed import exploration_books
from app.lifecycle import shelves
from app.lifecycle.archive import ABOUT, waits
from app.lifecycle.shelves import Beside
from app.models import Sound, StageState, Upload, UploadChunk, Video, VideoStage, VideoStatus
from app.models.columns import now
from app.settings import settings
from app.storage import Entry
from app.videos import claim, counts, stages, storing

# Work that has not moved for so long does not move by itself any more.
STANDSTILL = timedelta(hours=1)
is_worked_on: Callable[[Any], bool] = claim.is_worked_on
MADE = (VideoStatus.PROCESSING, VideoStatus.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: an orphan is an object, in the main bucket unless another is named; a count is
    named as in `app.videos.counts`, with the id of its row."""

    kind: str
    where: str
    what: str
    orphan: Entry | None = None
    bucket: str = ""
    count: tuple[str, int] | None = None


def findings(session: Session) -> Iterator[Finding]:
    """Everything that is wrong, read as a stream however large the site is."""
    yield from _renditions(session)
    yield from _originals(session)
    yield from _pieces(session)
    yield from _archive(session)
    yield from _standing(session)
    yield from _unmade(session)
    yield from _books(session)
    yield from _counts(session)


def around(session: Session, video_ids: Iterable[int]) -> Iterator[Finding]:
    """What is wrong with the renditions of these videos."""
    for video_id in video_ids:
        entries = list(storage.listing(storage.folder_key(video_id)))
        yield from _around_video(session, Beside(str(video_id), session.get(Video, video_id), None, entries))


def is_orphan(session: Session, finding: Finding) -> bool:
    """Ask again about one object: the stream's rows may be as old as the stream is long."""
    orphan = finding.orphan
    if orphan is None:
        return False
    place, _, rest = orphan.key.partition("/")
    number = place if finding.bucket else rest.partition("/")[0]
    if not number.isdecimal():
        return True
    beside = Beside(
        number,
        video=session.get(Video, int(number), populate_existing=True),
        upload=session.get(Upload, int(number), populate_existing=True),
        entries=[orphan],
    )
    return any(found.orphan == orphan for found in _judged(session, beside, finding))


def _judged(session: Session, beside: Beside, finding: Finding) -> Iterator[Finding]:
    match finding.where.partition("/")[0]:
        case "v":
            return _around_video(session, beside)
        case "originals":
            return _around_original(beside)
        case "uploads":
            return _around_upload(session, beside)
        case _:
            return _around_archived(beside)


def _books(session: Session) -> Iterator[Finding]:
    for found in exploration_books.imbalances(session):
        told = f"The pool counts {found.pool} impressions, its sources {found.sources}"
        yield Finding("books", f"video {found.video_id}", f"{told}, the table {found.impressions}.")


def _counts(session: Session) -> Iterator[Finding]:
    for name in counts.NAMES:
        table, _, column = name.partition(":")
        for found in counts.wrong(session, name):
            told = f"Its {column} is {found.before}; counted again it is {found.after}."
            yield Finding("count", f"{table} {found.id}", told, count=(name, found.id))


def _renditions(session: Session) -> Iterator[Finding]:
    for beside in shelves.videos(session, "v/"):
        yield from _around_video(session, beside)


def _around_video(session: Session, beside: Beside) -> Iterator[Finding]:
    video = beside.video
    media = video.media if video else None
    if video is None or video.status is not VideoStatus.DELETED:
        known = storing.folders(media)
        for entry in beside.entries:
            if _folder(entry) not in known and not _is_in_hand(session, entry, video):
                yield _orphan(entry, f"v/{beside.id}")
    if video and video.status in MADE and media:
        for name in sorted(shelves.files(media)):
            if storage.folder_key(video.id) + name not in beside.names():
                yield Finding("missing", f"video {video.id}", f"Its file {name} is not in the store.")


def _folder(entry: Entry) -> str:
    return entry.key.split("/")[2] if entry.key.count("/") > 2 else ""


def _is_in_hand(session: Session, entry: Entry, video: Video | None) -> bool:
    """Whether a stage is writing it, viewers still have it, or a sound that outlives its video plays it."""
    stage = _folder(entry).rpartition("-")[0]
    if video and stage and (is_worked_on(f"{video.id}-{stage}") or _is_superseded(session, entry, video)):
        return True
    return session.exec(select(Sound.id).where(Sound.audio_key == entry.key)).first() is not None


def _is_superseded(session: Session, entry: Entry, video: Video) -> bool:
    made = session.get(VideoStage, (video.id, _folder(entry).rpartition("-")[0]), populate_existing=True)
    return storing.is_superseded(entry, made)


def _originals(session: Session) -> Iterator[Finding]:
    for beside in shelves.videos(session, "originals/"):
        yield from _around_original(beside)


def _around_original(beside: Beside) -> Iterator[Finding]:
    video = beside.video
    named = {video.original_key} if video else set()
    if video is None or not _is_arriving(video):
        for entry in beside.entries:
            if entry.key not in named:
                yield _orphan(entry, f"originals/{beside.id}")
    if video and video.status in MADE and video.original_key and video.original_key not in beside.names():
        yield Finding("missing", f"video {video.id}", "Its original is not in the store.")


def _is_arriving(video: Video) -> bool:
    """Its original is just being written, or the archive has not taken it yet."""
    if video.status is VideoStatus.DELETED:
        return bool(video.media or video.original_key or video.upload_id)
    return video.status is VideoStatus.UPLOADING or is_worked_on(f"{video.id}-original")


def _pieces(session: Session) -> Iterator[Finding]:
    for beside in shelves.uploads(session):
        yield from _around_upload(session, beside)


def _around_upload(session: Session, beside: Beside) -> Iterator[Finding]:
    upload = beside.upload
    ordered = col(UploadChunk.position)
    wanted = select(UploadChunk).where(UploadChunk.upload_id == (upload.id if upload else -1))
    chunks = session.exec(wanted.order_by(ordered)).all()
    named = {chunk.key for chunk in chunks}
    for entry in beside.entries:
        if entry.key not in named:
            yield _orphan(entry, f"uploads/{beside.id}")
    if upload and (fault := _gap(session, upload, chunks) or _lost(chunks, beside.names())):
        yield Finding("upload", f"upload {upload.id}", fault)


def _gap(session: Session, upload: Upload, chunks: Any) -> str:
    if not chunks and upload.completed_at and _is_taken_over(session, upload):
        return ""
    end = 0
    for chunk in chunks:
        if chunk.position != end:
            return f"Bytes {end} to {chunk.position} are missing."
        end += chunk.length
    if end != upload.received:
        return f"It says {upload.received} bytes have arrived, {end} are there."
    if (upload.completed_at is not None) != (upload.received == upload.length):
        return "Whether it is complete and how much has arrived contradict each other."
    return ""


def _is_taken_over(session: Session, upload: Upload) -> bool:
    """Its pieces have become the original of a video, or there were none."""
    made = select(Video.id).where(Video.upload_id == upload.id, col(Video.original_key).is_not(None))
    return upload.length == 0 or session.exec(made).first() is not None


def _lost(chunks: Any, names: set[str]) -> str:
    lost = [chunk.key for chunk in chunks if chunk.key not in names]
    return f"{len(lost)} of its pieces are not in the store, the first is {lost[0]}." if lost else ""


def _archive(session: Session) -> Iterator[Finding]:
    storage.make_archive()
    bucket = settings().archive_bucket
    for beside in shelves.videos(session, "", bucket=bucket):
        yield from _around_archived(beside)
    late = select(Video).where(waits(), col(Video.deleted_at) < now() - STANDSTILL)
    for video in session.exec(late):
        yield Finding("archive", f"video {video.id}", "It was deleted, but is not in the archive yet.")


def _around_archived(beside: Beside) -> Iterator[Finding]:
    video = beside.video
    is_deleted = video is not None and video.status is VideoStatus.DELETED
    if not is_deleted:
        for entry in beside.entries:
            yield _orphan(entry, f"archive/{beside.id}", bucket=settings().archive_bucket)
    elif not _is_arriving(video) and storage.archive_key(video.id, ABOUT) not in beside.names():  # type: ignore[arg-type,union-attr]
        yield Finding("archive", f"video {beside.id}", "The archive has nothing about it.")


def _standing(session: Session) -> Iterator[Finding]:
    """Stages that failed for good, and those that neither run nor wait in a queue."""
    rows = session.exec(
        select(VideoStage, Video.created_at)
        .join(Video, col(Video.id) == col(VideoStage.video_id))
        .where(col(Video.status).in_(MADE), col(VideoStage.state) != StageState.DONE)
        .order_by(col(VideoStage.video_id))
    )
    for row, created_at in rows:
        where = f"video {row.video_id}"
        if row.state is StageState.FAILED:
            yield Finding("failed", where, f"Its stage {row.stage} failed: {row.reason or 'no reason kept'}")
        elif (row.started_at or created_at) < now() - STANDSTILL and not _runs(row):
            yield Finding("stuck", where, f"Its stage {row.stage} has been {row.state} for over an hour.")


def _runs(row: VideoStage) -> bool:
    return is_worked_on(f"{row.video_id}-{row.stage}")


def _unmade(session: Session) -> Iterator[Finding]:
    """Videos that claim to be further than anything made of them."""
    old = now() - STANDSTILL
    begun = select(VideoStage.video_id).where(VideoStage.video_id == Video.id).exists()
    hollow = select(Video.id).where(Video.status == VideoStatus.PUBLISHED, col(Video.media).is_(None))
    for video_id in session.exec(hollow):
        yield Finding("video", f"video {video_id}", "It is published, but nothing of it plays.")
    unbegun = select(Video.id).where(Video.status == VideoStatus.PROCESSING, col(Video.created_at) < old)
    for video_id in session.exec(unbegun.where(~begun)):
        yield Finding("stuck", f"video {video_id}", f"None of its {len(stages.STEPS)} stages was ever begun.")


def _orphan(entry: Entry, where: str, *, bucket: str = "") -> Finding:
    return Finding("orphan", where, f"No row names {entry.key}.", orphan=entry, bucket=bucket)
