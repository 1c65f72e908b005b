"""Where candidates come from. Each source brings ids, its best first, up to its quota; filters run later."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from pgvector import Vector
from sqlalchemy import TextClause, text
from sqlmodel import Session

from app.feed.candidates import Ids, Likings, Query, ids_of, nothing
from app.feed.exploration import assigned, rising
from app.feed.shelf import shelf
from app.recsys.columns import tag_key
from app.videos.columns import listed

PUBLIC = "v.status = 'published' AND v.visibility = 'public'"
# The newest of each, of so many of those whom the viewer follows.
OF_EACH, MOST_FOLLOWED = 20, 500
# Of a hashtag that hardly anyone watches, so many are looked at.
MOST_COLD = 3_000
MOST_RISING = 50
# pgvector: how widely the graph is searched; it goes on by itself where filters leave too few.
WIDTH = 700


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    quota: int
    find: Callable[[Query, int], Ids]


def followed(query: Query, quota: int) -> Ids:
    """The newest of those whom the viewer follows."""
    return nothing() if query.viewer.id is None else _asked(query, _FOLLOWED, quota, user=query.viewer.id)


def hashtags(query: Query, quota: int) -> Ids:
    """The hottest about what the viewer asked for more of, watches to the end, or said to like."""
    wished = [topic for topic, weight in query.steering.topics.items() if weight > 0]
    asked_for = _about(query, wished, quota // 2)
    return np.concatenate([asked_for, _about(query, query.topics, quota - len(asked_for))])


def _about(query: Query, topics: Sequence[str], quota: int) -> Ids:
    if not topics:
        return nothing()
    hot = shelf(query.session)
    found = hot.ids[hot.about(ids_of(map(tag_key, topics)))]
    found = found[~np.isin(found, query.seen)][:quota]
    if len(found) == quota:
        return found
    return np.concatenate([found, _asked(query, _ABOUT, quota - len(found), topics=list(topics))])


def sounds(query: Query, quota: int) -> Ids:
    """The hottest that play what the viewer watches to the end."""
    hot = shelf(query.session)
    found = hot.ids[hot.playing(query.sounds)]
    return found[~np.isin(found, query.seen)][:quota]


def trending(query: Query, quota: int) -> Ids:
    """Watched and liked most of late, after what has just passed the gates for new videos."""
    hot = np.concatenate([ids_of(rising(query.session, MOST_RISING)), shelf(query.session).ids])
    return hot[~np.isin(hot, query.seen)][:quota]


def nearest(query: Query, quota: int) -> Ids:
    """The nearest to the viewer's point in the shared space, by inner product."""
    if query.vector is None:
        return nothing()
    query.session.execute(_SEARCH_WIDELY)
    return _asked(query, _NEAREST, quota, point=Vector(query.vector).to_text())


def exploration(query: Query, quota: int) -> Ids:
    """New videos that need their first viewers."""
    return ids_of(assigned(query.session, query.viewer, quota))


def anything(query: Query, quota: int) -> Ids:
    """Whatever has not been watched yet: asked only when the other sources run dry."""
    return _asked(query, _ANYTHING, quota, hidden=_hidden(query))


def watched_again(query: Query, quota: int) -> Ids:
    """The longest ago watched: asked only when nothing is left unwatched."""
    return _asked(query, _AGAIN, quota, viewer=query.viewer.key)


def visible(session: Session, ids: Ids) -> Ids:
    """Those that anybody may see, of somebody who is present."""
    found = session.execute(_VISIBLE, {"ids": listed(ids)}).scalar_one()
    return ids_of(found)


def likings(session: Session, viewer_key: str, *, since: datetime | None) -> Likings:
    """Hashtags and sounds of what the viewer lately watched to the end or liked, the most frequent first."""
    topics, playing = session.execute(_LIKINGS, {"viewer": viewer_key, "since": since}).one()
    return Likings(tuple(topics), ids_of(playing))


def _asked(query: Query, wanted: TextClause, quota: int, **given: Any) -> Ids:
    """Every statement leaves out what the viewer saw, so that it cannot crowd out the rest."""
    passed = np.concatenate([query.seen, query.served]) if wanted is not _AGAIN else query.served
    given = {**given, "passed": listed(passed), "quota": quota}
    return ids_of(query.session.execute(wanted, given).scalar_one() or ())


