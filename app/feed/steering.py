"""What a viewer told the feed, in one value: read once a page, remembered shortly, dropped on a change."""

import math
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from pydantic import Field, ValidationError
from sqlmodel import Session, col, select, text

from app.cache import DOWN, valkey
from app.db import after_commit
from app.learning import tastes
from app.models import FeedReset, TasteKind
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
    session.flush()
    asked = {"me": user_id, "key": f"user:{user_id}", "usual": USUAL_EXPLORE, "most": MOST_TURNED_AWAY}
    said = session.execute(_SAID, asked).one()
    topics, creators = _weary_of(said.turned_away)
    return Steering(
        explore=said.explore,
        topics=said.topics,
        muted_words=tuple(said.muted_words),
        muted_sounds=tuple(sorted(said.muted_sounds)),
        muted_creators=tuple(sorted(said.muted_creators)),
        hidden_videos=tuple(sorted(video_id for video_id, *_ in said.turned_away)),
        weary_topics=topics,
        weary_creators=creators,
        removed_topics=tuple(sorted(_keys(said.removed, TasteKind.TOPIC))),
        removed_creators=tuple(sorted(map(int, _keys(said.removed, TasteKind.CREATOR)))),
        removed_sounds=tuple(sorted(map(int, _keys(said.removed, TasteKind.SOUND)))),
    )


# All in one question: a first page waits for it. What was turned away before a reset stays hidden, no more.
_SAID = text("""
SELECT coalesce(p.explore, :usual) AS explore, coalesce(p.topics, '{}') AS topics,
    coalesce(p.muted_words, '{}') AS muted_words, coalesce(p.muted_sounds, '{}') AS muted_sounds,
    ARRAY(SELECT muted_id FROM mutes WHERE muter_id = :me) AS muted_creators,
    ARRAY(SELECT ARRAY[kind::text, key] FROM taste_removals WHERE user_id = :me) AS removed,
    (SELECT coalesce(jsonb_agg(jsonb_build_array(
        n.video_id, extract(epoch FROM n.created_at), v.creator_id, v.hashtags,
        begun.at IS NULL OR n.created_at > begun.at) ORDER BY n.created_at DESC), '[]')
     FROM (SELECT video_id, created_at FROM not_interested WHERE user_id = :me
           ORDER BY created_at DESC LIMIT :most) n JOIN videos v ON v.id = n.video_id) AS turned_away
FROM (SELECT max(reset_at) AS at FROM feed_resets WHERE viewer_key = :key AND undone_at IS NULL) begun
LEFT JOIN feed_preferences p ON p.user_id = :me
""")


def _keys(removed: Sequence[Sequence[str]], wanted: TasteKind) -> list[str]:
    return [key for kind, key in removed if kind == wanted]


def _weary_of(turned_away: Sequence[Sequence[Any]]) -> tuple[dict[str, float], dict[int, float]]:
    """How weary of which topics and creators, since the last reset."""
    topics: dict[str, float] = {}
    creators: dict[int, float] = {}
    for _, moment, creator_id, hashtags, counts in turned_away:
        if not counts:
            continue
        weight = _weight(moment)
        creators[creator_id] = min(1.0, creators.get(creator_id, 0.0) + weight)
        for topic in topics_of_video(hashtags):
            topics[topic] = min(1.0, topics.get(topic, 0.0) + weight)
    return topics, creators


def _weight(moment: float) -> float:
    """In hundredths: a weight that moves with every breath would make every cached page stale."""
    age = (now().timestamp() - moment) / (WEARY_HALF_LIFE_DAYS * 24 * 3600)
    return round(WEARY * math.exp2(-age), 2)


def _key(user_id: int) -> str:
    return f"steering:{user_id}"


def _count_key(user_id: int) -> str:
    return f"steering:{user_id}:changes"
