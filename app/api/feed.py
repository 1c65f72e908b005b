"""/feed and /watches: what to show, and what came of it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from app.api.limits import FEED, WATCHES, limited
from app.api.viewing import CurrentViewer
from app.db import new_session
from app.feed import service as feed
from app.feed.schemas import FeedPage
from app.watching import service as watching
from app.watching.schemas import Accepted, WatchReports

router = APIRouter(tags=["feed"])
Limit = Annotated[int, Query(ge=1, le=50)]


@router.get("/feed", dependencies=[Depends(limited(FEED))])
def for_you(viewer: CurrentViewer, limit: Limit = 10, cursor: str | None = None) -> FeedPage:
    with new_session() as session:
        return feed.for_you(session, viewer, size=limit, cursor=cursor)


@router.get("/feed/following", dependencies=[Depends(limited(FEED))])
def following(viewer: CurrentViewer, limit: Limit = 10, cursor: str | None = None) -> FeedPage:
    with new_session() as session:
        return feed.following(session, viewer, size=limit, cursor=cursor)


@router.post("/watches", status_code=202, dependencies=[Depends(limited(WATCHES))])
def report(given: WatchReports, viewer: CurrentViewer) -> Accepted:
    return Accepted(accepted=watching.report(viewer, given.watches))