def _hidden(query: Query) -> str:
    return listed(np.append(query.hidden_creators, query.viewer.id or 0))


# Looked up in a hash table, however many there are; `<> ALL` would compare one by one in a kept plan.
_PASSED = "SELECT unnest(CAST(:passed AS bigint[]))"
_HIDDEN = "SELECT unnest(CAST(:hidden AS bigint[]))"
_PRESENT = "u.deleted_at IS NULL AND coalesce(u.banned_until, now()) <= now()"

_FOLLOWED = text(f"""
SELECT array_agg(id) FROM (
    SELECT v.id FROM (
        SELECT followed_id FROM follows WHERE follower_id = :user
        ORDER BY created_at DESC LIMIT {MOST_FOLLOWED}
    ) f CROSS JOIN LATERAL (
        SELECT v.id, v.published_at FROM videos v
        WHERE v.creator_id = f.followed_id AND {PUBLIC} AND v.id NOT IN ({_PASSED})
        ORDER BY v.published_at DESC LIMIT {OF_EACH}
    ) v ORDER BY v.published_at DESC LIMIT :quota
) found""")  # noqa: S608 - constants of ours

_ABOUT = text(f"""
SELECT array_agg(id) FROM (
    SELECT id FROM (
        SELECT v.id, v.heat FROM videos v
        WHERE v.hashtags && CAST(:topics AS text[]) AND {PUBLIC}
            AND v.id NOT IN ({_PASSED}) LIMIT {MOST_COLD}
    ) cold ORDER BY heat DESC LIMIT :quota
) found""")  # noqa: S608 - constants of ours

_SEARCH_WIDELY = text(
    f"SELECT set_config('hnsw.ef_search', '{WIDTH}', true),"
    " set_config('hnsw.iterative_scan', 'relaxed_order', true)"
)
_NEAREST = text(f"""
SELECT array_agg(video_id) FROM (
    SELECT e.video_id FROM video_embeddings e WHERE e.video_id NOT IN ({_PASSED})
    ORDER BY e.embedding <#> CAST(:point AS vector) LIMIT :quota
) found""")  # noqa: S608 - constants of ours

_ANYTHING = text(f"""
SELECT array_agg(id) FROM (
    SELECT v.id FROM videos v JOIN users u ON u.id = v.creator_id
    WHERE {PUBLIC} AND {_PRESENT} AND v.id NOT IN ({_PASSED})
        AND v.creator_id NOT IN ({_HIDDEN})
    ORDER BY v.published_at DESC LIMIT :quota
) found""")  # noqa: S608 - constants of ours

_AGAIN = text(f"""
SELECT array_agg(video_id) FROM (
    SELECT video_id FROM watch_history
    WHERE viewer_key = :viewer AND video_id NOT IN ({_PASSED})
    GROUP BY video_id ORDER BY max(created_at) LIMIT :quota
) found""")  # noqa: S608 - constants of ours

_VISIBLE = text(f"""
SELECT coalesce(array_agg(v.id), '{{}}') FROM videos v JOIN users u ON u.id = v.creator_id
WHERE v.id = ANY(CAST(:ids AS bigint[])) AND {PUBLIC} AND {_PRESENT}
""")  # noqa: S608 - constants of ours

_LIKINGS = text("""
WITH liked AS (
    SELECT video_id FROM watch_history
    WHERE viewer_key = :viewer AND (completion_rate >= 0.6 OR liked)
        AND (CAST(:since AS timestamptz) IS NULL OR created_at > :since) ORDER BY created_at DESC LIMIT 100
), found AS (SELECT v.hashtags, v.sound_id FROM liked JOIN videos v ON v.id = liked.video_id)
SELECT
    ARRAY(SELECT tag FROM (SELECT unnest(hashtags) AS tag FROM found) t
          GROUP BY tag ORDER BY count(*) DESC, tag LIMIT 12),
    ARRAY(SELECT sound_id FROM found WHERE sound_id IS NOT NULL
          GROUP BY sound_id ORDER BY count(*) DESC, sound_id LIMIT 12)
""")
