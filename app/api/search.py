"""/search: finding, suggestions while typing, what one searched for, and what is popular."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator

from app.api.limits import REACTION, SEARCH, SUGGEST, limited
from app.api.viewing import CurrentViewer
from app.db import new_session, transaction
from app.search import history, listing, suggesting
from app.search import service as search
from app.search.schemas import NO_NUL, Found, Question, Searched, Suggestion
from app.shapes import Page
from app.videos.schemas import VideoCard

router = APIRouter(prefix="/search", tags=["search"])
Typed = Annotated[str, Query(min_length=1, max_length=100, pattern=NO_NUL, examples=["#da", "@ad", "dance"])]
Kept = Annotated[str | None, Query(max_length=100, pattern=NO_NUL, description="Without it, all.")]
Region = Annotated[
    str | None,
    AfterValidator(lambda region: region and region.upper()),
    Query(max_length=8, pattern=NO_NUL, description="Empty is everywhere; without it, the viewer's own."),
]
Limit = Annotated[int, Query(ge=1, le=60)]
After = Annotated[str | None, Query(max_length=300)]


@router.get("", dependencies=[Depends(limited(SEARCH))])
def find(question: Annotated[Question, Query()], viewer: CurrentViewer) -> Found:
    """Forgives typing errors. What somebody signed in searches for is kept in their history."""
    with transaction() as session:
        return search.search(session, viewer, question)


@router.get("/suggest", dependencies=[Depends(limited(SUGGEST))])
def suggest(q: Typed, viewer: CurrentViewer) -> Page[Suggestion]:
    """Own searches first; `@` asks for people only, `#` for hashtags only."""
    with new_session() as session:
        return Page(items=suggesting.suggest(session, viewer, q))


@router.get("/history")
def searched(viewer: CurrentViewer) -> Page[Searched]:
    with new_session() as session:
        return Page(items=history.latest(session, viewer))


@router.delete("/history", status_code=204, dependencies=[Depends(limited(REACTION))])
def forget(viewer: CurrentViewer, q: Kept = None) -> None:
    with transaction() as session:
        history.forget(session, viewer, q)


@router.get("/popular", dependencies=[Depends(limited(SUGGEST))])
def popular(
    viewer: CurrentViewer, region: Region = None, limit: Limit = 24, cursor: After = None
) -> Page[VideoCard]:
    """What people watch most these days, without end; a region with too little has everybody's."""
    with new_session() as session:
        return listing.popular(session, viewer, region=region, limit=limit, cursor=cursor)
