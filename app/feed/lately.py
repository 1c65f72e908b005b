"""Columns of videos that pages of this process ranked within the last minute.

The pages of a scroll rank nearly the same candidates, and people of one taste nearly those of each other.
"""

import threading
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.feed.candidates import Ids, Mask
from app.recsys.columns import VIDEO

# Each video has one place, which the last to come holds; 20 MB once all are taken.
PLACES = 32_768
FRESH_SECONDS = 60.0


class Lately:
    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._ids, self._rows = np.zeros(PLACES, np.int64), np.zeros(PLACES, VIDEO)
        self._until = np.full(PLACES, -np.inf)

    def known(self, ids: Ids) -> tuple[NDArray[np.void], Mask]:
        """The rows of those of `ids` that are here, in their order; and which these are."""
        place = ids % PLACES
        with self._lock:
            here = (self._ids[place] == ids) & (self._until[place] > self._clock())
            return np.asarray(self._rows[place[here]]), np.asarray(here)

    def keep(self, rows: NDArray[np.void]) -> None:
        place = rows["id"] % PLACES
        with self._lock:
            self._ids[place], self._rows[place] = rows["id"], rows
            self._until[place] = self._clock() + FRESH_SECONDS
