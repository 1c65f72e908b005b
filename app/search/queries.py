"""Hashtags and people by the letters that somebody has typed so far."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, union
from sqlmodel import Session, col, func, select

from app.accounts.viewer import Viewer
from app.models import Block, Follow, User, Video, VideoStatus, Visibility
from app.models.columns import now

# Suggestions follow what people write now; the bound keeps them quick on a site of millions.
RECENT_VIDEOS = 20_000
HOT_VIDEOS = 2_000
# Written below everything in the hope of reach: they say nothing about what a clip is about.
EMPTY_TAGS = ("fyp", "foryou", "foryoupage", "viral", "trending", "explore", "new", "video", "reels")


def hashtags(session: Session, begun: str, *, limit: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Tags that begin so, with the number of recent public videos that carry them; the most used first."""
    recent = (
        select(Video.hashtags)
        .where(Video.status == VideoStatus.PUBLISHED, Video.visibility == Visibility.PUBLIC)
        .order_by(col(Video.published_at).desc())
        .limit(RECENT_VIDEOS)
        .subquery()
    )
    tags = select(func.unnest(recent.c.hashtags).label("tag")).subquery()
    uses = func.count().label("uses")
    wanted = select(tags.c.tag, uses).where(tags.c.tag.startswith(begun, autoescape=True))
    return session.execute(wanted.group_by(tags.c.tag).order_by(uses.desc(), tags.c.tag).limit(limit)).all()


def trending(session: Session, *, limit: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Tags of the hottest public videos with how many creators use them; the most shared first."""
    hot = (
        select(Video.hashtags, Video.creator_id)
        .where(Video.status == VideoStatus.PUBLISHED, Video.visibility == Visibility.PUBLIC)
        .order_by(col(Video.heat).desc())
        .limit(HOT_VIDEOS)
        .subquery()
    )
    tags = select(func.unnest(hot.c.hashtags).label("tag"), hot.c.creator_id).subquery()
    creators = func.count(tags.c.creator_id.distinct()).label("creators")
    wanted = select(tags.c.tag, creators).where(tags.c.tag.not_in(EMPTY_TAGS)).group_by(tags.c.tag)
    return session.execute(
        wanted.order_by(creators.desc(), func.count().desc(), tags.c.tag).limit(limit)
    ).all()


def people(session: Session, viewer: Viewer, begun: str, *, limit: int) -> Sequence[User]:
    """Whose name begins so, then whose name is like it; before others those whom the viewer follows."""
    begins = col(User.username).startswith(begun, autoescape=True)
    alike = col(User.username).op("%")(begun)
    followed = col(User.id).in_(select(Follow.followed_id).where(Follow.follower_id == viewer.id))
    order = (begins.desc(), followed.desc(), func.similarity(User.username, begun).desc(), User.username)
    wanted = select(User).where(begins | alike, *_to_be_met(viewer)).order_by(*order)  # type: ignore[arg-type]
    return session.exec(wanted.limit(limit)).all()


def _to_be_met(viewer: Viewer) -> tuple[object, ...]:
    """Present, not banned, and no block between them and the viewer."""
    blocked = select(Block.blocked_id).where(Block.blocker_id == viewer.id)
    blocking = select(Block.blocker_id).where(Block.blocked_id == viewer.id)
    banned = col(User.banned_until) > now()
    return col(User.deleted_at).is_(None), banned.is_not(True), col(User.id).not_in(union(blocked, blocking))
