"""/media: stored files with Range, ETag and long caching, or a redirect to the CDN."""

import re
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from app import storage
from app.api.ranges import asked_range, measures, span_of
from app.db import new_session
from app.errors import NotFound
from app.lifecycle import exports
from app.settings import settings
from app.sounds.access import open_key_of
from app.videos.access import is_open_id, is_present_id, is_signed

router = APIRouter(include_in_schema=False)
PathId = Annotated[int, Path(gt=0, lt=2**53)]
_KEY = re.compile(r"(?:[0-9A-Za-z_-][0-9A-Za-z_.-]*/)+[0-9A-Za-z_-][0-9A-Za-z_.-]*")


@router.api_route("/media/v/{video_id}/{path:path}", methods=["GET", "HEAD"])
def open_media(request: Request, video_id: PathId, path: str) -> Response:
    if not is_open_id(video_id):
        raise NotFound("file", path)
    key = _plain(f"v/{video_id}/{path}")
    if settings().cdn_base_url:
        return RedirectResponse(f"{settings().cdn_base_url.rstrip('/')}/{key}", status_code=302)
    return _serve(request, key, caching=storage.IMMUTABLE)


@router.api_route("/media/sound/{sound_id}", methods=["GET", "HEAD"])
def sound(request: Request, sound_id: PathId) -> Response:
    """The audio of a sound that a public video plays."""
    key = open_key_of(sound_id)
    if not key:
        raise NotFound("sound", sound_id)
    return _serve(request, _plain(key), caching="public, max-age=3600")


@router.api_route("/media/a/{path:path}", methods=["GET", "HEAD"])
def avatar(request: Request, path: str) -> Response:
    return _serve(request, _plain(f"a/{path}"), caching=storage.IMMUTABLE)


@router.api_route("/media/export/{expires}.{signature}/zoetrope-{export_id}.zip", methods=["GET", "HEAD"])
def export(request: Request, expires: PathId, signature: str, export_id: PathId) -> Response:
    """Somebody's own data, for whoever has the link of some minutes."""
    with new_session() as session:
        key = exports.key_behind(session, export_id, expires, signature)
    answer = _serve(request, key, caching="private, no-store")
    answer.headers["Content-Disposition"] = f'attachment; filename="zoetrope-{export_id}.zip"'
    return answer


@router.api_route("/media/s/{expires}.{signature}/v/{video_id}/{path:path}", methods=["GET", "HEAD"])
def signed_media(request: Request, expires: PathId, signature: str, video_id: PathId, path: str) -> Response:
    if not is_signed(video_id, expires, signature) or not is_present_id(video_id):
        raise NotFound("file", path)
    return _serve(request, _plain(f"v/{video_id}/{path}"), caching="private, max-age=3600")


def _plain(key: str) -> str:
    """The key when it is of a kind that we make: no part of it climbs out of its folder."""
    if not _KEY.fullmatch(key):
        raise NotFound("file", key)
    return key


def _serve(request: Request, key: str, *, caching: str) -> Response:
    stored = storage.stat(key)
    if stored is None:
        raise NotFound("file", key)
    etag = f'"{stored.etag}"'
    headers = {"ETag": etag, "Cache-Control": caching, "Accept-Ranges": "bytes"}
    if _is_known(request, etag):
        return Response(status_code=304, headers=headers)
    asked = asked_range(request, etag)
    span = span_of(asked, stored.size)
    if span is None:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{stored.size}"})
    headers |= measures(span, stored.size, is_part=bool(asked))
    body = iter(()) if request.method == "HEAD" or not stored.size else _bytes(key, span)
    status = 206 if asked else 200
    return StreamingResponse(body, status_code=status, headers=headers, media_type=stored.content_type)


def _is_known(request: Request, etag: str) -> bool:
    """Whether the asker has this very version (RFC 9110 §13.1.2)."""
    tags = request.headers.get("if-none-match", "").split(",")
    return any(tag.strip().removeprefix("W/") in {etag, "*"} for tag in tags)


def _bytes(key: str, span: tuple[int, int]) -> Iterator[bytes]:
    return storage.read(key, offset=span[0], length=span[1] - span[0] + 1)
