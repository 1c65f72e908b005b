"""/hashtags and what is trending: by region, with the course of the last seven days."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from app.api.limits import SUGGEST, limited
from app.api.search import After, Limit, Region
from app.api.viewing import CurrentViewer
from app.db import new_session
from app.search import listing, trends
from app.search.schemas import NO_NUL, Hashtag, TrendingHashtag, TrendingSound
from app.search.trends import TrendPage
from app.shapes import Page, Shape
from app.videos.schemas import VideoCard

router = APIRouter(tags=["search"])
Tag = Annotated[str, Path(min_length=1, max_length=64, pattern=NO_NUL, examples=["dance"])]
Few = Annotated[int, Query(ge=1, le=50)]


class Regions(Shape):
    items: list[str]


@router.get("/hashtags/trending", dependencies=[Depends(limited(SUGGEST))])
def trending(viewer: CurrentViewer, region: Region = None, limit: Few = 24) -> TrendPage[TrendingHashtag]:
    """Hashtags of the clips that are watched most; where nobody watches, those that most creators share."""
    with new_session() as session:
        return trends.hashtags(session, viewer, region=region, limit=limit)


@router.get("/hashtags/regions", dependencies=[Depends(limited(SUGGEST))])
def regions() -> Regions:
    """Regions that have trends of their own, the busiest first."""
    with new_session() as session:
        return Regions(items=trends.regions(session))


@router.get("/hashtags/{tag}", dependencies=[Depends(limited(SUGGEST))])
def hashtag(tag: Tag) -> Hashtag:
    with new_session() as session:
        return listing.hashtag(session, tag)


@router.get("/hashtags/{tag}/videos", dependencies=[Depends(limited(SUGGEST))])
def videos_tagged(
    tag: Tag, viewer: CurrentViewer, limit: Limit = 30, cursor: After = None
) -> Page[VideoCard]:
    """The most watched first."""
    with new_session() as session:
        return listing.tagged(session, viewer, tag, limit=limit, cursor=cursor)


@router.get("/sounds/trending", dependencies=[Depends(limited(SUGGEST))], tags=["sounds"])
def trending_sounds(
    viewer: CurrentViewer, region: Region = None, limit: Few = 12
) -> TrendPage[TrendingSound]:
    with new_session() as session:
        return trends.songs(session, viewer, region=region, limit=limit)
