"""The stored pieces of an upload as what they are together: one file."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from minio.error import MinioException
from sqlmodel import col, delete
from urllib3.exceptions import HTTPError

from app import storage
from app.db import new_session, transaction
from app.models import Upload, UploadChunk
from app.uploads import queries

# What a store that is away keeps is swept later.
AWAY = (MinioException, HTTPError, OSError)


class PiecesMissing(Exception):
    """The store or the database lost something: this is our fault, not the file's."""


def chunks(upload_id: int) -> Sequence[UploadChunk]:
    """What has arrived until now, in order and without a gap."""
    with new_session() as session:
        return queries.chunks(session, upload_id)


def read(upload_id: int, *, offset: int = 0, length: int | None = None) -> Iterator[bytes]:
    """The bytes that have arrived, or a part of them, a little at a time."""
    end = float("inf") if length is None else offset + length
    for chunk in chunks(upload_id):
        first = max(offset - chunk.position, 0)
        last = min(end - chunk.position, chunk.length)
        if first < last:
            yield from storage.read(chunk.key, offset=first, length=int(last) - first)


def fetch(upload_id: int, path: Path) -> None:
    """Write a whole upload into a local file."""
    with new_session() as session:
        upload = session.get_one(Upload, upload_id)
    with path.open("wb") as file:
        written = sum(file.write(part) for part in read(upload_id))
    if written != upload.length:
        raise PiecesMissing(f"Upload {upload_id} has {upload.length} bytes, {written} were found.")


def forget_chunks(upload_id: int) -> None:
    """Once the file lies elsewhere as one object."""
    with transaction() as session:
        session.exec(delete(UploadChunk).where(col(UploadChunk.upload_id) == upload_id))
    drop_all(upload_id)


def drop_all(upload_id: int) -> None:
    """Remove whatever is stored of an upload that needs it no more."""
    with suppress(*AWAY):
        storage.remove_below(storage.piece_key(upload_id, ""))


def drop(keys: Sequence[str]) -> None:
    """Remove pieces that never counted."""
    with suppress(*AWAY):
        storage.remove(keys)
