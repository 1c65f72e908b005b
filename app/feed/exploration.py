"""New videos for a viewer: those they are predicted to like, and those still owed their first impressions.

A new video waits in `exploration_pool`. `invite` picks up to a thousand people for it; `assigned` puts it
before them, and before everybody else while it has had fewer impressions than it was promised.
`exploration_books` counts, `exploration_gates` decides, `exploration_report` tells the creator.
"""

from datetime import timedelta

from sqlalchemy import text
from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.db import transaction
from app.models.columns import now

# People predicted for one video, and from how many of the nearest they are picked.
AUDIENCE = 1000
NEAREST = 4 * AUDIENCE
# Whoever was there within so many days may be invited.
ACTIVE = timedelta(days=14)
# Who is owed so many new videos is invited to more only when there are not enough others.
OWED = 40
# A page does not look further back for what it has shown.
REMEMBERED = timedelta(days=45)
RISING = timedelta(days=7)
# Before those predicted to like it a video comes as if it had been shown so many times less.
HEAD_START = 10


def assigned(session: Session, viewer: Viewer, limit: int) -> list[int]:
    """New videos not shown to this viewer yet: first what is owed to everybody, the least shown first."""
    asked = {"me": viewer.id or 0, "key": viewer.key, "limit": limit, "since": now() - REMEMBERED}
    return list(session.execute(_ASSIGNED, asked).scalars())


def rising(session: Session, limit: int) -> list[int]:
    """What passed its gates of late, the newest first: candidates for everybody."""
    return list(session.execute(_RISING, {"since": now() - RISING, "limit": limit}).scalars())


def invite(video_id: int) -> int:
    """Predict who will like a new video, nearest first; how many were added. Safe to run again."""
    with transaction() as session:
        known = session.execute(_LOCK, {"video": video_id}).first()
        if known is None:
            return 0
        session.execute(text("SET LOCAL hnsw.iterative_scan = relaxed_order"))
        sizes = {"near": NEAREST, "owed": OWED, "size": AUDIENCE}
        times = {"since": now() - ACTIVE, "met": now() - REMEMBERED}
        return len(session.execute(_INVITE, {"video": video_id, **sizes, **times}).all())


_WAITING = """
    SELECT p.video_id, p.impressions, p.impressions >= p.promised AS is_met FROM exploration_pool p
    JOIN videos v ON v.id = p.video_id AND v.status = 'published' AND v.visibility = 'public'
    WHERE p.state = 'open' AND v.creator_id <> :me
"""
# Of their own audience the books know who has met a video; of everybody else only the impressions do.
_ASSIGNED = text(f"""
WITH predicted AS MATERIALIZED (
    {_WAITING} AND p.video_id IN (
        SELECT a.video_id FROM exploration_audience a WHERE a.user_id = :me AND a.shown_at IS NULL)
), owed AS MATERIALIZED (
    {_WAITING} AND p.impressions < p.promised AND NOT EXISTS (
        SELECT FROM impressions i
        WHERE i.viewer_key = :key AND i.video_id = p.video_id AND i.created_at > :since)
    ORDER BY p.impressions LIMIT :limit
), found AS (
    SELECT *, {HEAD_START} AS head_start FROM predicted
    UNION ALL
    SELECT *, 0 FROM owed WHERE video_id NOT IN (SELECT video_id FROM predicted)
)
SELECT video_id FROM found ORDER BY is_met, impressions - head_start, random() LIMIT :limit
""")  # noqa: S608 - no part of it comes from outside

_RISING = text("""
SELECT video_id FROM exploration_pool
WHERE state = 'promoted' AND decided_at > :since ORDER BY decided_at DESC LIMIT :limit
""")

_LOCK = text("SELECT video_id FROM exploration_pool WHERE video_id = :video AND state = 'open' FOR UPDATE")

_INVITE = text("""
WITH wanted AS (
    SELECT e.embedding, v.creator_id FROM video_embeddings e JOIN videos v ON v.id = e.video_id
    WHERE v.id = :video
), near AS MATERIALIZED (
    SELECT u.user_id, -(u.embedding <#> (SELECT embedding FROM wanted)) AS score FROM user_embeddings u
    WHERE u.updated_at > :since AND u.user_id <> (SELECT creator_id FROM wanted)
    ORDER BY u.embedding <#> (SELECT embedding FROM wanted) LIMIT :near
), burden AS (
    SELECT user_id, count(*) AS owed FROM exploration_audience
    WHERE shown_at IS NULL AND user_id IN (SELECT user_id FROM near) GROUP BY user_id
), stamped AS (
    UPDATE exploration_pool SET invited_at = now() WHERE video_id = :video
)
INSERT INTO exploration_audience (video_id, user_id, score)
SELECT :video, near.user_id, near.score FROM near
LEFT JOIN burden ON burden.user_id = near.user_id
LEFT JOIN exploration_audience known ON known.user_id = near.user_id AND known.video_id = :video
WHERE known.user_id IS NULL AND NOT EXISTS (
    SELECT FROM impressions i
    WHERE i.viewer_key = 'user:' || near.user_id AND i.video_id = :video AND i.created_at > :met)
ORDER BY coalesce(burden.owed, 0) >= :owed, near.score DESC
LIMIT greatest(0, :size - (SELECT count(*) FROM exploration_audience WHERE video_id = :video))
ON CONFLICT DO NOTHING RETURNING user_id
""")
