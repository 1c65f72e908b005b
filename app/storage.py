"""S3: originals, renditions, posters. Keys are made here and nowhere else."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from io import BufferedReader, BytesIO, RawIOBase
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import urllib3
from minio import Minio
from minio.commonconfig import CopySource
from minio.deleteobjects import DeleteObject
from minio.error import S3Error

from app.settings import settings

CHUNK = 256 * 1024
IMMUTABLE = "public, max-age=31536000, immutable"

PART_BYTES = 8 * 1024 * 1024

UPLOADS = "uploads/"
MODELS = "models/"
BYTES = "application/octet-stream"
AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Stored:
    size: int
    etag: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a listing."""

    key: str
    size: int
    modified: datetime


@cache
def client() -> Minio:
    where = urlsplit(settings().s3_endpoint)
    return Minio(
        endpoint=where.netloc,
        access_key=settings().s3_access_key,
        secret_key=settings().s3_secret_key.get_secret_value(),
        secure=where.scheme == "https",
        region=settings().s3_region,
        http_client=urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=2, read=30),
            maxsize=32,
            retries=urllib3.Retry(3, backoff_factor=0.2),
        ),
    )


def original_key(video_id: int) -> str:
    return f"originals/{video_id}"


def piece_key(upload_id: int, name: str) -> str:
    """One piece of a file that is still arriving."""
    return f"{UPLOADS}{upload_id}/{name}"


def media_key(video_id: int, name: str) -> str:
    """Of a file by the name that the video's media has for it."""
    return f"v/{video_id}/{name}"


def rendition_key(video_id: int, folder: str, name: str) -> str:
    """Immutable: what is made again goes to another folder."""
    return f"v/{video_id}/{folder}/{name}"


def folder_key(video_id: int) -> str:
    """What every rendition of a video begins with."""
    return f"v/{video_id}/"


def model_key(digest: str) -> str:
    """Of a trained model, by what is in it."""
    return f"{MODELS}{digest[:32]}.zip"


def export_key(user_id: int, secret: str) -> str:
    """Of everything an account owns; nobody guesses it."""
    return f"{exports_folder(user_id)}{secret}.zip"


def exports_folder(user_id: int) -> str:
    return f"exports/{user_id}/"


def archive_key(video_id: int, name: str) -> str:
    """In the archive's bucket."""
    return f"{video_id}/{name}"


def put_file(key: str, path: Path, *, content_type: str) -> None:
    client().fput_object(settings().s3_bucket, key, str(path), content_type=content_type)


def put_files(files: Mapping[str, Path], *, content_types: Mapping[str, str]) -> None:
    """Several at once, by their keys: small files mostly wait. The type is told by the suffix."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        stored = [
            threads.submit(put_file, key, path, content_type=content_types.get(path.suffix, BYTES))
            for key, path in files.items()
        ]
    for one in stored:
        one.result()


def fetch_files(files: Mapping[str, Path]) -> None:
    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(fetch_file, files.keys(), files.values()))


def put_stream(key: str, stream: Any, *, length: int, content_type: str, bucket: str = "") -> None:
    client().put_object(bucket or settings().s3_bucket, key, stream, length, content_type=content_type)


def put_bytes(key: str, content: bytes, *, content_type: str) -> None:
    put_stream(key, BytesIO(content), length=len(content), content_type=content_type)


def put_pieces(key: str, pieces: Iterator[bytes], *, content_type: str) -> None:
    """Of a length that nobody knows before the end; one part of it is in memory at a time."""
    stream = joined(pieces)
    client().put_object(
        settings().s3_bucket, key, stream, -1, content_type=content_type, part_size=PART_BYTES
    )


class _Joined(RawIOBase):
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._rest = self._rest or next(self._pieces, b"")
        taken = self._rest[: len(buffer)]
        buffer[: len(taken)] = taken
        self._rest = self._rest[len(taken) :]
        return len(taken)


def joined(pieces: Iterator[bytes]) -> BufferedReader:
    """Pieces as one stream to put, of which little is in memory at a time."""
    return BufferedReader(_Joined(pieces), CHUNK)


def fetch_file(key: str, path: Path) -> None:
    client().fget_object(settings().s3_bucket, key, str(path))


def stat(key: str, *, bucket: str = "") -> Stored | None:
    try:
        found = client().stat_object(bucket or settings().s3_bucket, key)
    except S3Error as error:
        if error.code in {"NoSuchKey", "NoSuchObject"}:
            return None
        raise
    return Stored(found.size or 0, found.etag or "", found.content_type or BYTES)


def read(key: str, *, offset: int = 0, length: int = 0, bucket: str = "") -> Iterator[bytes]:
    """The object's bytes from `offset` (`length` 0: to the end), a chunk at a time."""
    answer = client().get_object(bucket or settings().s3_bucket, key, offset=offset, length=length)
    try:
        yield from answer.stream(CHUNK)
    finally:
        answer.close()
        answer.release_conn()


def copy(key: str, *, source: str, target: str, to: str) -> None:
    """Copy an object from the bucket `source` to the key `to` in `target`, inside the store."""
    client().copy_object(target, to, CopySource(source, key))


def listing(prefix: str, *, bucket: str = "") -> Iterator[Entry]:
    """Everything below a prefix in the order of the keys, read a page at a time."""
    for item in client().list_objects(bucket or settings().s3_bucket, prefix=prefix, recursive=True):
        if item.object_name and item.last_modified and not item.is_dir:
            yield Entry(item.object_name, item.size or 0, item.last_modified)


def folders_below(prefix: str) -> list[str]:
    """The names of the folders whose paths begin with `prefix`, without their paths; some may be empty."""
    found = client().list_objects(settings().s3_bucket, prefix=prefix)
    return [str(item.object_name).rstrip("/").rpartition("/")[2] for item in found if item.is_dir]


def remove(keys: Iterable[str], *, bucket: str = "") -> None:
    """Remove objects, a thousand in one request; those that are gone already are no fault."""
    doomed = (DeleteObject(key) for key in keys)
    for error in client().remove_objects(bucket or settings().s3_bucket, doomed):
        raise OSError(f"{error.name} stays in the store: {error.message}")


def remove_below(prefix: str, *, bucket: str = "") -> None:
    remove([entry.key for entry in listing(prefix, bucket=bucket)], bucket=bucket)


def make_archive() -> None:
    """The embedded store makes it at its start; an external one may not have it yet."""
    if not client().bucket_exists(settings().archive_bucket):
        client().make_bucket(settings().archive_bucket)


def is_ready() -> bool:
    return client().bucket_exists(settings().s3_bucket)
