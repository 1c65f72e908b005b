"""The hottest videos of the house, held in the memory of each process and read anew every minute.

Trending, and what is hot of a hashtag or a sound, are found on it without asking the database.
"""

import threading
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, text

from app.db import new_session
from app.feed.candidates import Ids, Mask
from app.recsys.columns import MOST_TAGS
from app.telemetry import log

SIZE = 20_000
# A small house changes with every video and costs nothing to look at.
SMALL = 1_000
FRESH_SECONDS = 60.0

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
        elif time.monotonic() - shelf.read_at > FRESH_SECONDS and self.lock.acquire(blocking=False):
            threading.Thread(target=self._renew, daemon=True).start()
        return shelf

    def _renew(self) -> None:
        try:
            with new_session() as session:
                self.shelf = _read(session)
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
    )


_KEPT = _Kept()


def shelf(session: Session) -> Shelf:
    return _KEPT.get(session)
