"""A video as strangers' programs meet it: in search engines, in chats that draw cards, on other sites."""

from typing import Any
from urllib.parse import quote, urlsplit

from pydantic import Field
from sqlmodel import Session

from app.accounts.viewer import Viewer, anonymous
from app.errors import AppError, NotFound
from app.models import Video, VideoStatus
from app.settings import settings
from app.shapes import Shape
from app.videos.cards import card
from app.videos.queries import must_see
from app.videos.schemas import VideoCard

STRANGER = anonymous("a-program-of-somebody")
WIDTH, HEIGHT = 325, 578
TITLE_LENGTH = 100


class ClosedVideo(AppError):
    """oEmbed, section 2.3.2: an address that is there, but not for everyone."""

    status, code = 401, "not_public"


class OEmbed(Shape):
    """https://oembed.com, type video."""

    version: str = "1.0"
    type: str = "video"
    title: str
    author_name: str
    author_url: str
    provider_name: str = "Zoetrope"
    provider_url: str
    width: int
    height: int
    html: str = Field(description="A frame with the player in it.")
    thumbnail_url: str | None = None
    thumbnail_width: int | None = None
    thumbnail_height: int | None = None
    cache_age: int = 3600


def open_video(session: Session, video_id: int, *, asked_by: Viewer = STRANGER) -> VideoCard:
    """The video as anybody sees it; for somebody behind a block it is not there."""
    must_see(session, STRANGER, video_id)
    must_see(session, asked_by, video_id)
    return card(session, video_id, STRANGER)


def oembed(session: Session, address: str, *, most_wide: int | None, most_high: int | None) -> OEmbed:
    shown = _addressed(session, address)
    width, height = _fitting(shown, most_wide or WIDTH, most_high or HEIGHT)
    return OEmbed(
        title=title_of(shown),
        author_name=shown.creator.display_name or shown.creator.username,
        author_url=f"{settings().public_url}/@{shown.creator.username}",
        provider_url=settings().public_url,
        width=width,
        height=height,
        html=frame(shown, width=width, height=height),
        **_thumbnail(shown),
    )


def _thumbnail(shown: VideoCard) -> dict[str, Any]:
    if not shown.poster_url:
        return {}
    size = {"thumbnail_width": shown.width, "thumbnail_height": shown.height}
    return {"thumbnail_url": absolute(shown.poster_url), **size}


def frame(shown: VideoCard, *, width: int, height: int) -> str:
    """What somebody pastes into their page."""
    return (
        f'<iframe src="{settings().public_url}/embed/{shown.id}" width="{width}" height="{height}" '
        f'title="Zoetrope video by @{shown.creator.username}" style="border:0;border-radius:12px" '
        'allow="autoplay; fullscreen; picture-in-picture" loading="lazy" allowfullscreen></iframe>'
    )


def title_of(shown: VideoCard) -> str:
    words = " ".join(shown.description.split()) or "Video"
    words = words if len(words) <= TITLE_LENGTH else words[: TITLE_LENGTH - 1].rstrip() + "…"
    return f"{words} · @{shown.creator.username}"


def absolute(address: str | None) -> str:
    return f"{settings().public_url}{address}" if address and address.startswith("/") else address or ""


def page_of(video_id: int) -> str:
    return f"{settings().public_url}/v/{video_id}"


def discovery(video_id: int) -> str:
    return f"{settings().public_url}/oembed?format=json&url={quote(page_of(video_id), safe='')}"


def _addressed(session: Session, address: str) -> VideoCard:
    video_id = _id_in(address)
    if video_id is None:
        raise NotFound("video", "at this address")
    try:
        return open_video(session, video_id)
    except NotFound:
        video = session.get(Video, video_id)
        if video and video.status is VideoStatus.PUBLISHED:
            raise ClosedVideo("This video is not for everyone.") from None
        raise


def _id_in(address: str) -> int | None:
    """Of a page or a player of this site."""
    try:
        place = urlsplit(address)
    except ValueError:
        return None
    kind, _, number = place.path.strip("/").partition("/")
    own = urlsplit(settings().public_url).netloc
    if place.netloc != own or kind not in {"v", "embed"} or not number.isdecimal() or not number.isascii():
        return None
    return int(number) if int(number[:17]) > 0 and len(number) <= 16 else None


def _fitting(shown: VideoCard, most_wide: int, most_high: int) -> tuple[int, int]:
    """The largest frame of the video's shape within these sides."""
    shape = shown.width / shown.height if shown.width and shown.height else WIDTH / HEIGHT
    width = min(most_wide, round(most_high * shape))
    return max(1, width), max(1, round(width / shape))
