"""Parts of files: which bytes a Range header means, and what is said about them (RFC 9110 §14)."""

import re

from fastapi import Request

# More digits than any file has bytes are no range.
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def asked_range(request: Request, etag: str) -> str:
    """The one plain range that was asked for; anything else means the whole (RFC 9110 §14.2)."""
    asked = request.headers.get("range", "")
    is_plain = _RANGE.fullmatch(asked) and asked != "bytes=-"
    return asked if is_plain and request.headers.get("if-range", etag) == etag else ""


def span_of(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a range; the whole when none was asked; None when it lies outside."""
    found = _RANGE.fullmatch(asked)
    if found is None:
        return 0, size - 1
    first, last = found.groups()
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) and size else None
    if int(first) >= size or (last and int(last) < int(first)):
        return None
    return int(first), min(int(last or size - 1), size - 1)


def measures(span: tuple[int, int], size: int, *, is_part: bool) -> dict[str, str]:
    first, last = span
    part = {"Content-Range": f"bytes {first}-{last}/{size}"} if is_part else {}
    return {"Content-Length": str(last - first + 1), **part}
