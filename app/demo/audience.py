"""Gives a published demo clip its past: a date, a sound with a name, an audience and what it said."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, func, select, update

from app.comments import service as comments
from app.comments.schemas import NewComment
from app.db import transaction
from app.demo import history, remarks
from app.demo.clips import Recipe
from app.demo.history import Clip, Seen
from app.demo.people import maker_of
from app.demo.residents import Resident
from app.feed.exploration_books import EARLIER
from app.models import (
    Comment,
    ExplorationPool,
    ExplorationSource,
    Follow,
    Like,
    Save,
    Share,
    Sound,
    User,
    Video,
)
from app.models.columns import now
from app.sounds.settling import ORIGINAL
from app.watching import service as watching
from app.watching.schemas import Watch

NAMESPACE = UUID("6f1f4c0e-5e2b-4f57-9a8e-2d0b4a7c9e11")
CHUNK = 1000
MOST_COMMENTS = 7


def maker(recipe: Recipe, residents: Sequence[Resident]) -> Resident:
    makers = [one for one in residents if one.person.makes]
    return makers[maker_of(recipe.topic, recipe.turn, [one.person for one in makers])]


def enliven(video_id: int, recipe: Recipe, residents: Sequence[Resident]) -> int:
    """Everything that happened around one clip; how many watched it. Safe to run again."""
    moment = now()
    clip = history.traits(recipe.number, recipe.topic, recipe.seconds, seed=recipe.seed, now=moment)
    own = residents.index(maker(recipe, residents))
    seen = history.audience(clip, [one.person for one in residents], seed=recipe.seed, now=moment, maker=own)
    with transaction() as session:
        if _is_quiet(session, video_id):
            _backdate(session, video_id, clip)
            _explored(session, video_id, clip, impressions=len(seen))
            _name_sound(session, video_id, recipe)
            _react(session, video_id, seen, residents)
            _talk(session, video_id, recipe, seen, residents)
    watches = [_watch(video_id, k, one, clip, _user(one, residents)) for k, one in enumerate(seen)]
    for first in range(0, len(watches), CHUNK):
        watching.append(watches[first : first + CHUNK])
    return len(watches)


def befriend(residents: Sequence[Resident], *, seed: int) -> int:
    """Follows, from who liked how much of whom; how many there are new."""
    ids = {one.user.id: k for k, one in enumerate(residents)}
    with transaction() as session:
        rows = session.exec(
            select(Like.user_id, Video.creator_id, func.count())
            .join(Video, col(Video.id) == col(Like.video_id))
            .where(col(Like.user_id).in_(ids), col(Video.creator_id).in_(ids))
            .group_by(col(Like.user_id), col(Video.creator_id))
        )
        likes = {(ids[fan], ids[star]): count for fan, star, count in rows if fan != star}
        pairs = [(residents[a].user.id, residents[b].user.id) for a, b in history.follows(likes, seed=seed)]
        return _insert(session, Follow, [{"follower_id": a, "followed_id": b} for a, b in pairs])


def _is_quiet(session: Session, video_id: int) -> bool:
    video = session.get(Video, video_id)
    return video is not None and not video.like_count and not video.comment_count


def _backdate(session: Session, video_id: int, clip: Clip) -> None:
    when = {"published_at": clip.published_at, "created_at": clip.published_at - timedelta(minutes=4)}
    session.exec(update(Video).where(col(Video.id) == video_id).values(**when))


def _explored(session: Session, video_id: int, clip: Clip, *, impressions: int) -> None:
    """Its first viewers were found long ago: nothing is owed to it, and its watches decide about it."""
    past = {"promised": 0, "impressions": impressions, "entered_at": clip.published_at}
    session.exec(update(ExplorationPool).where(col(ExplorationPool.video_id) == video_id).values(**past))
    _insert(
        session,
        ExplorationSource,
        [{"video_id": video_id, "source": EARLIER, "impressions": impressions, "predicted": 0}],
    )


def _name_sound(session: Session, video_id: int, recipe: Recipe) -> None:
    """The first clip with a piece of music lends it its name; later ones use that sound."""
    video = session.get(Video, video_id)
    own = session.get(Sound, video.sound_id) if video and video.sound_id else None
    if video is None or own is None or not recipe.sound_title:
        return
    title = recipe.sound_title.title()
    known = session.exec(select(Sound).where(Sound.title == title).order_by(col(Sound.id))).first()
    if known is None:
        own.title = title
    elif known.id != own.id and own.title.startswith(ORIGINAL):
        video.sound_id = known.id
        session.flush()
        session.delete(own)


def _react(session: Session, video_id: int, seen: Sequence[Seen], residents: Sequence[Resident]) -> None:
    """Many rows at once, as no person could react; the counts follow from what was new."""

    def rows(wanted: str) -> Iterator[dict[str, Any]]:
        for one in seen:
            if one.viewer is not None and getattr(one, wanted):
                at = one.started_at + timedelta(milliseconds=one.watched_ms)
                yield {"user_id": residents[one.viewer].user.id, "video_id": video_id, "created_at": at}

    shared = [{**row, "channel": "link"} for row in rows("shared")]
    counts = {
        "like_count": _insert(session, Like, list(rows("liked"))),
        "save_count": _insert(session, Save, list(rows("saved"))),
        "share_count": _insert(session, Share, shared),
    }
    grown = {name: col(getattr(Video, name)) + count for name, count in counts.items()}
    session.exec(update(Video).where(col(Video.id) == video_id).values(**grown))


def _insert(session: Session, kind: type[Any], rows: list[dict[str, Any]]) -> int:
    """Those that are not there yet; how many they were."""
    count = 0
    for first in range(0, len(rows), CHUNK):
        fresh = insert(kind).values(rows[first : first + CHUNK]).on_conflict_do_nothing()
        count += len(session.execute(fresh.returning(*kind.__table__.primary_key)).all())
    return count


def _talk(
    session: Session, video_id: int, recipe: Recipe, seen: Sequence[Seen], residents: Sequence[Resident]
) -> None:
    """Some of those whom it pleased say so; now and then the maker answers."""
    speakers = [one for one in seen if one.comments and one.viewer is not None]
    count = min(MOST_COMMENTS, max(2, len(speakers)))
    lines = remarks.comments(recipe.topic, recipe.number, count, seed=recipe.seed)
    speakers = speakers or [one for one in seen if one.viewer is not None]
    for k, (one, line) in enumerate(zip(speakers, lines, strict=False)):
        author = residents[one.viewer or 0]
        at = one.started_at + timedelta(seconds=40 + 13 * k)
        said = _say(session, author, video_id, NewComment(text=line), min(at, now()))
        if (recipe.number + k) % 3 == 0:
            reply = NewComment(text=remarks.answer(recipe.number + k), parent_id=said)
            _say(session, maker(recipe, residents), video_id, reply, min(at + timedelta(hours=1), now()))


def _say(session: Session, author: Resident, video_id: int, new: NewComment, at: Any) -> int:
    said = comments.write(session, author.viewer, video_id, new)
    session.exec(update(Comment).where(col(Comment.id) == said.id).values(created_at=at))
    return said.id


def _user(one: Seen, residents: Sequence[Resident]) -> User | None:
    return residents[one.viewer].user if one.viewer is not None else None


def _watch(video_id: int, k: int, one: Seen, clip: Clip, user: User | None) -> Watch:
    return Watch(
        event_id=uuid5(NAMESPACE, f"{video_id}/{k}"),
        viewer_key=f"user:{user.id}" if user else f"anon:demo-{video_id}-{one.stranger}",
        user_id=user.id if user else None,
        video_id=video_id,
        request_id=None,
        watched_ms=one.watched_ms,
        duration_ms=round(clip.seconds * 1000),
        loops=one.loops,
        source="feed",
        started_at=one.started_at,
        first_frame_ms=None,
    )
