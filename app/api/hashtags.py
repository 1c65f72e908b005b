"""/hashtags: what people make clips about these days."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from app.api.limits import SUGGEST, limited
from app.db import new_session
from app.search import service as search
from app.search.schemas import Hashtag
from app.shapes import Page

router = APIRouter(prefix="/hashtags", tags=["search"])
Limit = Annotated[int, Query(ge=1, le=50)]


@router.get("/trending", dependencies=[Depends(limited(SUGGEST))])
def trending(limit: Limit = 24) -> Page[Hashtag]:
    """Hashtags of the clips that are watched most, those that most creators share first."""
    with new_session() as session:
        return Page(items=search.trending_hashtags(session, limit=limit))
