"""The feed as it crosses the edge."""

from uuid import UUID

from app.shapes import Page, Shape
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


class Impression(Shape):
    """An item that was handed out, with how likely it was to be chosen."""

    request_id: UUID
    viewer_key: str
    video_id: int
    position: int
    source: str
    propensity: float
