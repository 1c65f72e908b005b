"""What is watched more and more: hashtags and sounds, by region, with the course of their last seven days."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import text
from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.models.columns import now
from app.search.schemas import Trending, TrendingHashtag, TrendingSound
from app.search.visible import PUBLIC
from app.shapes import Page
from app.sounds import queries as sound_rows
from app.sounds import service as sounds

T = TypeVar("T", bound=Trending)

STEP, STEPS = timedelta(hours=6), 28
# From so many watches a week on only what is new is counted. Before, a site may get a past all at once.
BUSY = 50_000
# In each region and step; what is rarer is not trending.
MOST = 500
HOT_VIDEOS = 2_000
# A region with fewer names than this has no trends of its own yet.
ENOUGH = 4
# Written below everything in the hope of reach: they say nothing about what a clip is about.
EMPTY_TAGS = ("fyp", "foryou", "foryoupage", "viral", "trending", "explore", "new", "video", "reels")
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_COUNT = text(f"""
INSERT INTO trends (kind, region, name, started_at, watches)
SELECT kind, region, name, at, watches FROM (
    SELECT kind, place_of.region, name, at, sum(watches)::int AS watches,
        row_number() OVER (PARTITION BY kind, place_of.region, at ORDER BY sum(watches) DESC) AS place
    FROM (
        SELECT w.video_id, date_bin(:step, w.created_at, :epoch) AS at, u.region AS home, count(*) AS watches
        FROM watch_history w LEFT JOIN users u ON u.id = w.user_id WHERE w.created_at >= :since
        GROUP BY 1, 2, 3
    ) AS seen
    JOIN videos v ON v.id = seen.video_id AND {PUBLIC}
    CROSS JOIN LATERAL (SELECT 'hashtag' AS kind, unnest(v.hashtags) AS name
                        UNION ALL SELECT 'sound', v.sound_id::text WHERE v.sound_id IS NOT NULL) AS what
    CROSS JOIN LATERAL (SELECT '' AS region UNION SELECT home WHERE home IS NOT NULL) AS place_of
    GROUP BY 1, 2, 3, 4
) AS counted WHERE place <= {MOST}
""")  # noqa: S608 - the conditions are ours
_LATEST = text("SELECT max(started_at) FROM trends")
_BUSY = text("""
SELECT count(*) FROM (SELECT FROM watch_history WHERE created_at >= :oldest LIMIT :enough) AS lately
""")
_CLEAR = text("DELETE FROM trends WHERE started_at >= :since OR started_at < :oldest")
# A watch counts half as much for every day that it is old.
_TOP = text("""
SELECT name FROM trends WHERE kind = :kind AND region = :region AND started_at >= :oldest
    AND name <> ALL(CAST(:without AS text[]))
GROUP BY name
ORDER BY sum(watches * power(0.5, extract(epoch FROM :now - started_at) / 86400)) DESC, name LIMIT :limit
""")
_COURSES = text("""
SELECT name, started_at, watches FROM trends WHERE kind = :kind AND region = :region
    AND started_at >= :oldest AND name = ANY(CAST(:names AS text[]))
