"""/media: stored files with Range, ETag and long caching, or a redirect to the CDN."""

import re

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from app import storage
from app.errors import NotFound
from app.settings import settings
from app.videos.access import is_open_id, is_signed

router = APIRouter(include_in_schema=False)
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@router.api_route("/media/v/{video_id:int}/{path:path}", methods=["GET", "HEAD"])
def open_media(request: Request, video_id: int, path: str) -> Response:
    if not is_open_id(video_id):
        raise NotFound("file", path)
    key = f"v/{video_id}/{path}"
    if settings().cdn_base_url:
        return RedirectResponse(f"{settings().cdn_base_url.rstrip('/')}/{key}", status_code=302)
    return _serve(request, key, caching=storage.IMMUTABLE)


@router.api_route("/media/a/{path:path}", methods=["GET", "HEAD"])
def avatar(request: Request, path: str) -> Response:
    return _serve(request, f"a/{path}", caching=storage.IMMUTABLE)


@router.api_route("/media/s/{expires:int}.{signature}/v/{video_id:int}/{path:path}", methods=["GET", "HEAD"])
def signed_media(request: Request, expires: int, signature: str, video_id: int, path: str) -> Response:
    if not is_signed(video_id, expires, signature):
        raise NotFound("file", path)
    return _serve(request, f"v/{video_id}/{path}", caching="private, max-age=3600")


def _serve(request: Request, key: str, *, caching: str) -> Response:
    stored = storage.stat(key)
    if stored is None:
        raise NotFound("file", key)
    etag = f'"{stored.etag}"'
    headers = {"ETag": etag, "Cache-Control": caching, "Accept-Ranges": "bytes"}
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    span = _span(request, etag, stored.size)
    if span is None:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{stored.size}"})
    first, last = span
    headers["Content-Length"] = str(last - first + 1)
    is_part = (first, last) != (0, stored.size - 1)
    if is_part:
        headers["Content-Range"] = f"bytes {first}-{last}/{stored.size}"
    empty = request.method == "HEAD" or not stored.size
    body = iter(()) if empty else storage.read(key, offset=first, length=last - first + 1)
    return StreamingResponse(
        body, status_code=206 if is_part else 200, headers=headers, media_type=stored.content_type
    )


def _span(request: Request, etag: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked for (RFC 9110 §14); the whole when not one plain range; None: outside."""
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    if asked is None or request.headers.get("if-range", etag) != etag or asked.group() == "bytes=-":
        return 0, size - 1
    first, last = asked.groups()
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else None
    if int(first) >= size or (last and int(last) < int(first)):
        return None
    return int(first), min(int(last or size - 1), size - 1)
