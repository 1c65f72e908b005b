"""The feed as it crosses the edge, and as it is written down."""

from datetime import datetime
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
    ranked: bool = Field(True, description="False: not chosen for this viewer, because something is down.")
    degraded: str | None = Field(None, description="What is down: valkey, database, ranking, model or slow.")


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
    user_id: int | None = None
    at: datetime | None = None
    score: float = 0.0
    model_id: int | None = None
    reason: str | None = None
    features: str | None = Field(None, description="float16, in base64.")


class SlateRecord(Shape):
    """What a page was drawn from; in base64 `scores` are float32, `features` float16 [videos, features]."""

    request_id: UUID
    at: datetime
    viewer_key: str
    model_id: int | None
    video_ids: list[int]
    features: str
    scores: str
    temperature: float
