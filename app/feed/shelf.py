"""The hottest videos of the house, held in the memory of each process and read anew every minute.

Trending, and what is hot of a hashtag or a sound, are found on it without asking the database; the shelf of a
large house also has the columns of its videos, most of what a page ranks.
"""

import threading
import time
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, text

from app.db import new_session
from app.feed.candidates import Ids, Mask, Scores, ids_of, nothing
from app.feed.exploration import rising
from app.recsys.columns import DIMENSIONS, MOST_TAGS, VIDEO
from app.telemetry import log
from app.videos.columns import columns_of

SIZE = 20_000
# A small house changes with every video and costs nothing to look at.
SMALL = 1_000
MOST_RISING = 50
FRESH_SECONDS = 60.0
AT_ONCE, PAUSE_SECONDS = 200, 0.03

_ROW = np.dtype([("id", ">i8"), ("sound", ">i8"), ("tags", ">i8", MOST_TAGS)])
_HOTTEST = text("""
SELECT string_agg(
    int8send(id) || int8send(coalesce(sound_id, 0))
    || int8send(coalesce(tag_keys[1], 0)) || int8send(coalesce(tag_keys[2], 0))
    || int8send(coalesce(tag_keys[3], 0)) || int8send(coalesce(tag_keys[4], 0)), ''::bytea)
FROM (
    SELECT id, sound_id, tag_keys FROM videos
    WHERE status = 'published' AND visibility = 'public' ORDER BY heat DESC, id DESC LIMIT :size
) hottest
""")


@dataclass(frozen=True, slots=True)
class Shelf:
    """The hottest first."""

    ids: Ids
    sounds: Ids
    tags: NDArray[np.int64]
    read_at: float
    # What has just passed the gates for new videos, the newest first.
    rising: Ids
    # Rows of `VIDEO` by id, those ids, and their vectors [n, 128].
    rows: NDArray[np.void] = field(default_factory=lambda: np.empty(0, VIDEO))
    sorted_ids: Ids = field(default_factory=nothing)
    vectors: NDArray[np.float32] = field(default_factory=lambda: np.empty((0, DIMENSIONS), np.float32))

    def known(self, ids: Ids) -> tuple[NDArray[np.void], Mask]:
        """The rows of those of `ids` that are on it, in their order; and which these are."""
        if not len(self.rows):
            return self.rows, np.zeros(len(ids), bool)
        place = np.minimum(np.searchsorted(self.sorted_ids, ids), len(self.rows) - 1)
        there = self.sorted_ids[place] == ids
        return np.asarray(self.rows[place[there]]), np.asarray(there)

    def nearest(self, point: NDArray[np.float32], most: int) -> tuple[Ids, Scores]:
        """Those whose inner products with `point` are the greatest, in no order; and these."""
        products = self.vectors @ point
        best = np.argpartition(-products, most)[:most] if len(products) > most else slice(None)
        return self.sorted_ids[best], products[best].astype(float)

    def about(self, keys: Ids) -> Mask:
        return np.asarray(np.isin(self.tags, keys[keys != 0]).any(axis=1))

    def playing(self, sounds: Ids) -> Mask:
        return np.isin(self.sounds, sounds[sounds != 0])


class _Kept:
    """One shelf for all threads; whoever finds it old sends for a new one and goes on with the old."""

    def __init__(self) -> None:
        self.shelf: Shelf | None = None
        self.lock = threading.Lock()

    def get(self, session: Session) -> Shelf:
        shelf = self.shelf
        if shelf is None or len(shelf.ids) < SMALL:
            self.shelf = shelf = _read(session)
        if len(shelf.ids) >= SMALL and self._is_old(shelf) and self.lock.acquire(blocking=False):
            threading.Thread(target=self._renew, daemon=True).start()
        return shelf

    def _is_old(self, shelf: Shelf) -> bool:
        return not len(shelf.rows) or time.monotonic() - shelf.read_at > FRESH_SECONDS

    def _renew(self) -> None:
        try:
            with new_session() as session:
                self.shelf = _with_rows(session, _read(session))
        except Exception as error:  # the old one stays
            log().warning("shelf_not_renewed", error=str(error))
        finally:
            self.lock.release()


def _read(session: Session) -> Shelf:
    packed = session.execute(_HOTTEST, {"size": SIZE}).scalar()
    rows = np.frombuffer(packed or b"", _ROW)
    return Shelf(
        rows["id"].astype(np.int64),
        rows["sound"].astype(np.int64),
        rows["tags"].astype(np.int64),
        time.monotonic(),
        ids_of(rising(session, MOST_RISING)),
    )


def _with_rows(session: Session, shelf: Shelf) -> Shelf:
    """A little at a time, so that no page waits behind it."""
    parts = []
    for first in range(0, len(shelf.ids), AT_ONCE):
        parts.append(columns_of(session, shelf.ids[first : first + AT_ONCE], public=True))
        time.sleep(PAUSE_SECONDS)
    rows = np.concatenate(parts)
    rows = rows[np.argsort(rows["id"])]
    ids, vectors = np.ascontiguousarray(rows["id"]), np.ascontiguousarray(rows["vector"])
    return replace(shelf, rows=rows, sorted_ids=ids, vectors=vectors)


_KEPT = _Kept()


def shelf(session: Session) -> Shelf:
    return _KEPT.get(session)
