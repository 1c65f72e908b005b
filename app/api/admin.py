"""/admin: what moderators decide."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from app.api.limits import ADMIN, limited
from app.api.viewing import CurrentViewer
from app.db import new_session, transaction
from app.moderation import service as moderation
from app.moderation.schemas import Decided, Decision, Flagged
from app.shapes import Page

router = APIRouter(prefix="/admin", tags=["admin"], dependencies=[Depends(limited(ADMIN))])
VideoId = Annotated[int, Path(gt=0, lt=2**53)]


@router.get("/videos/flagged")
def flagged(
    viewer: CurrentViewer, limit: Annotated[int, Query(ge=1, le=60)] = 20, cursor: str | None = None
) -> Page[Flagged]:
    with new_session() as session:
        return moderation.flagged(session, viewer, limit=limit, cursor=cursor)


@router.post("/videos/{video_id}/decision")
def decide(video_id: VideoId, viewer: CurrentViewer, decision: Decision) -> Decided:
    with transaction() as session:
        return moderation.decide(session, viewer, video_id, decision)
