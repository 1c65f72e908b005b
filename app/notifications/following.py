"""Telling of a new video those whom it names and who follow its creator; and people how many follow them."""

from collections.abc import Container

from sqlmodel import Session, col, func, select, update

from app import notices
from app.comments import mentions
from app.db import new_session, transaction
from app.models import Follow, User, Video, VideoStatus
from app.notices import Kind
from app.videos import milestones
from app.videos.changes import LISTED
from app.videos.queries import is_seen_by

# The latest of them; everybody else finds it in their Following feed.
MOST = 5000
AT_ONCE = 100


def tell_named(video_id: int) -> set[int]:
    """Those whom the caption names and who may watch the video; who they are."""
    with transaction() as session:
        video = session.get(Video, video_id)
        if video is None or video.status is not VideoStatus.PUBLISHED:
            return set()
        named = mentions.known(session, video.creator_id, [video.description]).values()
        told = {one for one in sorted(named)[: mentions.MOST] if is_seen_by(session, one, video_id)}
        for one in told:
            notices.tell(session, one, Kind.MENTION, actor_id=video.creator_id, video_id=video_id)
    return told


def tell_followers(video_id: int, *, but: Container[int] = ()) -> int:
    """Everybody at most once, however often the job runs; how many were asked for."""
    with new_session() as session:
        video = session.get(Video, video_id)
        if video is None or video.status is not VideoStatus.PUBLISHED or video.visibility not in LISTED:
            return 0
        followers = [one for one in _followers(session, video) if one not in but]
    for start in range(0, len(followers), AT_ONCE):
        with transaction() as session:
            for one in followers[start : start + AT_ONCE]:
                notices.tell(session, one, Kind.POSTED, actor_id=video.creator_id, video_id=video_id)
    return len(followers)


def tell_milestone(user_id: int) -> None:
    """Of the round number of followers that was reached: each once, however often people come and go."""
    with transaction() as session:
        followers = select(func.count()).select_from(Follow).where(Follow.followed_id == user_id)
        number = milestones.passed(0, session.exec(followers).one())
        reached = update(User).where(col(User.id) == user_id, col(User.follower_milestone) < (number or 0))
        known = reached.values(follower_milestone=number).returning(col(User.id))
        if number and session.execute(known).first():
            milestones.tell(session, user_id, "followers", number)


def _followers(session: Session, video: Video) -> list[int]:
    mine = select(Follow.follower_id).where(Follow.followed_id == video.creator_id)
    return list(session.exec(mine.order_by(col(Follow.created_at).desc()).limit(MOST)))