""")
# While nobody has watched anything yet, what most creators share.
_HOT_TAGS = text(f"""
SELECT tag, count(DISTINCT creator_id) AS creators, count(*) AS videos FROM (
    SELECT v.hashtags, v.creator_id FROM videos v WHERE {PUBLIC} ORDER BY v.heat DESC LIMIT {HOT_VIDEOS}
) AS hot, unnest(hashtags) AS tag WHERE tag <> ALL(CAST(:without AS text[]))
GROUP BY tag ORDER BY creators DESC, videos DESC, tag
""")  # noqa: S608 - the conditions are ours
_USES = text("SELECT tag, uses FROM hashtags WHERE tag = ANY(CAST(:names AS text[])) AND uses > 0")
_REGIONS = text("""
SELECT region FROM trends WHERE region <> '' AND kind = 'hashtag' AND started_at >= :oldest
GROUP BY region HAVING count(DISTINCT name) >= :enough ORDER BY sum(watches) DESC, region LIMIT 40
""")


class TrendPage(Page[T], Generic[T]):
    """`region` is the one that the list is of; null is everywhere."""

    region: str | None = None


def hashtags(
    session: Session, viewer: Viewer, *, region: str | None = None, limit: int
) -> TrendPage[TrendingHashtag]:
    """Without the ones that carry everything, such as #fyp."""
    place, names = _names(session, viewer, "hashtag", region=region, limit=limit)
    creators = {row.tag: row.creators for row in session.execute(_HOT_TAGS, {"without": list(EMPTY_TAGS)})}
    names = list(dict.fromkeys([*names, *creators]))[:limit]
    uses = {row.tag: row.uses for row in session.execute(_USES, {"names": names})}
    courses = _courses(session, "hashtag", place, names)
    items = [
        TrendingHashtag(name=name, uses=uses[name], creators=creators.get(name, 1), **courses[name])
        for name in names
        if name in uses
    ]
    return TrendPage(items=items, region=place or None)


def songs(
    session: Session, viewer: Viewer, *, region: str | None = None, limit: int
) -> TrendPage[TrendingSound]:
    """While nobody has watched anything yet, the ones used most."""
    place, names = _names(session, viewer, "sound", region=region, limit=limit)
    most_used = sound_rows.library(session, viewer.id, limit=limit)
    ids = list(dict.fromkeys([*map(int, names), *(sound.id for sound, _ in most_used)]))
    courses = _courses(session, "sound", place, [str(one) for one in ids])
    listed = sounds.listed(session, viewer, ids)[:limit]
    items = [TrendingSound(**one.model_dump(), **courses[str(one.id)]) for one in listed]
    return TrendPage(items=items, region=place or None)


def regions(session: Session) -> list[str]:
    """Those with trends of their own, the busiest first."""
    return list(session.execute(_REGIONS, {"oldest": _oldest(), "enough": ENOUGH}).scalars())


def count(session: Session) -> None:
    """What was watched since the last count, its last two steps anew; all of it where that is little."""
    latest = session.execute(_LATEST).scalar() if _is_busy(session) else None
    since = max(latest - STEP, _oldest()) if latest else _oldest()
    session.execute(_CLEAR, {"since": since, "oldest": _oldest()})
    session.execute(_COUNT, {"since": since, "step": STEP, "epoch": _EPOCH})


def _is_busy(session: Session) -> bool:
    return bool(session.execute(_BUSY, {"oldest": _oldest(), "enough": BUSY}).scalar() == BUSY)


def _names(
    session: Session, viewer: Viewer, kind: str, *, region: str | None, limit: int
) -> tuple[str, Sequence[str]]:
    """The region that was asked for, or the viewer's, or everywhere where that has no trends of its own."""
    wanted = region if region is not None else (viewer.user.region if viewer.user else None)
    for place in dict.fromkeys([wanted or "", ""]):
        found = session.execute(_TOP, _bound(kind, place, limit=limit)).scalars().all()
        if len(found) >= ENOUGH:
            return place, found
    return "", found


def _bound(kind: str, region: str, *, limit: int) -> dict[str, Any]:
    without = list(EMPTY_TAGS) if kind == "hashtag" else []
    return {
        "kind": kind,
        "region": region,
        "limit": limit,
        "oldest": _oldest(),
        "now": now(),
        "without": without,
    }


def _courses(session: Session, kind: str, region: str, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Watches in each step, the oldest first."""
    oldest = _oldest()
    asked = {"kind": kind, "region": region, "oldest": oldest, "names": list(names)}
    courses: dict[str, list[int]] = defaultdict(lambda: [0] * STEPS)
    for row in session.execute(_COURSES, asked):
        courses[row.name][min(STEPS - 1, (row.started_at - oldest) // STEP)] = row.watches
    return {name: {"watches": sum(courses[name]), "series": courses[name]} for name in names}


def _oldest() -> datetime:
    """Where the first step begins: the last is the one that we are in."""
    return _EPOCH + STEP * ((now() - _EPOCH) // STEP - STEPS + 1)
