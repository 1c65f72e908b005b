"""How much a viewer will want a candidate: quality × freshness, lifted by shared topics.

The formula is what the trained ranker falls back to.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.feed.candidates import Candidate, Query

Scores = NDArray[np.float64]
# A video without watches counts as if this many viewers had seen half of it.
PRIOR_WATCHES, PRIOR_COMPLETION = 8, 0.5
FRESH_HALF_LIFE_HOURS = 96
FOLLOWED_LIFT = 0.25


def quality(_query: Query, found: Sequence[Candidate]) -> Scores:
    """Smoothed completion, and likes per view, both in 0 to 1."""
    views = np.array([c.views for c in found], dtype=float)
    completion = np.array([PRIOR_COMPLETION if c.completion is None else c.completion for c in found])
    likes = np.array([c.likes for c in found], dtype=float)
    smoothed = (completion * views + PRIOR_COMPLETION * PRIOR_WATCHES) / (views + PRIOR_WATCHES)
    liked = np.minimum(1, 4 * likes / (views + PRIOR_WATCHES))
    return np.asarray(smoothed * 0.8 + liked * 0.2)


def freshness(query: Query, found: Sequence[Candidate]) -> Scores:
    """1 at publication, a half after `FRESH_HALF_LIFE_HOURS`."""
    hours = np.array([(query.now - c.published_at).total_seconds() / 3600 for c in found])
    return np.asarray(np.exp2(-np.maximum(hours, 0) / FRESH_HALF_LIFE_HOURS))


def topic_match(query: Query, found: Sequence[Candidate]) -> Scores:
    """Shared hashtags, the viewer's most frequent weighing most: 0 to 1."""
    weight = {topic: 1 / math.log2(rank + 2) for rank, topic in enumerate(query.topics)}
    totals = np.array([sum(weight.get(tag, 0.0) for tag in c.hashtags) for c in found])
    return np.minimum(1, totals / 1.5)


def followed_creator(_query: Query, found: Sequence[Candidate]) -> Scores:
    return np.array([FOLLOWED_LIFT if c.source == "followed" else 0.0 for c in found])
