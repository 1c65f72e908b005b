"""/users: profiles, their videos, follows, and becoming a creator."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import StreamingResponse

from app.accounts import service as accounts
from app.accounts.schemas import Account
from app.api.limits import REACTION, limited
from app.api.viewing import CurrentViewer
from app.db import new_session, transaction
from app.lifecycle import originals
from app.shapes import Page
from app.social import service as social
from app.social.schemas import Profile
from app.videos import service as videos
from app.videos.schemas import VideoCard

router = APIRouter(prefix="/users", tags=["users"])
Name = Annotated[str, Path(description="An id, or @username.", max_length=64)]


@router.post("/me/creator")
def become_creator(viewer: CurrentViewer) -> Account:
    with transaction() as session:
        return Account.of(accounts.become_creator(session, viewer))


@router.get(
    "/me/originals",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}},
)
def originals_of_mine(viewer: CurrentViewer) -> StreamingResponse:
    """Every own file as it was sent, with what was said about it, in one zip."""
    with new_session() as session:
        pieces = originals.zipped(session, viewer)
    headers = {
        "Content-Disposition": 'attachment; filename="zoetrope-originals.zip"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(pieces, media_type="application/zip", headers=headers)


@router.get("/me/drafts")
def drafts(
    viewer: CurrentViewer, limit: Annotated[int, Query(ge=1, le=60)] = 30, cursor: str | None = None
) -> Page[VideoCard]:
    """Videos that their creator has not published yet."""
    with new_session() as session:
        return videos.drafts(session, viewer, limit=limit, cursor=cursor)


@router.get("/{name}")
def profile(name: Name, viewer: CurrentViewer) -> Profile:
    with new_session() as session:
        return social.profile(session, viewer, name)


@router.get("/{name}/videos")
def videos_of(
    name: Name,
    viewer: CurrentViewer,
    limit: Annotated[int, Query(ge=1, le=60)] = 30,
    cursor: str | None = None,
) -> Page[VideoCard]:
    with new_session() as session:
        return videos.of_user(session, viewer, name, limit=limit, cursor=cursor)


@router.put("/{name}/follow", status_code=204, dependencies=[Depends(limited(REACTION))])
def follow(name: Name, viewer: CurrentViewer) -> None:
    with transaction() as session:
        social.follow(session, viewer, name)


@router.delete("/{name}/follow", status_code=204, dependencies=[Depends(limited(REACTION))])
def unfollow(name: Name, viewer: CurrentViewer) -> None:
    with transaction() as session:
        social.unfollow(session, viewer, name)
