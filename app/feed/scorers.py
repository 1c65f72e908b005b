"""The formula that scores while there is no trained model: quality × creator × freshness × shared topics.

Each part is a column of logarithms with 0 for "nothing special", so their sum is the score, and leaving one
out shows exactly what it did.
"""

import math

import numpy as np
from numpy.typing import NDArray

from app.feed.candidates import CODE, Candidates, Query, ids_of
from app.recsys.columns import tag_key

Parts = NDArray[np.float64]

# A video without watches counts as if this many viewers had seen half of it.
PRIOR_WATCHES, PRIOR_COMPLETION = 8, 0.5
# A creator's videos together, likewise, and only half of it is believed of the next one.
PRIOR_OF_CREATOR = 40
FRESH_HALF_LIFE_HOURS = 96
FRESH_LIFT, FOLLOWED_LIFT, TOPIC_LIFT = 0.5, 0.5, 1.0

PARTS = ("quality", "creator", "followed", "freshness", "topics")


def parts(query: Query, found: Candidates) -> Parts:
    """[videos, `PARTS`]"""
    made = (quality, creator, followed, freshness, topics)
    return np.column_stack([part(query, found) for part in made])


def quality(_query: Query, found: Candidates) -> Parts:
    """Smoothed completion, and likes per watch."""
    videos = found.videos
    watched = PRIOR_COMPLETION * PRIOR_WATCHES + videos["completions"].astype(float)
    smoothed = watched / (PRIOR_WATCHES + videos["watches"])
    liked = np.minimum(1, 4 * videos["likes"] / (PRIOR_WATCHES + videos["watches"]))
    return np.asarray(np.log((0.8 * smoothed + 0.2 * liked) / (0.8 * PRIOR_COMPLETION)))


def creator(_query: Query, found: Candidates) -> Parts:
    """How far the creator's other videos are watched."""
    videos = found.videos
    watched = PRIOR_COMPLETION * PRIOR_OF_CREATOR + videos["creator_completions"].astype(float)
    smoothed = watched / (PRIOR_OF_CREATOR + videos["creator_watches"])
    return np.asarray(np.log(smoothed / PRIOR_COMPLETION) / 2)


def followed(_query: Query, found: Candidates) -> Parts:
    return np.where(found.sources == CODE["followed"], math.log1p(FOLLOWED_LIFT), 0.0)


def freshness(query: Query, found: Candidates) -> Parts:
    """Most at publication, half of it after `FRESH_HALF_LIFE_HOURS`."""
    hours = np.maximum(0, query.now.timestamp() - found.videos["published"]) / 3600
    return np.asarray(np.log1p(FRESH_LIFT * np.exp2(-hours / FRESH_HALF_LIFE_HOURS)))


def topics(query: Query, found: Candidates) -> Parts:
    """Shared hashtags, the viewer's most frequent weighing most."""
    keys = ids_of(map(tag_key, query.topics))
    weights = 1 / np.log2(np.arange(len(keys)) + 2)
    shared = np.zeros(len(found))
    for key, weight in zip(keys, weights, strict=True):
        shared += weight * (found.videos["tags"] == key).any(axis=1)
    return np.asarray(np.log1p(TOPIC_LIFT * np.minimum(1, shared / 1.5)))
