"""Where candidates come from. Each source brings ids, its best first, up to its quota; filters run later."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pgvector import Vector
from sqlalchemy import TextClause, text
from sqlmodel import Session

from app.feed.candidates import Ids, Likings, Query, Scores, ids_of, nothing
from app.feed.exploration import assigned
from app.feed.shelf import shelf
from app.recsys.columns import tag_key
from app.videos.columns import PRESENT, listed

PUBLIC = "v.status = 'published' AND v.visibility = 'public'"
# The newest of each, of so many of those whom the viewer follows. Among all others a few of each will do.
OF_EACH, AMONG_OTHERS, MOST_FOLLOWED = 20, 8, 500
# Of a hashtag that hardly anyone watches, so many are looked at.
MOST_COLD = 1_000
# pgvector: how widely the graph is searched; it goes on by itself where filters leave too few. Beside the
# shelf, which has half of what is nearest, less finds as much (docs/benchmarks.md).
WIDTH, WIDTH_BESIDE_SHELF = 700, 450


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    quota: int
    find: Callable[[Query, int], Ids]


def followed(query: Query, quota: int) -> Ids:
    """The newest of those whom the viewer follows."""
    return _by_people(query, _FOLLOWED, quota, each=AMONG_OTHERS)


def following(query: Query, quota: int) -> Ids:
    """The same where nobody else is shown: many of each, so that a scroll stays in order."""
    return _by_people(query, _FOLLOWED, quota, each=OF_EACH)


def friends(query: Query, quota: int) -> Ids:
    """The newest of those who follow the viewer back."""
    return _by_people(query, _FRIENDS, quota, each=OF_EACH)


def _by_people(query: Query, wanted: TextClause, quota: int, *, each: int) -> Ids:
    me = query.viewer.id
    return nothing() if me is None else _asked(query, wanted, quota, user=me, each=each)


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
    house = shelf(query.session)
    hot = np.concatenate([house.rising, house.ids])
    return hot[~np.isin(hot, query.seen)][:quota]


def nearest(query: Query, quota: int) -> Ids:
    """The nearest to the viewer's point in the shared space, by inner product.

    Each of the hottest is compared, for what is watched most lies furthest out; the graph knows the rest.
    """
    point = query.vector
    if point is None:
        return nothing()
    passed, hot = np.concatenate([query.seen, query.served]), shelf(query.session)
    on_shelf = hot.nearest(point, quota + len(passed))
    query.session.execute(_SEARCH_WIDELY, {"width": str(WIDTH_BESIDE_SHELF if len(on_shelf[0]) else WIDTH)})
    by_graph = _by_graph(query.session, point, quota, passed=passed)
    ids, first = np.unique(np.concatenate([by_graph[0], on_shelf[0]]), return_index=True)
    products = np.concatenate([by_graph[1], on_shelf[1]])[first]
    best = np.argsort(-products, kind="stable")
    return ids[best][~np.isin(ids[best], passed)][:quota]


def _by_graph(session: Session, point: NDArray[np.float32], quota: int, *, passed: Ids) -> tuple[Ids, Scores]:
    """Ids, and their inner products with the viewer's point."""
    asked = {"passed": listed(passed), "point": Vector(point).to_text(), "quota": quota}
    ids, products = session.execute(_NEAREST, asked).one()
    return ids_of(ids or ()), np.array(products or (), float)


def exploration(query: Query, quota: int) -> Ids:
    """New videos that need their first viewers."""
    return ids_of(assigned(query.session, query.viewer, quota))


def anything(query: Query, quota: int) -> Ids:
    """Whatever has not been watched yet: asked only when the other sources run dry."""
    return _asked(query, _ANYTHING, quota, hidden=_hidden(query))


def watched_again(query: Query, quota: int) -> Ids:
    """The longest ago watched: asked only when nothing is left unwatched."""
    return _asked(query, _AGAIN, quota, viewer=query.viewer.key)


