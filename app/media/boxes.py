"""Walks the boxes of an MP4 file: enough to see truncation and to read the codec string."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

MAX_TOP_BOXES = 100_000


@dataclass(frozen=True, slots=True)
class Box:
    kind: bytes
    offset: int
    size: int

    @property
    def end(self) -> int:
        return self.offset + self.size


def top_boxes(path: Path) -> list[Box]:
    """The outermost boxes in order; the last may say that it ends behind the end of the file."""
    with path.open("rb") as file:
        return list(_walk(file, path.stat().st_size))


def boxes_in(head: bytes) -> list[Box]:
    """The outermost boxes that begin in these first bytes of a file."""
    return list(_walk(BytesIO(head), len(head)))


def _walk(file: BinaryIO, length: int) -> Iterator[Box]:
    offset = 0
    for _ in range(MAX_TOP_BOXES):
        box = _box_at(file, offset, length)
        if box is None:
            return
        yield box
        offset = box.end


def _box_at(file: BinaryIO, offset: int, length: int) -> Box | None:
    file.seek(offset)
    head = file.read(16)
    if len(head) < 8:
        return None
    size, kind = struct.unpack(">I4s", head[:8])
    if size == 1 and len(head) == 16:
        size = struct.unpack(">Q", head[8:])[0]
    elif size == 0:  # "to the end of the file"
        size = length - offset
    return Box(kind, offset, size) if size >= 8 else None


def is_truncated(path: Path) -> bool:
    """Whether an MP4 file lacks its index or ends inside its media."""
    boxes = top_boxes(path)
    length = path.stat().st_size
    cut = any(box.end > length for box in boxes if box.kind in (b"moov", b"mdat", b"moof"))
    return cut or not any(box.kind == b"moov" for box in boxes)


def avc_codec(init: bytes) -> str:
    """The RFC 6381 name of the H.264 stream whose initialisation segment this is."""
    at = init.index(b"avcC") + 4
    profile, constraints, level = init[at + 1 : at + 4]
    return f"avc1.{profile:02x}{constraints:02x}{level:02x}"
