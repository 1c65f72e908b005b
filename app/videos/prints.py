"""Prints of videos in the database: storing them, and finding those that look alike among millions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete, select

from app.media.fingerprint import KEPT_PER_SECOND, Codes, Look, Prints, Words, heard, words_from, words_to
from app.models import AudioPrint, BlockedPicture, BlockedPrint, PicturePrint
from app.models.fingerprint import CODE_BITS, PART_BITS

STEP_MS = 1000 // KEPT_PER_SECOND
# More moments of a new clip are not asked for; a longer one is asked for at wider steps.
MOST_ASKED = 48
MOST_NEAR = 24
MOST_HEARD, ENOUGH_HEARD = 12, 500
NEAR_BITS = 16
NO_WORDS = words_from([])

_PARTS = [f"FROM {start} FOR {PART_BITS}" for start in range(1, CODE_BITS, PART_BITS)]
# Two codes that are alike have one of their quarters in common, nearly always; each quarter has an index.
_NEAR = " UNION ALL ".join(
    f"SELECT p.{{owner}} AS owner, a.code AS asked, bit_count(p.code # a.code) AS bits "  # noqa: S608
    f"FROM asked a JOIN {{table}} p ON substring(p.code {part}) = substring(a.code {part})"
    for part in _PARTS
)
_SEARCH = f"""
WITH asked AS (SELECT DISTINCT unnest(CAST(:codes AS bit({CODE_BITS})[])) AS code),
near AS ({_NEAR})
SELECT owner FROM near {{only}} GROUP BY owner
ORDER BY count(DISTINCT asked) DESC, min(bits) LIMIT :most
"""  # noqa: S608 - the names are ours
_PUBLISHED = (
    "JOIN videos v ON v.id = owner WHERE bits <= :bits AND v.status = 'published' AND v.id <> :itself"
)
_LIKE_PUBLISHED = text(_SEARCH.format(table="picture_prints", owner="video_id", only=_PUBLISHED))
# A song that thousands of videos play must not make the search slow; its copies are found by their pictures.
_SOUND_PUBLISHED = text(
    """
    SELECT video_id AS owner FROM (
        SELECT a.video_id, a.words FROM audio_prints a JOIN videos v ON v.id = a.video_id
        WHERE a.words && CAST(:words AS integer[]) AND v.status = 'published' AND v.id <> :itself
        LIMIT :enough
    ) AS alike
    ORDER BY cardinality(ARRAY(
        SELECT unnest(words) INTERSECT SELECT unnest(CAST(:words AS integer[]))
    )) DESC LIMIT :most
    """
)
_LIKE_BLOCKED = text(_SEARCH.format(table="blocked_pictures", owner="blocked_id", only="WHERE bits <= :bits"))


@dataclass(frozen=True, slots=True)
class Kept:
    """Prints as they come back from the database."""

    look: Look
    words: Words


def like_published(session: Session, prints: Prints, *, video_id: int) -> list[int]:
    """Published videos that may be the same: by their moments, the likeliest first, then by their sound.

    Words over the picture can change every moment of it, and leave the sound as it was.
    """
    seen = _search(session, _LIKE_PUBLISHED, prints, itself=video_id)
    told = np.unique(prints.words[heard(prints.words)])
    asked = {"words": words_to(told), "itself": video_id, "enough": ENOUGH_HEARD, "most": MOST_HEARD}
    sounding = [row.owner for row in session.execute(_SOUND_PUBLISHED, asked)] if len(told) else []
    return list(dict.fromkeys([*seen, *sounding]))


def like_blocked(session: Session, prints: Prints) -> list[int]:
    return _search(session, _LIKE_BLOCKED, prints)


def of_videos(session: Session, ids: Sequence[int]) -> dict[int, Kept]:
    rows = session.exec(select(PicturePrint).where(col(PicturePrint.video_id).in_(ids))).all()
    sounds = session.exec(select(AudioPrint).where(col(AudioPrint.video_id).in_(ids))).all()
    words = {one.video_id: words_from(one.words) for one in sounds}
    looks = {video_id: _look([row for row in rows if row.video_id == video_id]) for video_id in ids}
    return {video_id: Kept(look, words.get(video_id, NO_WORDS)) for video_id, look in looks.items()}


def of_blocked(session: Session, ids: Sequence[int]) -> dict[int, Kept]:
    rows = session.exec(select(BlockedPicture).where(col(BlockedPicture.blocked_id).in_(ids))).all()
    entries = session.exec(select(BlockedPrint).where(col(BlockedPrint.id).in_(ids))).all()
    return {
        one.id: Kept(_look([row for row in rows if row.blocked_id == one.id]), words_from(one.words))
        for one in entries
    }


def keep(session: Session, video_id: int, prints: Prints) -> None:
    """Store what a video looks and sounds like, in place of what was stored of it before."""
    session.exec(delete(PicturePrint).where(col(PicturePrint.video_id) == video_id))
    rows = [{"video_id": video_id, **row} for row in _rows(prints.look.kept)]
    if rows:
        session.execute(insert(PicturePrint).values(rows))
    session.merge(AudioPrint(video_id=video_id, words=words_to(prints.words)))


def _search(session: Session, query: Any, prints: Prints, **more: int) -> list[int]:
    codes = [code for look in (prints.look, prints.mirrored) for code in _asked(look)]
    if not codes:
        return []
    asked = {"codes": codes, "bits": NEAR_BITS, "most": MOST_NEAR, **more}
    return [row.owner for row in session.execute(query, asked)]


def _asked(look: Look) -> list[str]:
    shown = look.codes[look.shows]
    step = -(-len(shown) // MOST_ASKED) or 1
    return _bits(shown[::step])


def _bits(codes: Codes) -> list[str]:
    return [f"{int(code):0{CODE_BITS}b}" for code in codes]


def _rows(look: Look) -> list[dict[str, Any]]:
    """A row for each moment in which there is something to see; the others are gaps."""
    codes, motions = _bits(look.codes), _bits(look.motions)
    return [
        {"at_ms": n * STEP_MS, "code": codes[n], "motion": motions[n] if look.moves[n] else None}
        for n in np.flatnonzero(look.shows)
    ]


def _look(rows: Sequence[PicturePrint] | Sequence[BlockedPicture]) -> Look:
    count = max((row.at_ms // STEP_MS + 1 for row in rows), default=0)
    codes, motions = np.zeros(count, np.uint64), np.zeros(count, np.uint64)
    shows, moves = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    for row in rows:
        at = row.at_ms // STEP_MS
        codes[at], shows[at] = int(row.code, 2), True
        if row.motion is not None:
            motions[at], moves[at] = int(row.motion, 2), True
    return Look(KEPT_PER_SECOND, codes, motions, shows, moves)
