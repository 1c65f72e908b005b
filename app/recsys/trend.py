"""What is being watched now, whoever looks: the part of liking that needs no taste."""

import numpy as np
from numpy.typing import NDArray

from app.recsys.interactions import Interactions

# A long view counts half after so many more for each video there is, so that a small site forgets no sooner
# than it has seen something else, and a large one does not take an hour's noise for a trend.
HALVED_EVERY = 0.25
LEAST = 100
FLOOR = 0.02  # of the most watched video's count: below it all are alike


def trend(interactions: Interactions, ids: NDArray[np.int64]) -> NDArray[np.float32]:
    """0..1 for each of ``ids`` (sorted): the logarithm of its long views, of which the last count most."""
    liked = interactions.only((interactions.long | interactions.liked) & np.isin(interactions.videos, ids))
    if not len(liked):
        return np.zeros(len(ids), np.float32)
    weights = np.exp2(-_since(liked.at) / max(LEAST, HALVED_EVERY * len(ids)))
    counts = np.bincount(np.searchsorted(ids, liked.videos), weights, minlength=len(ids))
    heights = np.log(counts / counts.max() + FLOOR)
    return np.asarray((heights - np.log(FLOOR)) / (np.log(1 + FLOOR) - np.log(FLOOR)), np.float32)


def _since(at: NDArray[np.float64]) -> NDArray[np.int64]:
    """How many views came after each moment."""
    return len(at) - np.searchsorted(np.sort(at), at, "right")
