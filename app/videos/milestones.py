"""Round numbers that people are told about: the hundredth view, the thousandth like or follower."""

from bisect import bisect_right
from typing import Literal

from sqlmodel import Session

from app import notices
from app.models import Video

What = Literal["views", "likes", "followers"]
STEPS = tuple(10**power for power in range(2, 10))


def passed(before: int, after: int) -> int | None:
    """The highest milestone in (before, after], if any."""
    place = bisect_right(STEPS, after)
    return STEPS[place - 1] if place and STEPS[place - 1] > before else None


def of_video(session: Session, video_id: int, what: What, *, before: int, after: int) -> None:
    number = passed(before, after)
    video = session.get(Video, video_id) if number else None
    if video and number:
        tell(session, video.creator_id, what, number, video_id=video_id)


def tell(session: Session, user_id: int, what: What, number: int, *, video_id: int | None = None) -> None:
    notices.tell(session, user_id, notices.Kind.MILESTONE, video_id=video_id, what=what, number=number)
