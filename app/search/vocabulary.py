"""Which written words somebody may have meant by the ones they typed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log

from sqlalchemy import text
from sqlmodel import Session

from app.search.spelling import closeness

NEAR_EACH = 6
# Half of what is typed is still being typed: only the last word may be a beginning.
_MEANT = text("""
SELECT asked.place, found.word, found.uses
FROM unnest(CAST(:words AS text[])) WITH ORDINALITY AS asked(word, place)
CROSS JOIN LATERAL (
    SELECT w.word, w.uses FROM words w WHERE w.word = asked.word
    UNION
    (SELECT w.word, w.uses FROM words w WHERE asked.place = :last AND w.word ~>=~ asked.word
        AND w.word ~<~ (asked.word || chr(1114111)) ORDER BY w.uses DESC LIMIT 8)
    UNION
    (SELECT w.word, w.uses FROM words w WHERE length(asked.word) > 2 AND w.keys && spellings(asked.word)
        ORDER BY w.uses DESC LIMIT 60)
) AS found
""")


@dataclass(frozen=True, slots=True)
class Meaning:
    """One typed word: the words it may stand for, each with how near it comes."""

    typed: str
    near: dict[str, float]
    uses: dict[str, int]
    is_known: bool
    weight: float

    @property
    def strict(self) -> "Meaning":
        """Without guesses, as far as something was written just so, or begins so."""
        kept = {word: near for word, near in self.near.items() if word.startswith(self.typed)}
        return replace(self, near=kept) if self.is_known else self

    def in_words(self, words: frozenset[str]) -> float:
        """How well some words answer it."""
        return max((near for word, near in self.near.items() if word in words), default=0.0)


def meanings(session: Session, words: Sequence[str]) -> list[Meaning]:
    rows = session.execute(_MEANT, {"words": list(words), "last": len(words)}).all()
    return [
        _meaning(word, {row.word: row.uses for row in rows if row.place == place})
        for place, word in enumerate(words, start=1)
    ]


def tsquery(found: Sequence[Meaning], *, every: bool) -> str:
    """As PostgreSQL reads one; words are letters and digits only, so that nothing needs to be escaped."""
    return (" & " if every else " | ").join(f"({' | '.join(one.near)})" for one in found)


def corrected(found: Sequence[Meaning]) -> str | None:
    """What was searched for in place of words that nobody wrote, or nothing."""
    if all(one.is_known for one in found):
        return None
    return " ".join(max(one.near, key=lambda word: one.near[word]) for one in found)


def _meaning(typed: str, uses: dict[str, int]) -> Meaning:
    ranked = sorted(_near(typed, uses), key=lambda one: (-one[1], -uses[one[0]]))[:NEAR_EACH]
    near = {typed: 1.0, **dict(ranked)}
    is_known = any(word.startswith(typed) for word, _ in ranked)
    if not is_known and ranked:
        del near[typed]
    often = sum(uses[word] for word, _ in ranked[:1])
    return Meaning(typed, near, uses, is_known, 1 / (1 + log(1 + often)))


def _near(typed: str, uses: dict[str, int]) -> Iterator[tuple[str, float]]:
    for word in uses:
        near = closeness(typed, word)
        if near >= 0.6:
            yield word, near
