"""What a viewer told the feed, in one value: read once a page, remembered shortly, dropped on a change."""

import math
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from pydantic import Field, ValidationError
from sqlmodel import Session, col, select

from app.cache import DOWN, valkey
from app.db import after_commit
from app.learning import tastes
from app.models import FeedPreferences, FeedReset, Mute, NotInterested, TasteKind, TasteRemoval, Video
from app.models.columns import now
from app.models.steering import USUAL_EXPLORE
from app.resilience import hints
from app.shapes import Shape

REMEMBER_SECONDS = 60
# Longer than any value lives, so that an old value never meets a fresh count.
COUNT_SECONDS = 24 * 3600
# A "not interested" weighs this much on its creator and topics, and half as much after so many days.
WEARY = 0.8
WEARY_HALF_LIFE_DAYS = 30
MOST_TURNED_AWAY = 2000
# Tags that say nothing of what a clip is about.
EMPTY_TAGS = frozenset({"fyp", "foryou", "foryoupage", "viral", "trending", "video", "explore", "new"})
MOST_TOPICS = 2


class Steering(Shape):
    """`explore` from 0, familiar, to 1, new; `topics` from −1, never, to 1, much more.

    `weary_…` is how strongly "not interested" pulls down, 0 to 1. `removed_…` must not be counted as taste.
    Ids and words are in order, so that equal wishes are equal as JSON too.
    """

    explore: float = USUAL_EXPLORE
    topics: dict[str, float] = Field(default_factory=dict)
    muted_words: tuple[str, ...] = ()
    muted_sounds: tuple[int, ...] = ()
    muted_creators: tuple[int, ...] = ()
    hidden_videos: tuple[int, ...] = ()
    weary_topics: dict[str, float] = Field(default_factory=dict)
    weary_creators: dict[int, float] = Field(default_factory=dict)
    removed_topics: tuple[str, ...] = ()
    removed_creators: tuple[int, ...] = ()
    removed_sounds: tuple[int, ...] = ()


class _Kept(Shape):
    count: str
    steering: Steering


def steering_of(session: Session, user_id: int | None) -> Steering:
    """Anonymous viewers steer nothing yet. Without Valkey the database is asked."""
    if user_id is None:
        return Steering()
    count, kept = _remembered(user_id)
    if kept is not None:
        return kept
    read = _read(session, user_id)
    packed = _Kept(count=count, steering=read).model_dump_json()
    hints().ask(lambda it: it.set(_key(user_id), packed, ex=REMEMBER_SECONDS), None)
    return read


def changed(session: Session, user_id: int) -> None:
    """Once the change is committed, no page is made from what held before, and the taste is folded anew.

    Values carry the count of changes that they were read under: a reader who was under way in the meantime
    cannot bring the old value back.
    """

    def count() -> None:
        with suppress(*DOWN):
            pipe = valkey().pipeline()
            pipe.incr(_count_key(user_id))
            pipe.expire(_count_key(user_id), COUNT_SECONDS)
            pipe.execute()
        tastes.forget(f"user:{user_id}")

    after_commit(session, count)


def standing_reset(session: Session, viewer_key: str) -> FeedReset | None:
    """The last one that was not undone: watches before it no longer speak for the viewer."""
    return session.exec(
        select(FeedReset)
        .where(FeedReset.viewer_key == viewer_key, col(FeedReset.undone_at).is_(None))
        .order_by(col(FeedReset.reset_at).desc())
        .limit(1)
    ).first()


def topics_of_video(hashtags: Sequence[str]) -> list[str]:
    """What a "not interested" is taken to be about: the first hashtags that say something."""
    return [tag for tag in hashtags if tag not in EMPTY_TAGS][:MOST_TOPICS]


def _remembered(user_id: int) -> tuple[str, Steering | None]:
    none: list[bytes | None] = [None, None]
    found = hints().ask(lambda it: it.mget(_count_key(user_id), _key(user_id)), none)
    count = (found[0] or b"").decode()
    try:
        kept = _Kept.model_validate_json(found[1]) if found[1] else None
    except ValidationError:  # written by another version of this program
        kept = None
    return count, kept.steering if kept and kept.count == count else None


def _read(session: Session, user_id: int) -> Steering:
    said = session.get(FeedPreferences, user_id) or FeedPreferences(user_id=user_id)
    hidden, weary_topics, weary_creators = _turned_away(session, user_id)
    removed = session.exec(select(TasteRemoval).where(TasteRemoval.user_id == user_id)).all()
    return Steering(
        explore=said.explore,
        topics=said.topics,
        muted_words=tuple(said.muted_words),
        muted_sounds=tuple(sorted(said.muted_sounds)),
        muted_creators=tuple(sorted(session.exec(select(Mute.muted_id).where(Mute.muter_id == user_id)))),
        hidden_videos=hidden,
        weary_topics=weary_topics,
        weary_creators=weary_creators,
        removed_topics=tuple(sorted(_keys(removed, TasteKind.TOPIC))),
        removed_creators=tuple(sorted(map(int, _keys(removed, TasteKind.CREATOR)))),
        removed_sounds=tuple(sorted(map(int, _keys(removed, TasteKind.SOUND)))),
    )


def _keys(removed: Sequence[TasteRemoval], wanted: TasteKind) -> list[str]:
    return [one.key for one in removed if one.kind == wanted]


def _turned_away(
    session: Session, user_id: int
) -> tuple[tuple[int, ...], dict[str, float], dict[int, float]]:
    """Videos that stay hidden; how weary of which topics and creators, since the last reset."""
    said = session.exec(
        select(NotInterested.video_id, NotInterested.created_at, Video.creator_id, Video.hashtags)
        .join(Video, col(Video.id) == col(NotInterested.video_id))
        .where(NotInterested.user_id == user_id)
        .order_by(col(NotInterested.created_at).desc())
        .limit(MOST_TURNED_AWAY)
    ).all()
    reset = standing_reset(session, f"user:{user_id}")
    topics: dict[str, float] = {}
    creators: dict[int, float] = {}
    for _, moment, creator_id, hashtags in said:
        if reset and moment <= reset.reset_at:
            continue
        weight = _weight(moment)
        creators[creator_id] = min(1.0, creators.get(creator_id, 0.0) + weight)
        for topic in topics_of_video(hashtags):
            topics[topic] = min(1.0, topics.get(topic, 0.0) + weight)
    return tuple(sorted(video_id for video_id, *_ in said)), topics, creators


def _weight(moment: datetime) -> float:
    """In hundredths: a weight that moves with every breath would make every cached page stale."""
    age = (now() - moment) / timedelta(days=WEARY_HALF_LIFE_DAYS)
    return round(WEARY * math.exp2(-age), 2)


def _key(user_id: int) -> str:
    return f"steering:{user_id}"


def _count_key(user_id: int) -> str:
    return f"steering:{user_id}:changes"
