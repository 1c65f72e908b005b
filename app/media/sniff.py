"""Names the container by its first bytes, so that ffmpeg never guesses and never opens a playlist."""

from pathlib import Path

from app.errors import Rejected

SNIFFED_BYTES = 1024
MOV_FIRST_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
STILL_PICTURE_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis")
# mpegts repeats its sync byte every packet; camcorders put four bytes before each.
TS_LAYOUTS = ((0, 188), (4, 192))


def sniff(path: Path) -> str:
    """The demuxer to force for this file; refuses every kind that is not a plain video container."""
    with path.open("rb") as file:
        head = file.read(SNIFFED_BYTES)
    if not head:
        raise Rejected("empty_file", "This file is empty.")
    demuxer = demuxer_of(head)
    if demuxer is None:
        raise Rejected(
            "unknown_format", "This is not a video we can read. Send MP4, MOV, WebM, MKV, AVI or GIF."
        )
    return demuxer


def demuxer_of(head: bytes) -> str | None:
    """ffmpeg's name for the container that starts with ``head``, or None."""
    if head[4:8] in MOV_FIRST_BOXES:
        return None if head[4:8] == b"ftyp" and head[8:12] in STILL_PICTURE_BRANDS else "mov"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "matroska"
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return "avi"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head.startswith(b"\x00\x00\x01\xba"):
        return "mpeg"
    return "mpegts" if _is_transport_stream(head) else None


def _is_transport_stream(head: bytes) -> bool:
    return any(
        len(head) > start + 2 * size and all(head[start + n * size] == 0x47 for n in range(3))
        for start, size in TS_LAYOUTS
    )
