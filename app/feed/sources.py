"""Where candidates come from. Each source brings its best, up to its quota; filters run later."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Select, all_, literal
from sqlalchemy import Row as SqlRow
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func, select

from app.feed.candidates import Candidate, Query
from app.models import ExplorationPool, Follow, PoolState, User, Video, VideoStatus, Visibility, WatchHistory

TRENDING_DAYS = 21
# So many views say enough about a new video.
NEW_VIEWS = 50
# Half of a view's weight is gone after so many hours.
TRENDING_HALF_LIFE_HOURS = 72

Row = SqlRow[*tuple[Any, ...]]
Wanted = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    quota: int
    find: Callable[[Query, int], Sequence[Row]]

    def candidates(self, query: Query) -> list[Candidate]:
        return [_candidate(row, self.name) for row in self.find(query, self.quota)]


def followed(query: Query, quota: int) -> Sequence[Row]:
    """The newest of those whom the viewer follows."""
    if query.viewer.id is None:
        return []
    whom = select(Follow.followed_id).where(Follow.follower_id == query.viewer.id)
    return _rows(query, _unwatched(query).where(col(Video.creator_id).in_(whom)).order_by(_newest()), quota)


def hashtags(query: Query, quota: int) -> Sequence[Row]:
    """The newest about what the viewer watches to the end, or said to like."""
    if not query.topics:
        return []
    about = col(Video.hashtags).overlap(list(query.topics))  # type: ignore[attr-defined]
    return _rows(query, _unwatched(query).where(about).order_by(_newest()), quota)


def trending(query: Query, quota: int) -> Sequence[Row]:
    """Watched and liked most of late, old views counting less (an exponential half-life)."""
    age_hours = func.extract("epoch", func.now() - col(Video.published_at)) / 3600
    heat = func.ln(1 + col(Video.view_count) + 5 * col(Video.like_count)) * func.coalesce(
        col(Video.completion_rate), 0.5
    ) - age_hours * (0.6931 / TRENDING_HALF_LIFE_HOURS)
    recent = col(Video.published_at) > query.now - timedelta(days=TRENDING_DAYS)
    return _rows(query, _unwatched(query).where(recent).order_by(heat.desc()), quota)


def exploration(query: Query, quota: int) -> Sequence[Row]:
    """New videos that need their first viewers, the least shown first."""
    pool = (
        _unwatched(query)
        .join(ExplorationPool, col(ExplorationPool.video_id) == col(Video.id))
        .where(col(ExplorationPool.state) == PoolState.OPEN, col(Video.view_count) < NEW_VIEWS)
        .order_by(col(ExplorationPool.impressions), _newest())
    )
    return _rows(query, pool, quota)


def anything(query: Query, quota: int) -> Sequence[Row]:
    """Whatever has not been watched yet: asked only when the other sources run dry."""
    return _rows(query, _unwatched(query).order_by(_newest()), quota)


def watched_again(query: Query, quota: int) -> Sequence[Row]:
    """The longest ago watched: asked only when nothing is left unwatched."""
    last = (
        select(col(WatchHistory.video_id), func.max(WatchHistory.created_at).label("at"))
        .where(WatchHistory.viewer_key == query.viewer.key)
        .group_by(col(WatchHistory.video_id))
        .subquery()
    )
    seen = _shown(query).join(last, last.c.video_id == col(Video.id)).order_by(last.c.at)
    return _rows(query, seen, quota)


def topics_of(session: Session, viewer_key: str, *, most: int = 12) -> tuple[str, ...]:
    """Hashtags of what the viewer lately watched to the end or liked, the most frequent first."""
    watches = (
        select(WatchHistory.video_id)
        .where(
            WatchHistory.viewer_key == viewer_key,
            (col(WatchHistory.completion_rate) >= 0.6) | col(WatchHistory.liked),
        )
        .order_by(col(WatchHistory.created_at).desc())
        .limit(100)
        .subquery()
    )
    tag = func.unnest(Video.hashtags).label("tag")
    tags = select(tag).join(watches, watches.c.video_id == col(Video.id)).subquery()
    counted = select(tags.c.tag).group_by(tags.c.tag).order_by(func.count().desc(), tags.c.tag).limit(most)
    return tuple(session.execute(counted).scalars())


def _shown(query: Query) -> Wanted:
    """Public, of somebody present, not one's own, not turned away, not handed out already while scrolling."""
    shown = (
        _columns()
        .join(User, col(User.id) == col(Video.creator_id))
        .where(col(Video.status) == VideoStatus.PUBLISHED, col(Video.visibility) == Visibility.PUBLIC)
        .where(col(User.deleted_at).is_(None), func.coalesce(User.banned_until, query.now) <= query.now)
        .where(_none_of(col(Video.id), query.served | query.hidden_videos))
        .where(_none_of(col(Video.creator_id), query.hidden_creators))
    )
    return shown.where(col(Video.creator_id) != query.viewer.id) if query.viewer.id else shown


def _columns() -> Wanted:
    """Only what ranking looks at: a video's media and words are many times as much."""
    wanted: Wanted = sql_select(
        col(Video.id),
        col(Video.creator_id),
        col(User.username),
        col(Video.sound_id),
        col(Video.hashtags),
        func.coalesce(Video.published_at, Video.created_at),
        col(Video.view_count),
        col(Video.like_count),
        col(Video.completion_rate),
    )
    return wanted


def _unwatched(query: Query) -> Wanted:
    return _shown(query).where(_none_of(col(Video.id), query.watched))


def _none_of(column: Any, ids: frozenset[int]) -> Any:
    """One array however many there are, which PostgreSQL looks up by hash."""
    return column != all_(literal(sorted(ids), ARRAY(BigInteger)))


def _newest() -> Any:
    return col(Video.published_at).desc()


def _rows(query: Query, wanted: Wanted, quota: int) -> Sequence[Row]:
    return query.session.execute(wanted.limit(quota)).all()


def _candidate(row: Row, source: str) -> Candidate:
    video_id, creator_id, creator_name, sound_id, hashtags, published_at, views, likes, completion = row
    return Candidate(
        video_id=video_id,
        creator_id=creator_id,
        creator_name=creator_name,
        sound_id=sound_id,
        hashtags=tuple(hashtags),
        published_at=published_at,
        views=views,
        likes=likes,
        completion=completion,
        source=source,
    )
