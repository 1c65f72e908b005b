"""/videos: sending one in, looking at it, reacting to it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Header, Path, Query, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from app.api.limits import REACTION, UPLOAD, enforce, limited
from app.api.viewing import CurrentViewer
from app.db import new_session, transaction
from app.errors import TooLarge
from app.lifecycle import deletion
from app.models import Visibility
from app.settings import settings
from app.social import service as social
from app.social.schemas import Liked, Saved, Shared, Sharing
from app.videos import creation
from app.videos import service as videos
from app.videos.schemas import MAX_DESCRIPTION, Draft, VideoCard

router = APIRouter(prefix="/videos", tags=["videos"])
VideoId = Annotated[int, Path(gt=0, lt=2**53)]
Reason = Annotated[str, Query(max_length=500, description="For the operator's records.")]
reaction = [Depends(limited(REACTION))]


@router.post("", status_code=201, responses={200: {"description": "The same key again: the same answer."}})
def create(  # noqa: PLR0913, PLR0917 - the fields of a form
    viewer: CurrentViewer,
    response: Response,
    file: Annotated[UploadFile, File()],
    x_idempotency_key: Annotated[UUID, Header()],
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
