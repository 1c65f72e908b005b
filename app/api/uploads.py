"""/uploads: a tus 1.0.0 server. A file survives a closed laptop, a lost network and a dead process."""

from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from typing import Annotated, Any, Literal, TypeVar

from anyio import to_thread
from fastapi import APIRouter, Depends, Header, Path, Request, Response
from fastapi.responses import StreamingResponse
from starlette.requests import ClientDisconnect

from app.accounts.viewer import Viewer
from app.api.limits import PIECES, limited
from app.api.ranges import asked_range, measures, span_of
from app.api.tus import UPLOADS_PATH
from app.api.viewing import CurrentViewer
from app.db import new_session, transaction
from app.errors import AppError, Conflict, NotFound, WrongType
from app.models import Upload
from app.settings import settings
from app.uploads import service as uploads
from app.uploads.arrival import PIECE_BYTES, Arrival
from app.uploads.protocol import (
    ALGORITHMS,
    EXTENSIONS,
    VERSION,
    Announcement,
    read_announcement,
    read_checksum,
    read_number,
)


def _told(status: int, *headers: str) -> dict[int | str, dict[str, Any]]:
    told = {name: {"schema": {"type": "string"}} for name in headers}
    return {status: {"description": "The headers say it all.", "headers": told}}


def speaks_tus(tus_resumable: Annotated[Literal["1.0.0"] | None, Header()] = None) -> None:
    """For the document: the guard has refused every other version before."""


router = APIRouter(prefix="/uploads", tags=["uploads"])
tus = [Depends(speaks_tus)]
piece = [*tus, Depends(limited(PIECES))]
UploadId = Annotated[int, Path(gt=0, lt=2**53)]
Said = Annotated[str | None, Header()]
BYTES = "application/offset+octet-stream"
_BODY = {"content": {BYTES: {"schema": {"type": "string", "format": "binary"}}}}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"video/*": {}}, "description": "The file."},
    206: {"content": {"video/*": {}}, "description": "The part that Range asked for."},
}


ABILITIES = _told(204, "Tus-Version", "Tus-Extension", "Tus-Max-Size", "Tus-Checksum-Algorithm")
BEGUN = _told(201, "Location", "Upload-Offset", "Upload-Expires")
PROGRESS = _told(200, "Upload-Offset", "Upload-Length", "Upload-Metadata", "Upload-Expires")
MOVED_ON = _told(204, "Upload-Offset", "Upload-Expires")
Answer = TypeVar("Answer")


class ClientGone(AppError):
    """Nobody reads this answer; what had arrived is kept."""

    code = "client_gone"


@router.options("", status_code=204, responses=ABILITIES)
@router.options("/{upload_id}", status_code=204, responses=ABILITIES)
def abilities() -> Response:
    """Which tus this is."""
    headers = {
        "Tus-Resumable": VERSION,
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(settings().max_upload_bytes),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }
    return Response(status_code=204, headers=headers)


@router.post(
    "",
    status_code=201,
    response_class=Response,
    responses=BEGUN,
    dependencies=tus,
    openapi_extra={"requestBody": _BODY},
)
async def begin(  # noqa: PLR0913, PLR0917 - the headers of the protocol
    request: Request,
    viewer: CurrentViewer,
    upload_length: Said = None,
    upload_metadata: Said = None,
    upload_defer_length: Said = None,
    upload_checksum: Said = None,
) -> Response:
    """Announce a file; its first bytes may come along. `Location` is where the others go."""
    viewer.must_be_creator()
    wanted = read_announcement(upload_length, upload_metadata, deferred=upload_defer_length)
    checksum = read_checksum(upload_checksum)
    brings = _brings_bytes(request)
    upload = await in_thread(_begin, viewer, wanted)
    if brings:
        upload = await _take_first(request, viewer, Arrival(upload, checksum))
    headers = {"Location": f"{UPLOADS_PATH}/{upload.id}", **_progress(upload)}
    return Response(status_code=201, headers=headers)


@router.head("/{upload_id}", response_class=Response, responses=PROGRESS, dependencies=piece)
def progress(upload_id: UploadId, viewer: CurrentViewer) -> Response:
    """How much of the file is here."""
    with new_session() as session:
        upload = uploads.get(session, viewer, upload_id)
    headers = {"Upload-Length": str(upload.length), "Cache-Control": "no-store", **_progress(upload)}
    if upload.tus_metadata:
        headers["Upload-Metadata"] = upload.tus_metadata
    return Response(headers=headers)