def likings(session: Session, viewer_key: str) -> Likings:
    """Hashtags and sounds of what the viewer lately watched to the end or liked, the most frequent first.

    What was watched before a reset does not count.
    """
    topics, playing = session.execute(_LIKINGS, {"viewer": viewer_key}).one()
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


def _newest_of(whom: str) -> TextClause:
    """Of each followed person whom the condition holds for; what is for followers is for this viewer too."""
    return text(f"""
SELECT array_agg(id) FROM (
    SELECT v.id FROM (
        SELECT mine.followed_id FROM follows mine WHERE mine.follower_id = :user AND {whom}
        ORDER BY mine.created_at DESC LIMIT {MOST_FOLLOWED}
    ) f CROSS JOIN LATERAL (
        SELECT v.id, v.published_at FROM videos v
        WHERE v.creator_id = f.followed_id AND v.status = 'published'
            AND v.visibility IN ('public', 'followers') AND v.id NOT IN ({_PASSED})
        ORDER BY v.published_at DESC LIMIT :each
    ) v ORDER BY v.published_at DESC LIMIT :quota
) found""")  # noqa: S608 - constants of ours


_FOLLOWED = _newest_of("true")
_FRIENDS = _newest_of(
    "EXISTS (SELECT FROM follows back"
    " WHERE back.follower_id = mine.followed_id AND back.followed_id = mine.follower_id)"
)

_ABOUT = text(f"""
SELECT array_agg(id) FROM (
    SELECT id FROM (
        SELECT v.id, v.heat FROM videos v
        WHERE v.hashtags && CAST(:topics AS text[]) AND {PUBLIC}
            AND v.id NOT IN ({_PASSED}) LIMIT {MOST_COLD}
    ) cold ORDER BY heat DESC LIMIT :quota
) found""")  # noqa: S608 - constants of ours

_SEARCH_WIDELY = text(
    "SELECT set_config('hnsw.ef_search', :width, true),"
    " set_config('hnsw.iterative_scan', 'relaxed_order', true)"
)
_NEAREST = text(f"""
SELECT array_agg(video_id), array_agg(-away) FROM (
    SELECT e.video_id, e.embedding <#> CAST(:point AS vector) AS away
    FROM video_embeddings e WHERE e.video_id NOT IN ({_PASSED})
    ORDER BY away LIMIT :quota
) found""")  # noqa: S608 - constants of ours

_ANYTHING = text(f"""
SELECT array_agg(id) FROM (
    SELECT v.id FROM videos v JOIN users u ON u.id = v.creator_id
    WHERE {PUBLIC} AND {PRESENT} AND v.id NOT IN ({_PASSED})
        AND v.creator_id NOT IN ({_HIDDEN})
    ORDER BY v.published_at DESC LIMIT :quota
) found""")  # noqa: S608 - constants of ours

_AGAIN = text(f"""
SELECT array_agg(video_id) FROM (
    SELECT video_id FROM watch_history
    WHERE viewer_key = :viewer AND video_id NOT IN ({_PASSED})
    GROUP BY video_id ORDER BY max(created_at) LIMIT :quota
) found""")  # noqa: S608 - constants of ours

_LIKINGS = text("""
WITH liked AS (
    SELECT video_id FROM watch_history
    WHERE viewer_key = :viewer AND (completion_rate >= 0.6 OR liked)
        AND created_at > coalesce((
            SELECT max(reset_at) FROM feed_resets WHERE viewer_key = :viewer AND undone_at IS NULL
        ), '-infinity')
    ORDER BY created_at DESC LIMIT 100
), found AS (SELECT v.hashtags, v.sound_id FROM liked JOIN videos v ON v.id = liked.video_id)
SELECT
    ARRAY(SELECT tag FROM (SELECT unnest(hashtags) AS tag FROM found) t
          GROUP BY tag ORDER BY count(*) DESC, tag LIMIT 12),
    ARRAY(SELECT sound_id FROM found WHERE sound_id IS NOT NULL
          GROUP BY sound_id ORDER BY count(*) DESC, sound_id LIMIT 12)
""")
