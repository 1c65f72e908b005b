"""/videos/{id}/comments."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from app.api.limits import COMMENT, limited
from app.api.videos import VideoId
from app.api.viewing import CurrentViewer
from app.comments import service
from app.comments.schemas import CommentCard, NewComment
from app.db import new_session, transaction
from app.shapes import Page

router = APIRouter(prefix="/videos/{video_id}/comments", tags=["comments"])


@router.get("")
def listing(
    video_id: VideoId,
    viewer: CurrentViewer,
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
    cursor: str | None = None,
) -> Page[CommentCard]:
    with new_session() as session:
        return service.listing(session, viewer, video_id, limit=limit, cursor=cursor)


@router.post("", status_code=201, dependencies=[Depends(limited(COMMENT))])
def write(video_id: VideoId, viewer: CurrentViewer, new: NewComment) -> CommentCard:
    with transaction() as session:
        return service.write(session, viewer, video_id, new)
