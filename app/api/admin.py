"""/admin: what moderators decide."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from app.api.limits import ADMIN, limited
from app.api.viewing import CurrentViewer
from app.db import new_session, transaction
from app.moderation import cases, decisions
from app.moderation import service as moderation
from app.moderation.schemas import (
    Case,
    CommentDecision,
    Decided,
    Decision,
    Flagged,
    PersonDecision,
    Settled,
)
from app.shapes import Page

router = APIRouter(prefix="/admin", tags=["admin"], dependencies=[Depends(limited(ADMIN))])
Id = Annotated[int, Path(gt=0, lt=2**53)]


@router.get("/videos/flagged")
def flagged(
    viewer: CurrentViewer, limit: Annotated[int, Query(ge=1, le=60)] = 20, cursor: str | None = None
) -> Page[Flagged]:
    with new_session() as session:
        return moderation.flagged(session, viewer, limit=limit, cursor=cursor)


@router.post("/videos/{video_id}/decision")
def decide(video_id: Id, viewer: CurrentViewer, decision: Decision) -> Decided:
    with transaction() as session:
        return moderation.decide(session, viewer, video_id, decision)


@router.get("/reports")
def reported(
    viewer: CurrentViewer, limit: Annotated[int, Query(ge=1, le=60)] = 20, cursor: str | None = None
) -> Page[Case]:
    """What viewers reported, by what it is about, the longest waiting first."""
    with new_session() as session:
        return cases.waiting(session, viewer, limit=limit, cursor=cursor)


@router.post("/comments/{comment_id}/decision")
def decide_about_comment(comment_id: Id, viewer: CurrentViewer, decision: CommentDecision) -> Settled:
    with transaction() as session:
        return decisions.about_comment(session, viewer, comment_id, decision)


@router.post("/users/{user_id}/decision")
def decide_about_person(user_id: Id, viewer: CurrentViewer, decision: PersonDecision) -> Settled:
    """Approving lifts a ban, too."""
    with transaction() as session:
        return decisions.about_person(session, viewer, user_id, decision)
