"""The feed as it crosses the edge."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.shapes import Cursor, Page, Shape
from app.videos.schemas import VideoCard


class FeedItem(Shape):
    video: VideoCard
    why: list[str]
    request_id: UUID
    position: int
    source: str


class FeedPage(Page[FeedItem]):
    note: str | None = None
    ranked: bool = True


class Scroll(Cursor):
    """Which scroll this is and how far it got."""

    scroll: UUID
    position: Annotated[int, Field(ge=0, lt=2**31)]

    def after(self, served: int) -> "Scroll":
        return Scroll(scroll=self.scroll, position=self.position + served)


class Impression(Shape):
    """An item that was handed out, with how likely it was to be chosen."""

    request_id: UUID
    viewer_key: str
    video_id: int
    position: int
    source: str
    propensity: float
