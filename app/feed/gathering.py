"""Candidates of all sources, each once; what a search brought is kept in Valkey for the next few pages.

What is kept is a hint: every page filters it anew, asks again for what must be fresh, and gathers everything
anew when the viewer's taste has moved or too little is left.
"""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.feed.candidates import CODE, Ids, Named, Query
from app.feed.sources import Source
from app.recsys.columns import DIMENSIONS
from app.telemetry import CANDIDATES, GATHERED

# What a page gathered lives for a scroll; what was gathered ahead, until its viewer comes.
LIFE_SECONDS, AHEAD_SECONDS = 300, 3600
# A viewer's point may move so far, relative to its length, before their neighbours are looked up again.
MOVED = 0.1
# A small choice costs nothing to look up, and every new video matters in it.
WORTH_KEEPING = 400
MOST = 1_000
# Never taken from what is kept: a new video is promised its places.
ALWAYS_FRESH = frozenset({"exploration"})

_HEAD = np.dtype([("until", "<f8"), ("asked", "V16"), ("vector", "<f4", DIMENSIONS)])
_ROW = np.dtype([("id", "<i8"), ("source", "u1")])


@dataclass(frozen=True, slots=True)
class Gathered:
    """What to go on with, and what to keep for the next page if it was gathered for this one."""

    named: Named
    keep: bytes | None = None


def gather(
    query: Query, asked: Sequence[Source], *, kept: bytes | None = None, life: int = LIFE_SECONDS
) -> Gathered:
    known = _unpacked(query, kept)
    GATHERED.labels("hit" if known is not None else "miss").inc()
    if known is not None:
        fresh = [_ask(query, one) for one in asked if one.name in ALWAYS_FRESH]
        return Gathered(_together([*fresh, known]))
    found = _together([_ask(query, one) for one in asked])
    return Gathered(found, pack(query, found, life=life) if len(found) >= WORTH_KEEPING else None)


def holds(query: Query, kept: bytes | None, *, seconds: float) -> bool:
    """Whether what is kept will still do for this viewer after so many seconds."""
    return _unpacked(query, kept, seconds=seconds) is not None


def pack(query: Query, found: Named, *, life: int = LIFE_SECONDS) -> bytes:
    head, rows = np.zeros(1, _HEAD), np.empty(len(found), _ROW)
    head["until"], head["asked"] = time.time() + life, np.void(_fingerprint(query))
    head["vector"] = _point(query)
    rows["id"], rows["source"] = found.ids, found.sources
    return head.tobytes() + rows.tobytes()


def first_of_each(found: Named) -> Named:
    """At most `MOST`, the best of every source before the second best of any."""
    if len(found) <= MOST:
        return found
    rank = np.empty(len(found), np.int64)
    for code in np.unique(found.sources):
        mine = np.flatnonzero(found.sources == code)
        rank[mine] = np.arange(len(mine))
    return found.where(np.sort(np.argsort(rank, kind="stable")[:MOST]))


def _ask(query: Query, source: Source) -> Named:
    ids = source.find(query, source.quota)
    CANDIDATES.labels(source.name).inc(len(ids))
    return Named(ids, np.full(len(ids), CODE[source.name], np.uint8))


def _together(found: Sequence[Named]) -> Named:
    """Every video once, by the first source that names it; the order stays."""
    ids = np.concatenate([one.ids for one in found])
    sources = np.concatenate([one.sources for one in found])
    first = np.sort(np.unique(ids, return_index=True)[1])
    return Named(ids[first], sources[first])


def _unpacked(query: Query, kept: bytes | None, *, seconds: float = 0) -> Named | None:
    """None when there is nothing, or when it was gathered for another taste."""
    if not kept or len(kept) < _HEAD.itemsize:
        return None
    head = np.frombuffer(kept, _HEAD, count=1)[0]
    if time.time() + seconds > head["until"] or head["asked"].tobytes() != _fingerprint(query):
        return None
    if _moved(head["vector"], _point(query)):
        return None
    rows = np.frombuffer(kept, _ROW, offset=_HEAD.itemsize)
    named = Named(rows["id"].astype(np.int64), rows["source"].copy())
    left = ~np.isin(named.ids, query.seen) & ~np.isin(named.ids, query.served)
    return named if left.sum() >= WORTH_KEEPING // 2 else None


def _moved(before: NDArray[np.float32], after: NDArray[np.float32]) -> bool:
    return bool(np.linalg.norm(after - before) > MOVED * np.linalg.norm(before))


def _point(query: Query) -> NDArray[np.float32]:
    return np.zeros(DIMENSIONS, np.float32) if query.vector is None else query.vector


def _fingerprint(query: Query) -> bytes:
    said = f"{query.steering.model_dump_json()}{_ordered(query.blocked)}"
    return hashlib.blake2b(said.encode(), digest_size=16).digest()


def _ordered(ids: Ids) -> list[int]:
    return sorted(ids.tolist())
