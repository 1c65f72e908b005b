"""/feed and /watches: what to show, and what came of it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from app.api.bearing import token_of
from app.api.limits import FEED, WATCHES, address_of, counts, enforce_quickly, limited
from app.api.names import SESSION
from app.api.viewing import CurrentViewer, visitor_of
from app.db import new_session
from app.feed import service as feed
from app.feed import serving
from app.feed.schemas import FeedPage
from app.watching import service as watching
from app.watching.schemas import Accepted, WatchReports

router = APIRouter(tags=["feed"])
Limit = Annotated[int, Query(ge=1, le=50)]


@router.get("/feed", response_model=FeedPage, dependencies=[Depends(counts(FEED))])
def for_you(request: Request, limit: Limit = 10, cursor: str | None = None) -> Response:
    """For You: what this viewer is likely to watch, best first. Answers in time whatever is down."""
    # Hence it finds out by itself who asks.
    answer = Response(media_type="application/json")
    asker = _asker(request, answer)
    enforce_quickly(FEED, str(asker.user_id) if asker.user_id else address_of(request))
    answer.body = serving.page(asker, size=limit, cursor=cursor).model_dump_json().encode()
    answer.headers["content-length"] = str(len(answer.body))
    return answer


def _asker(request: Request, answer: Response) -> serving.Asker:
    if token := token_of(request):
        return serving.Asker(token.user_id, "")
    said = request.headers.get("accept-language", "")
    return serving.asker_of(request.cookies.get(SESSION, ""), visitor_of(request, answer), languages=said)


@router.get("/feed/following", dependencies=[Depends(limited(FEED))])
def following(viewer: CurrentViewer, limit: Limit = 10, cursor: str | None = None) -> FeedPage:
    with new_session() as session:
        return feed.following(session, viewer, size=limit, cursor=cursor)


@router.get("/feed/friends", dependencies=[Depends(limited(FEED))])
def friends(viewer: CurrentViewer, limit: Limit = 10, cursor: str | None = None) -> FeedPage:
    with new_session() as session:
        return feed.friends(session, viewer, size=limit, cursor=cursor)


@router.post("/watches", status_code=202, dependencies=[Depends(limited(WATCHES))])
def report(given: WatchReports, viewer: CurrentViewer) -> Accepted:
    return Accepted(accepted=watching.report(viewer, given.watches))
