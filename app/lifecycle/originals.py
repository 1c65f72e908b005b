"""A creator takes their originals home: one zip, written while it is read, however large it gets."""

import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import RawIOBase
from typing import Any

from sqlmodel import Session, col, select

from app import storage
from app.accounts.viewer import Viewer
from app.errors import AppError
from app.media.sniff import SNIFFED_BYTES, demuxer_of
from app.models import Upload, Video, VideoStatus
from app.models.columns import now
from app.uploads import service as uploads

ENDINGS = {"mov": "mp4", "matroska": "mkv", "avi": "avi", "gif": "gif", "mpeg": "mpg", "mpegts": "ts"}
WORDS = 6
TOLD = {
    "id", "description", "hashtags", "visibility", "status", "duration_seconds", "created_at", "published_at",
    "edit", "original_sha256", "original_bytes", "view_count", "like_count", "comment_count", "share_count",
    "save_count",
}  # fmt: skip


class NothingToTake(AppError):
    """There is no video whose file has arrived."""

    status, code = 404, "no_originals"

    def __init__(self) -> None:
        super().__init__("You have no originals here yet.")


@dataclass(frozen=True, slots=True)
class Original:
    """One file of the zip, and where its bytes lie."""

    video: Video
    filename: str

    @property
    def stem(self) -> str:
        """The day and the caption's first words, as every file system takes them."""
        words = re.sub(r"[^\w ]+", " ", self.video.description).split()[:WORDS]
        return "-".join([f"{self.video.created_at:%Y-%m-%d}", str(self.video.id), *words])[:80]

    def read(self) -> Iterator[bytes]:
        if self.video.original_key:
            return storage.read(self.video.original_key)
        return uploads.read(self.video.upload_id or 0)


def zipped(session: Session, viewer: Viewer) -> Iterator[bytes]:
    """The viewer's originals, newest first, also of what is private, rejected or still being made."""
    found = of(session, viewer.must_be_signed_in().id)
    if not found:
        raise NothingToTake
    return _stream(found)


def of(session: Session, user_id: int) -> list[Original]:
    rows = session.exec(
        select(Video, Upload)
        .join(Upload, col(Upload.id) == col(Video.upload_id), isouter=True)
        .where(Video.creator_id == user_id, Video.status != VideoStatus.DELETED)
        .where(col(Video.original_key).is_not(None) | col(Upload.completed_at).is_not(None))
        .order_by(col(Video.id).desc())
    ).all()
    return [Original(video, upload.filename if upload else "") for video, upload in rows]


def _stream(originals: list[Original]) -> Iterator[bytes]:
    """Stored, not deflated: films do not get smaller. Only what the next piece adds is in memory."""
    sink = Sink()
    told = []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for original in originals:
            name = ""
            for name in entry(archive, original):  # noqa: B007 - the name is known with the first bytes
                yield sink.taken()
            told.append({"file": name, **original.video.model_dump(include=TOLD, mode="json")})
        archive.writestr(
            "metadata.json", json.dumps({"made_at": now().isoformat(), "videos": told}, indent=2)
        )
    yield sink.taken()


def entry(archive: zipfile.ZipFile, original: Original, *, folder: str = "") -> Iterator[str]:
    """Write one file piece by piece; yields its name each time there is more to send."""
    if not _is_there(original):
        return
    pieces = original.read()
    head = next(pieces, b"")
    name = f"{original.stem}.{_ending(head, original.filename)}"
    about = zipfile.ZipInfo(f"{folder}{name}", _clock(original.video.created_at))
    with archive.open(about, "w", force_zip64=True) as file:
        file.write(head)
        yield name
        for piece in pieces:
            file.write(piece)
            yield name
    yield name


def _is_there(original: Original) -> bool:
    """One original that the store has lost must not cost all the others."""
    key = original.video.original_key
    return storage.stat(key) is not None if key else True


def _ending(head: bytes, filename: str) -> str:
    """The creator's own ending when it is a plain one, else by what the bytes are."""
    _, dot, ending = filename.rpartition(".")
    if dot and re.fullmatch(r"[A-Za-z0-9]{2,4}", ending):
        return ending.lower()
    return ENDINGS.get(demuxer_of(head[:SNIFFED_BYTES]) or "", "bin")


def _clock(moment: datetime) -> tuple[int, int, int, int, int, int]:
    """As zip keeps time: without a zone, not before 1980."""
    utc = moment.astimezone(UTC)
    return (max(utc.year, 1980), utc.month, utc.day, utc.hour, utc.minute, utc.second)


class Sink(RawIOBase):
    """Where the zip is written: a pipe that the answer empties. It cannot seek, so sizes follow the bytes."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
