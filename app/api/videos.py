"""/videos: sending one in, changing it, looking at it, reacting to it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Header, Path, Query, Request, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.datastructures import Headers
from starlette.routing import Match
from starlette.types import Scope

from app.api.limits import REACTION, UPLOAD, counts, enforce, limited
from app.api.viewing import CurrentViewer
from app.db import new_session, transaction
from app.errors import BadInput, TooLarge
from app.feed.exploration_report import distribution
from app.feed.exploration_schemas import Distribution
from app.lifecycle import deletion
from app.models import Visibility
from app.moderation import reports
from app.moderation.schemas import Reported, Reporting
from app.settings import settings
from app.social import service as social
from app.social.schemas import Liked, Saved, Shared, Sharing
from app.videos import changes, creation
from app.videos import service as videos
from app.videos.schemas import MAX_DESCRIPTION, Change, Draft, Posting, VideoCard

router = APIRouter(prefix="/videos", tags=["videos"])
VideoId = Annotated[int, Path(gt=0, lt=2**53)]
Reason = Annotated[str, Query(max_length=500, description="For the operator's records.")]
IdempotencyKey = Annotated[UUID, Header()]
AGAIN: dict[int | str, dict[str, Any]] = {200: {"description": "The same key again: the same answer."}}
FORM: dict[str, Any] = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "format": "binary"},
        "description": {"type": "string", "maxLength": MAX_DESCRIPTION},
        "visibility": {"type": "string", "enum": list(Visibility)},
        "allow_comments": {"type": "boolean"},
        "sound_id": {"type": "integer"},
    },
}
reaction = [Depends(limited(REACTION))]
posting = [Depends(counts(UPLOAD))]


class ByJson(APIRoute):
    """One address, two kinds of body: this route is for JSON only."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        sent = Headers(scope=scope).get("content-type", "") if scope["type"] == "http" else ""
        is_json = sent.partition(";")[0].strip().lower() == "application/json"
        return super().matches(scope) if is_json else (Match.NONE, {})


def create_from_upload(
    viewer: CurrentViewer, response: Response, posting: Posting, x_idempotency_key: IdempotencyKey
) -> VideoCard:
    """Make a video of an upload, whole or still arriving; or of a small file, as a form."""
    enforce(UPLOAD, str(viewer.must_be_creator().id))
    card, made = creation.create_from_upload(viewer, posting, key=x_idempotency_key)
    response.status_code = 201 if made else 200
    return card


router.add_api_route(
    "",
    create_from_upload,
    methods=["POST"],
    status_code=201,
    responses=AGAIN,
    dependencies=posting,
    route_class_override=ByJson,
    openapi_extra={"requestBody": {"content": {"multipart/form-data": {"schema": FORM}}}},
)


async def _known_fields(request: Request) -> None:
    """A wish that a form cannot hold, such as `draft`, is refused: unheard, the clip would be everybody's."""
    said = set(await request.form())
    if "file" in said and (unknown := said - set(FORM["properties"])):
        wrong = dict.fromkeys(sorted(unknown), "A form has no such field; send JSON about an upload.")
        raise BadInput("Something in this request is not right.", **wrong)


@router.post("", status_code=201, include_in_schema=False, dependencies=[*posting, Depends(_known_fields)])
def create(  # noqa: PLR0913, PLR0917 - the fields of a form
    viewer: CurrentViewer,
    response: Response,
    file: Annotated[UploadFile, File()],
    x_idempotency_key: IdempotencyKey,
    description: Annotated[str, Form(max_length=MAX_DESCRIPTION)] = "",
    visibility: Annotated[Visibility, Form()] = Visibility.PUBLIC,
    allow_comments: Annotated[bool, Form()] = True,
    sound_id: Annotated[int | None, Form()] = None,
) -> VideoCard:
    creator = viewer.must_be_creator()
    if (file.size or 0) > settings().max_upload_bytes:
        raise TooLarge(f"This file is larger than {settings().max_upload_bytes // 2**20} MB.")
    draft = _draft(
        description=description, visibility=visibility, allow_comments=allow_comments, sound_id=sound_id
    )
    enforce(UPLOAD, str(creator.id))
    card, made = creation.create(viewer, draft, file.file, key=x_idempotency_key)
    response.status_code = 201 if made else 200
    return card


def _draft(**said: object) -> Draft:
    """The fields of a form keep the rules of the same fields in JSON."""
    try:
        return Draft.model_validate(said)
    except ValidationError as error:
        raise RequestValidationError(
            [{**one, "loc": ("body", *one["loc"])} for one in error.errors()]
        ) from None


@router.get("/{video_id}")
def get(video_id: VideoId, viewer: CurrentViewer) -> VideoCard:
    with new_session() as session:
        return videos.get(session, viewer, video_id)


@router.delete("/{video_id}", status_code=204)
def remove(video_id: VideoId, viewer: CurrentViewer, reason: Reason = "") -> None:
    """Gone for everyone at once; the operator keeps it for a while, see docs/operations.md."""
    with transaction() as session:
        deletion.remove(session, viewer, video_id, reason=reason)


@router.patch("/{video_id}")
def change(video_id: VideoId, viewer: CurrentViewer, wanted: Change) -> VideoCard:
    """Its creator changes it: everything about a draft, the words around a published one."""
    with transaction() as session:
        return changes.change(session, viewer, video_id, wanted)


@router.get("/{video_id}/distribution")
def reach(video_id: VideoId, viewer: CurrentViewer) -> Distribution:
    """How often it was shown, from where, how far people watched, and where it stopped: for its creator."""
    with new_session() as session:
        return distribution(session, viewer, video_id)


@router.put("/{video_id}/like", dependencies=reaction)
def like(video_id: VideoId, viewer: CurrentViewer) -> Liked:
    with transaction() as session:
        return social.like(session, viewer, video_id)


@router.delete("/{video_id}/like", dependencies=reaction)
def unlike(video_id: VideoId, viewer: CurrentViewer) -> Liked:
    with transaction() as session:
        return social.unlike(session, viewer, video_id)


@router.put("/{video_id}/save", dependencies=reaction)
def save(video_id: VideoId, viewer: CurrentViewer) -> Saved:
    with transaction() as session:
        return social.save(session, viewer, video_id)


@router.delete("/{video_id}/save", dependencies=reaction)
def unsave(video_id: VideoId, viewer: CurrentViewer) -> Saved:
    with transaction() as session:
        return social.unsave(session, viewer, video_id)


@router.post("/{video_id}/share", dependencies=reaction)
def share(video_id: VideoId, viewer: CurrentViewer, how: Sharing | None = None) -> Shared:
    with transaction() as session:
        return social.share(session, viewer, video_id, (how or Sharing()).channel)


@router.post("/{video_id}/report", status_code=201, dependencies=reaction)
def report(video_id: VideoId, viewer: CurrentViewer, said: Reporting) -> Reported:
    """Said again, it replaces what was said before; its creator does not hear who said it.

    It leaves the reporter's feed, as after `/not-interested`, whose DELETE takes that back.
    """
    with transaction() as session:
        return reports.report_video(session, viewer, video_id, said)
