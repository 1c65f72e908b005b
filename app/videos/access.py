"""Who may see a video, and the addresses of its media: public ones plain, others signed."""

import hashlib
import hmac
import time
from enum import StrEnum

from sqlmodel import col, select

from app.accounts.viewer import Viewer
from app.cache import remembered, tell
from app.db import new_session
from app.models import Video, VideoStatus, Visibility
from app.settings import settings

SIGNED_SECONDS = 6 * 3600
REMEMBER_SECONDS = 30


class Openness(StrEnum):
    """To whom the media edge serves a video's files."""

    OPEN = "1"
    CLOSED = "0"
    GONE = "gone"


def may_see(viewer: Viewer, video: Video) -> bool:
    if video.status is VideoStatus.DELETED:
        return False
    if viewer.id == video.creator_id:
        return True
    return is_open(video) or (viewer.may_moderate and not video.is_draft)


def is_open(video: Video) -> bool:
    """Whether anyone with the address may watch it."""
    return video.status is VideoStatus.PUBLISHED and video.visibility is not Visibility.PRIVATE


def media_base(video: Video) -> str:
    """The folder of a video's media under `/media`, ending in a slash."""
    folder = f"v/{video.id}/"
    if is_open(video):
        return f"/media/{folder}"
    # Rounded up, so that caches keep the address for a while.
    expires = (int(time.time()) // SIGNED_SECONDS + 2) * SIGNED_SECONDS
    return f"/media/s/{expires}.{_signature(video.id, expires)}/{folder}"


def is_signed(video_id: int, expires: int, signature: str) -> bool:
    return expires > time.time() and hmac.compare_digest(
        signature.encode(), _signature(video_id, expires).encode()
    )


def is_open_id(video_id: int) -> bool:
    """`is_open` by id for the media edge."""
    return _known(video_id) is Openness.OPEN


def is_present_id(video_id: int) -> bool:
    """Whether somebody may still watch it: a signed address ends with its video, not with its hour."""
    return _known(video_id) is not Openness.GONE


def forget_open(video_id: int) -> None:
    """After a change of visibility or status: every process sees it from its next request on."""
    tell(_open_key(video_id), lambda: _ask(video_id), seconds=REMEMBER_SECONDS)


def _known(video_id: int) -> Openness:
    return Openness(remembered(_open_key(video_id), lambda: _ask(video_id), seconds=REMEMBER_SECONDS))


def _ask(video_id: int) -> Openness:
    with new_session() as session:
        video = session.exec(select(Video).where(col(Video.id) == video_id)).first()
    if video is None or video.status is VideoStatus.DELETED:
        return Openness.GONE
    return Openness.OPEN if is_open(video) else Openness.CLOSED


def _signature(video_id: int, expires: int) -> str:
    secret = settings().zoetrope_secret_key.get_secret_value().encode()
    return hmac.new(secret, f"media:{video_id}:{expires}".encode(), hashlib.sha256).hexdigest()[:40]


def _open_key(video_id: int) -> str:
    return f"open:{video_id}"
