"""What is being watched now, whoever looks: the part of liking that needs no taste."""

import numpy as np
from numpy.typing import NDArray

from app.recsys.interactions import Interactions

HALF_LIFE = 17 * 3600.0
FLOOR = 0.02  # of the most watched video's count: below it all are alike


def trend(interactions: Interactions, ids: NDArray[np.int64]) -> NDArray[np.float32]:
    """0..1 for each of ``ids`` (sorted): the logarithm of its long views, halved every HALF_LIFE."""
    liked = interactions.only((interactions.long | interactions.liked) & np.isin(interactions.videos, ids))
    if not len(liked):
        return np.zeros(len(ids), np.float32)
    weights = np.exp2((liked.at - liked.at.max()) / HALF_LIFE)
    counts = np.bincount(np.searchsorted(ids, liked.videos), weights, minlength=len(ids))
    heights = np.log(counts / counts.max() + FLOOR)
    return np.asarray((heights - np.log(FLOOR)) / (np.log(1 + FLOOR) - np.log(FLOOR)), np.float32)
