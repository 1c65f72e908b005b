"""Hashtags, people and sounds by name: what begins so, and what is one typo away."""

from collections.abc import Sequence
from math import log
from typing import Any

from sqlalchemy import Row, text
from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.search import vocabulary
from app.search.asking import Asked
from app.search.spelling import closeness
from app.search.visible import NOT_BLOCKED, TO_BE_MET

MOST = 60
# Fewer than this, and names that only look alike are asked for too, which takes longer.
FEW = 3
QUALITY, FOLLOWED = 0.25, 0.3
# As a subquery the spellings are made once, whatever plan is taken, and not for each row.
_HASHTAGS = text("""
SELECT tag, plain AS name, uses, 0 AS followed FROM hashtags WHERE uses > 0 AND tag IN (
    (SELECT tag FROM hashtags WHERE uses > 0 AND plain ~>=~ :name AND plain ~<~ (:name || chr(1114111))
        ORDER BY uses DESC, tag LIMIT 60)
    UNION ALL
    (SELECT tag FROM hashtags WHERE uses > 0 AND length(:name) > 2 AND keys && (SELECT spellings(:name))
        ORDER BY uses DESC LIMIT 200))
""")
_ALIKE_HASHTAGS = text("""
SELECT tag, plain AS name, uses, 0 AS followed FROM hashtags WHERE uses > 0 AND plain % :name
ORDER BY similarity(plain, :name) DESC LIMIT 20
""")
_FACE = """u.id, u.username, u.display_name, u.avatar_url,
    coalesce((SELECT c.long_count FROM creator_totals c WHERE c.creator_id = u.id), 0) AS uses,
    EXISTS (SELECT FROM follows f WHERE f.follower_id = :me AND f.followed_id = u.id)::int AS followed"""
_PEOPLE = text(f"""
SELECT found.name, {_FACE} FROM (
    (SELECT user_id, name FROM person_names WHERE name ~>=~ :name AND name ~<~ (:name || chr(1114111))
        LIMIT 400)
    UNION
    (SELECT user_id, name FROM person_names WHERE length(:name) > 2 AND keys && (SELECT spellings(:name))
        LIMIT 400)
) AS found JOIN users u ON u.id = found.user_id WHERE {TO_BE_MET}
""")  # noqa: S608 - the conditions are ours
_ALIKE_PEOPLE = text(f"""
SELECT u.username AS name, {_FACE} FROM users u WHERE u.username % :name AND {TO_BE_MET}
ORDER BY similarity(u.username, :name) DESC LIMIT 20
""")  # noqa: S608 - the conditions are ours
_SOUNDS = text(f"""
SELECT s.id, s.use_count, tsvector_to_array(searched(s.title)) AS words FROM sounds s
WHERE s.use_count > 0 AND searched(s.title) @@ CAST(:query AS tsquery) AND NOT EXISTS (
    SELECT FROM users u WHERE u.id = s.creator_id AND NOT ({NOT_BLOCKED}))
ORDER BY s.use_count DESC LIMIT 200
""")  # noqa: S608 - the conditions are ours

Rows = Sequence[Row[Any]]


def hashtags(session: Session, asked: Asked, *, begun: bool = False) -> list[Row[Any]]:
    """Rows with `tag` and `uses`; `begun` puts those that begin so before those that are near."""
    if not asked.name:
        return []
    bound = {"name": asked.name}
    rows = session.execute(_HASHTAGS, bound).all()
    if _good(rows, asked.name) < FEW and len(asked.name) > 2:
        rows = [*rows, *session.execute(_ALIKE_HASHTAGS, bound)]
    return _best(rows, asked.name, one=lambda row: row.tag, begun=begun)


def people(session: Session, viewer: Viewer, asked: Asked, *, begun: bool = False) -> list[Row[Any]]:
    """Rows of users; before others of as good a name those whom the viewer follows."""
    if not asked.name:
        return []
    bound = {"name": asked.name, "me": viewer.id or 0}
    rows = session.execute(_PEOPLE, bound).all()
    if _good(rows, asked.name) < FEW and len(asked.name) > 2:
        rows = [*rows, *session.execute(_ALIKE_PEOPLE, bound)]
    return _best(rows, asked.name, one=lambda row: row.id, begun=begun)


def sounds(session: Session, viewer: Viewer, asked: Asked) -> list[int]:
    """Ids of sounds with all the words in their title, the nearest and most used first."""
    meant = vocabulary.meanings(session, asked.words)
    if not meant:
        return []
    bound = {"query": vocabulary.tsquery(meant, every=True), "me": viewer.id or 0}
    rows = session.execute(_SOUNDS, bound).all()
    most = log(2 + max((row.use_count for row in rows), default=0))

    def score(row: Row[Any]) -> float:
        words = frozenset(row.words)
        near = sum(one.in_words(words) for one in meant) / len(meant)
        return near * (1 + QUALITY * log(1 + row.use_count) / most)

    return [row.id for row in sorted(rows, key=score, reverse=True)]


def _good(rows: Rows, name: str) -> int:
    return sum(closeness(name, row.name) > 0.5 for row in rows)


def _best(rows: Rows, name: str, *, one: Any, begun: bool) -> list[Row[Any]]:
    """Each thing once, by the nearest of its names and by how much people like it."""
    most = log(2 + max((row.uses for row in rows), default=0))
    scored: dict[Any, tuple[float, Row[Any]]] = {}
    for row in rows:
        liked = 1 + QUALITY * log(1 + row.uses) / most + FOLLOWED * row.followed
        score = closeness(name, row.name) * liked + (begun and row.name.startswith(name))
        if score > scored.get(one(row), (0.0, row))[0]:
            scored[one(row)] = (score, row)
    return [row for _, row in sorted(scored.values(), key=lambda pair: -pair[0])][:MOST]
