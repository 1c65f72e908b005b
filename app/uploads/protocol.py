"""What the headers of tus 1.0.0 say, read strictly. https://tus.io/protocols/resumable-upload"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from typing import Any

from app.errors import AppError, BadInput, TooLarge
from app.settings import settings

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination"
ALGORITHMS = ("sha1", "sha256", "md5")
MAX_METADATA = 4096
MAX_FILENAME = 255
_NUMBER = re.compile(r"[0-9]{1,15}")


class BadHeader(BadInput):
    """A tus header that says nothing we can act on."""

    status, code = 400, "bad_header"

    def __init__(self, header: str, message: str) -> None:
        super().__init__(message, **{header.lower(): message})


class ChecksumMismatch(AppError):
    status, code = 460, "checksum_mismatch"

    def __init__(self) -> None:
        super().__init__("These bytes are not those that were sent. Send them again.")


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a client says about a file before its bytes come."""

    length: int
    metadata: dict[str, str] = field(default_factory=dict)
    raw_metadata: str = ""

    @property
    def filename(self) -> str:
        return (self.metadata.get("filename") or self.metadata.get("name") or "")[:MAX_FILENAME]


class Checksum:
    """The digest that a client promised for one request's bytes."""

    def __init__(self, algorithm: str, expected: bytes) -> None:
        self._digest: Any = hashlib.new(algorithm, usedforsecurity=False)
        self._expected = expected

    def update(self, piece: bytes) -> None:
        self._digest.update(piece)

    def verify(self) -> None:
        if not hmac.compare_digest(self._digest.digest(), self._expected):
            raise ChecksumMismatch


def read_announcement(length: str | None, metadata: str | None, *, deferred: str | None) -> Announcement:
    if length is None and deferred is not None:
        raise BadHeader("Upload-Defer-Length", "Say the file's length at once, in Upload-Length.")
    wanted = read_number("Upload-Length", length)
    if wanted > settings().max_upload_bytes:
        raise TooLarge(f"This file is larger than {settings().max_upload_bytes // 2**20} MB.")
    return Announcement(wanted, read_metadata(metadata or ""), metadata or "")


def read_number(header: str, text: str | None) -> int:
    if text is None:
        raise BadHeader(header, f"The header {header} is missing.")
    if not _NUMBER.fullmatch(text):
        raise BadHeader(header, f"{header} must be a whole number of bytes.")
    return int(text)


def read_metadata(text: str) -> dict[str, str]:
    """`key base64,key base64,…`; a key may stand alone, and stands once."""
    if len(text) > MAX_METADATA:
        raise BadHeader("Upload-Metadata", f"Upload-Metadata is longer than {MAX_METADATA} characters.")
    found: dict[str, str] = {}
    for pair in text.split(",") if text.strip() else []:
        key, _, value = pair.strip().partition(" ")
        if not key or not key.isascii() or key in found:
            raise BadHeader("Upload-Metadata", "Each key of Upload-Metadata is ASCII and stands once.")
        found[key] = _decoded(value)
    return found


def read_checksum(text: str | None) -> Checksum | None:
    if text is None:
        return None
    algorithm, _, value = text.strip().partition(" ")
    if algorithm not in ALGORITHMS:
        raise BadHeader("Upload-Checksum", f"Upload-Checksum may use {', '.join(ALGORITHMS)}.")
    try:
        return Checksum(algorithm, base64.b64decode(value, validate=True))
    except ValueError:
        raise BadHeader("Upload-Checksum", "The digest in Upload-Checksum is not base64.") from None


def _decoded(value: str) -> str:
    try:
        text = base64.b64decode(value, validate=True).decode()
    except ValueError:
        raise BadHeader("Upload-Metadata", "Values of Upload-Metadata are UTF-8 in base64.") from None
    if "\0" in text:
        raise BadHeader("Upload-Metadata", "Text cannot hold the character NUL.")
    return text
