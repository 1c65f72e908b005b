"""How many impressions a new video is promised, whoever made it."""

from sqlmodel import Session, func, select

from app.models import Follow, Video, VideoStatus
from app.settings import settings

# With fewer of both a creator counts as new.
NEW_FOLLOWERS, NEW_VIDEOS = 1000, 30
# What is left of the promise for a creator who has an audience already.
KNOWN_PART = 4


def promised_to(session: Session, creator_id: int) -> int:
    whole = settings().explore_promise
    return whole if _is_new(session, creator_id) else whole // KNOWN_PART


def _is_new(session: Session, creator_id: int) -> bool:
    followers = select(func.count()).select_from(Follow).where(Follow.followed_id == creator_id)
    out = select(func.count()).select_from(Video)
    published = out.where(Video.creator_id == creator_id, Video.status == VideoStatus.PUBLISHED)
    return session.exec(followers).one() < NEW_FOLLOWERS and session.exec(published).one() <= NEW_VIDEOS
