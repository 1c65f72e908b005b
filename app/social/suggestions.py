"""People whom a viewer may want to follow: whom friends follow, whom one watches, who is popular nearby."""

from math import log1p
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.models import User
from app.social.finding import persons
from app.social.schemas import Person

# What each tie is worth, times the logarithm of how many there are; and how many of each are weighed.
WATCHED, FRIENDS, POPULAR = 3.0, 2.0, 0.3
MOST = 200
MOST_HOT = 1_000
# Of the own language or region.
NEARBY = 1.0

_FOUND = text(
    f"""
WITH hidden AS (
    SELECT blocked_id AS id FROM blocks WHERE blocker_id = :me
    UNION SELECT blocker_id FROM blocks WHERE blocked_id = :me
    UNION SELECT muted_id FROM mutes WHERE muter_id = :me
    UNION SELECT followed_id FROM follows WHERE follower_id = :me
    UNION SELECT requested_id FROM follow_requests WHERE requester_id = :me
    UNION SELECT CAST(:me AS bigint)
), watched AS (
    SELECT v.creator_id AS id, count(*) AS number FROM (
        SELECT video_id FROM watch_history
        WHERE user_id = :me AND completion_rate >= 0.9 ORDER BY created_at DESC LIMIT 500
    ) w JOIN videos v ON v.id = w.video_id GROUP BY v.creator_id
), friends AS (
    SELECT theirs.followed_id AS id, count(*) AS number, min(theirs.follower_id) AS by
    FROM follows mine JOIN follows theirs ON theirs.follower_id = mine.followed_id
    WHERE mine.follower_id = :me AND mine.followed_id NOT IN (SELECT id FROM hidden h
        WHERE h.id NOT IN (SELECT followed_id FROM follows WHERE follower_id = :me))
    GROUP BY theirs.followed_id ORDER BY count(*) DESC LIMIT {MOST}
), popular AS (
    SELECT h.creator_id AS id, count(*) AS number FROM (
        SELECT creator_id FROM videos WHERE status = 'published' AND visibility = 'public'
        ORDER BY heat DESC LIMIT {MOST_HOT}
    ) h GROUP BY h.creator_id
)
SELECT u.id, coalesce(w.number, 0) AS watched, coalesce(f.number, 0) AS friends,
    coalesce(p.number, 0) AS popular, b.username AS by,
    (u.language = :language OR u.region = :region) IS TRUE AS nearby
FROM users u LEFT JOIN watched w USING (id) LEFT JOIN friends f USING (id) LEFT JOIN popular p USING (id)
LEFT JOIN users b ON b.id = f.by
WHERE coalesce(w.id, f.id, p.id) IS NOT NULL AND u.id NOT IN (SELECT id FROM hidden)
    AND u.deleted_at IS NULL AND coalesce(u.banned_until, now()) <= now()
"""  # noqa: S608 - constants of ours
)


def suggested(session: Session, viewer: Viewer, *, limit: int) -> list[Person]:
    """The best first, each with a reason."""
    asked = {"me": viewer.id or 0, **_place(viewer.user)}
    rows = sorted(session.execute(_FOUND, asked).all(), key=lambda row: (-_worth(row), row.id))[:limit]
    why = {row.id: _reason(row) for row in rows}
    found = persons(session, viewer, [row.id for row in rows])
    return [one.model_copy(update={"reason": why[one.id]}) for one in found]


def _place(user: User | None) -> dict[str, str | None]:
    return {"language": user.language if user else None, "region": user.region if user else None}


def _worth(row: Any) -> float:
    popular = POPULAR * log1p(row.popular) + (NEARBY if row.nearby else 0.0)
    return WATCHED * log1p(row.watched) + FRIENDS * log1p(row.friends) + popular


def _reason(row: Any) -> str:
    if row.by and FRIENDS * log1p(row.friends) >= WATCHED * log1p(row.watched):
        more = f" and {row.friends - 1} more" if row.friends > 1 else ""
        return f"Followed by @{row.by}{more}"
    if row.watched:
        return "You watch their clips"
    return "Popular near you" if row.nearby else "Popular here"
