"""Who may see a video, and the addresses of its media: public ones plain, others signed."""

import hashlib
import hmac
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import col, select

from app.accounts.viewer import Viewer
from app.cache import DOWN, remembered, tell, valkey
from app.db import new_session
from app.models import Video, VideoStatus, Visibility
from app.settings import settings
from app.telemetry import log

SIGNED_SECONDS = 6 * 3600
REMEMBER_SECONDS = 30
OPEN = frozenset({Visibility.PUBLIC, Visibility.UNLISTED})


class Openness(StrEnum):
    """To whom the media edge serves a video's files."""

    OPEN = "1"
    CLOSED = "0"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Tie:
    """What is between a viewer and a creator; `is_blocked` by either side."""

    follows: bool = False
    is_blocked: bool = False


STRANGERS = Tie()


def may_see(viewer: Viewer, video: Video, tie: Tie) -> bool:
    if video.status is VideoStatus.DELETED:
        return False
    if viewer.id == video.creator_id or (viewer.may_moderate and not video.is_draft):
        return True
    if tie.is_blocked or video.status is not VideoStatus.PUBLISHED:
        return False
    return is_open(video) or (video.visibility is Visibility.FOLLOWERS and tie.follows)


def is_open(video: Video) -> bool:
    """Whether anyone with the address may watch it."""
    return video.status is VideoStatus.PUBLISHED and video.visibility in OPEN


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


def forget_all_open(video_ids: Sequence[int]) -> None:
    """The same for many at once, as when an account becomes private."""
    found = _asked(video_ids)
    try:
        pipe = valkey().pipeline(transaction=False)
        for video_id, openness in found.items():
            pipe.set(_open_key(video_id), openness, ex=REMEMBER_SECONDS)
        pipe.execute()
    except DOWN as error:  # nobody remembers the old state for long
        log().warning("changes_not_told", videos=len(found), error=str(error))


def _known(video_id: int) -> Openness:
    return Openness(remembered(_open_key(video_id), lambda: _ask(video_id), seconds=REMEMBER_SECONDS))


def _ask(video_id: int) -> Openness:
    return _asked([video_id])[video_id]


def _asked(video_ids: Sequence[int]) -> dict[int, Openness]:
    """`GONE` for those that are not there at all."""
    wanted = select(Video).where(col(Video.id).in_(video_ids), Video.status != VideoStatus.DELETED)
    with new_session() as session:
        found = {video.id: video for video in session.exec(wanted)}
    return {
        one: (Openness.OPEN if is_open(found[one]) else Openness.CLOSED) if one in found else Openness.GONE
        for one in video_ids
    }


def _signature(video_id: int, expires: int) -> str:
    secret = settings().zoetrope_secret_key.get_secret_value().encode()
    return hmac.new(secret, f"media:{video_id}:{expires}".encode(), hashlib.sha256).hexdigest()[:40]


def _open_key(video_id: int) -> str:
    return f"open:{video_id}"
