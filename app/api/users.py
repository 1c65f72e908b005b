"""/users: profiles with their videos and lists, one's own profile, and becoming a creator."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Query, UploadFile
from fastapi.responses import StreamingResponse

from app.accounts import service as accounts
from app.accounts.schemas import Account
from app.accounts.viewer import Viewer
from app.api.limits import REACTION, RENAME, enforce, limited
from app.api.listing import Listed, Name
from app.api.viewing import CurrentViewer
from app.db import new_session, transaction
from app.lifecycle import originals
from app.shapes import Page
from app.social import faces, finding, lists, people, suggestions
from app.social.schemas import Own, OwnChange, Person, Profile
from app.videos import service as videos
from app.videos.schemas import VideoCard

router = APIRouter(prefix="/users", tags=["users"])
changing = [Depends(limited(REACTION))]


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


@router.get("/suggested")
def suggested(viewer: CurrentViewer, limit: Annotated[int, Query(ge=1, le=30)] = 10) -> Page[Person]:
    """People the viewer may want to follow, each with a reason; never blocked, muted or followed ones."""
    with new_session() as session:
        return Page(items=suggestions.suggested(session, viewer, limit=limit))


@router.get("/me")
def me(viewer: CurrentViewer) -> Own:
    with new_session() as session:
        return people.own(session, viewer)


@router.put("/me/avatar", dependencies=changing)
def put_avatar(file: Annotated[UploadFile, File()], viewer: CurrentViewer) -> Own:
    """A JPEG, PNG, WebP or GIF of at most 8 MB; kept as a square without its metadata."""
    return _own_after(viewer, faces.put(viewer, file.file))


@router.delete("/me/avatar", dependencies=changing)
def delete_avatar(viewer: CurrentViewer) -> Own:
    faces.take_away(viewer)
    return _own_after(viewer, None)


def _own_after(viewer: Viewer, avatar_url: str | None) -> Own:
    with new_session() as session:
        return people.own(session, viewer).model_copy(update={"avatar_url": avatar_url})


@router.get("/{name}")
def profile(name: Name, viewer: CurrentViewer) -> Profile:
    with new_session() as session:
        return people.profile(session, viewer, name)


@router.patch("/{name}", dependencies=changing)
def change(name: Name, viewer: CurrentViewer, wanted: OwnChange) -> Own:
    """One's own. Only what is named changes. A private account's clips are for its followers from now on."""
    user = viewer.must_be_signed_in()
    with new_session() as session:
        people.must_be_own(session, viewer, name)
    if wanted.username and wanted.username != user.username:
        enforce(RENAME, str(user.id))
    with transaction() as session:
        return people.change(session, viewer, wanted)


@router.get("/{name}/videos")
def videos_of(name: Name, viewer: CurrentViewer, window: Listed) -> Page[VideoCard]:
    with new_session() as session:
        user = finding.must_find(session, viewer, name)
        return videos.of_user(session, viewer, str(user.id), limit=window.limit, cursor=window.cursor)


@router.get("/{name}/likes")
def likes(name: Name, viewer: CurrentViewer, window: Listed) -> Page[VideoCard]:
    """What somebody liked, where they show it."""
    with new_session() as session:
        return lists.likes(session, viewer, name, window)


@router.get("/{name}/saves")
def saves(name: Name, viewer: CurrentViewer, window: Listed) -> Page[VideoCard]:
    with new_session() as session:
        return lists.saves(session, viewer, name, window)
