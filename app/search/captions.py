"""Videos by the words of their captions: those that answer best, and of these the ones people watch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import exp, log10
from typing import Any

from sqlalchemy import Row, text
from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.models.columns import now
from app.recsys.heat import height
from app.search import vocabulary
from app.search.schemas import LENGTHS, Question
from app.search.visible import PUBLIC, TO_BE_MET
from app.search.vocabulary import Meaning

# Only the hottest of what matches are looked at closely; a list in which nobody scrolls further ends there.
MOST = 300
ENOUGH = 12
QUALITY = 0.5
EVER = datetime(2000, 1, 1, tzinfo=UTC)
_FOUND = text(f"""
SELECT v.id, tsvector_to_array(t.words) AS words, v.heat, coalesce(v.completion_rate, 0) AS completion,
    coalesce(c.long_count, 0) AS known
FROM videos v JOIN video_texts t ON t.video_id = v.id JOIN users u ON u.id = v.creator_id
LEFT JOIN creator_totals c ON c.creator_id = v.creator_id
WHERE t.words @@ CAST(:query AS tsquery) AND {PUBLIC} AND {TO_BE_MET}
    AND v.published_at >= :since AND v.duration_seconds >= :shortest AND v.duration_seconds < :longest
ORDER BY v.heat DESC LIMIT {MOST}
""")  # noqa: S608 - the conditions are ours


@dataclass(frozen=True, slots=True)
class Videos:
    """Ids, the best first; `corrected` is what was searched for instead, where that differs."""

    ids: list[int]
    corrected: str | None = None


def videos(session: Session, viewer: Viewer, words: Sequence[str], question: Question) -> Videos:
    """With every word; where there are few, also by words near to them; where there are none, with any."""
    meant = vocabulary.meanings(session, words)
    if not meant:
        return Videos([])
    bound = {"me": viewer.id or 0, **_bounds(question)}
    strict = [one.strict for one in meant]
    found = _ranked(session, strict, bound, every=True)
    if len(found) < ENOUGH and strict != meant:
        found = _joined(found, _ranked(session, meant, bound, every=True))
    if not found and len(meant) > 1:
        found = _ranked(session, meant, bound, every=False)
    return Videos(found, vocabulary.corrected(meant) if found else None)


def _bounds(question: Question) -> dict[str, Any]:
    shortest, longest = LENGTHS[question.length] if question.length else (0, 1e9)
    since = now() - question.since.span if question.since else EVER
    return {"since": since, "shortest": shortest, "longest": longest}


def _ranked(session: Session, meant: list[Meaning], bound: dict[str, Any], *, every: bool) -> list[int]:
    rows = session.execute(_FOUND, {"query": vocabulary.tsquery(meant, every=every), **bound}).all()
    scores = {row.id: _relevance(row, meant) * (1 + QUALITY * _quality(row)) for row in rows}
    return sorted(scores, key=lambda video_id: -scores[video_id])


def _relevance(row: Row[Any], meant: list[Meaning]) -> float:
    words = frozenset(row.words)
    return sum(one.weight * one.in_words(words) for one in meant) / sum(one.weight for one in meant)


def _quality(row: Row[Any]) -> float:
    """What is watched these days, to its end, by a creator whom people watch: 0 to 1."""
    warm = 1 / (1 + exp(max(-30.0, min(30.0, (height(now()) - row.heat) / 2))))
    known = min(1.0, log10(1 + row.known) / 6)
    return float(0.6 * warm + 0.2 * row.completion + 0.2 * known)


def _joined(first: list[int], then: list[int]) -> list[int]:
    return [*first, *(one for one in then if one not in set(first))]