@router.get("/{upload_id}/content", response_class=StreamingResponse, responses=_FILE)
def content(request: Request, upload_id: UploadId, viewer: CurrentViewer) -> Response:
    """What has arrived, for its owner: a draft can be edited further on another day. Takes Range."""
    upload = _open(viewer, upload_id)
    if upload.received and not uploads.chunks(upload_id):
        raise NotFound("file of upload", upload_id)
    asked = asked_range(request, "")
    span = span_of(asked, upload.received)
    headers = {"Cache-Control": "private, no-store", "Accept-Ranges": "bytes"}
    if span is None:
        headers["Content-Range"] = f"bytes */{upload.received}"
        return Response(status_code=416, headers=headers)
    headers |= measures(span, upload.received, is_part=bool(asked))
    body = uploads.read(upload.id, offset=span[0], length=span[1] - span[0] + 1)
    return StreamingResponse(
        body, status_code=206 if asked else 200, headers=headers, media_type=uploads.media_type(upload)
    )


@router.patch(
    "/{upload_id}",
    status_code=204,
    responses=MOVED_ON,
    dependencies=piece,
    openapi_extra={"requestBody": _BODY},
)
async def append(
    request: Request,
    viewer: CurrentViewer,
    upload_id: UploadId,
    upload_offset: Said = None,
    upload_checksum: Said = None,
) -> Response:
    """The next bytes, from `Upload-Offset` on."""
    upload = await in_thread(_open, viewer, upload_id)
    if not _is_bytes(request):
        raise WrongType(f"Send the bytes as {BYTES}.")
    if read_number("Upload-Offset", upload_offset) != upload.received:
        raise Conflict(f"Go on at byte {upload.received}.", code="wrong_offset")
    upload = await _take(request, Arrival(upload, read_checksum(upload_checksum)))
    return Response(status_code=204, headers=_progress(upload))


@router.delete("/{upload_id}", status_code=204, dependencies=tus)
def terminate(upload_id: UploadId, viewer: CurrentViewer) -> None:
    """Give the upload up; what had arrived is removed."""
    uploads.terminate(viewer, upload_id)


async def in_thread(act: Callable[..., Answer], *given: Any) -> Answer:
    """PostgreSQL and S3 are waited for outside of the event loop."""
    return await to_thread.run_sync(act, *given)


def _begin(viewer: Viewer, wanted: Announcement) -> Upload:
    with transaction() as session:
        return uploads.begin(session, viewer, wanted)


def _open(viewer: Viewer, upload_id: int) -> Upload:
    with new_session() as session:
        return uploads.get(session, viewer, upload_id)


async def _take_first(request: Request, viewer: Viewer, arrival: Arrival) -> Upload:
    """An upload whose address its client will never learn is not kept."""
    try:
        return await _take(request, arrival)
    except Exception:
        await in_thread(uploads.terminate, viewer, arrival.upload.id)
        raise


async def _take(request: Request, arrival: Arrival) -> Upload:
    try:
        return await _store(request, arrival)
    except Exception:
        await in_thread(arrival.give_up)
        raise


async def _store(request: Request, arrival: Arrival) -> Upload:
    """A body piece by piece; no more than one piece of it is held in memory."""
    waiting = bytearray()
    try:
        async for part in request.stream():
            waiting += part
            while arrival.is_enough(len(waiting)):
                await in_thread(arrival.store, bytes(waiting[:PIECE_BYTES]))
                del waiting[:PIECE_BYTES]
    except ClientDisconnect:
        await in_thread(arrival.break_off, bytes(waiting))
        raise ClientGone("The connection broke. What had arrived is kept.") from None
    if waiting:
        await in_thread(arrival.store, bytes(waiting))
    return await in_thread(arrival.finish)


def _brings_bytes(request: Request) -> bool:
    is_empty = request.headers.get("content-length", "0") == "0"
    if is_empty and "transfer-encoding" not in request.headers:
        return False
    if not _is_bytes(request):
        raise WrongType(f"Send the first bytes as {BYTES}, or none.")
    return True


def _is_bytes(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == BYTES


def _progress(upload: Upload) -> dict[str, str]:
    return {"Upload-Offset": str(upload.received), "Upload-Expires": _http_date(upload.expires_at)}


def _http_date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)
