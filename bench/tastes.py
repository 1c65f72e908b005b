"""Viewers of hidden tastes and the clips they meet; nobody but the simulator can look inside."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TOPICS, DIMENSIONS = 16, 128
# How much a viewer cares for their favourite topics, for some others, and for all the rest.
FAVOURITES, SOME, REST = (0.95, 0.8, 0.7), 0.35, 0.08
LIKED = 0.6
# Of the clips that come out while it runs, so many are by creators who were not there before.
BY_NEWCOMERS = 0.4


@dataclass(frozen=True, slots=True)
class Clips:
    """In the order in which they come out; `day` is 0 for those that are there at the start."""

    topics: Ints
    quality: Floats
    seconds: Floats
    creators: Ints
    is_newcomers: NDArray[np.bool_]
    day: Ints
    contents: Floats  # [n, 128]: what pictures, sound and words tell of it


@dataclass(frozen=True, slots=True)
class Watched:
    ms: int
    liked: bool


@dataclass(frozen=True, slots=True)
class Hidden:
    """`cares` [viewers, TOPICS], 0 to 1."""

    cares: Floats
    clips: Clips

    def likes(self, viewer: int, clips: Ints) -> NDArray[np.bool_]:
        """Whether each is about something that the viewer truly cares for."""
        return np.asarray(self.cares[viewer, self.clips.topics[clips]] >= LIKED)

    def watch(self, viewer: int, clip: int, rng: np.random.Generator) -> Watched:
        """To the end more likely the more they care and the better it is; else some part of it."""
        care, quality = self.cares[viewer, self.clips.topics[clip]], self.clips.quality[clip]
        stays = rng.random() < 1 / (1 + np.exp(2.4 - 4.2 * care - 1.5 * (quality - 0.5)))
        share = 1.0 if stays else rng.beta(1.0 + 1.5 * care, 3.0)
        liked = bool(stays and rng.random() < 0.5 * care * quality)
        return Watched(round(1000 * share * self.clips.seconds[clip]), liked)


def hidden(viewers: int, clips: int, *, days: int, seed: int) -> Hidden:
    """Half of the clips are there at the start, the others come out day by day."""
    rng = np.random.default_rng(seed)
    return Hidden(_cares(rng, viewers), _clips(rng, clips, days))


def _cares(rng: np.random.Generator, viewers: int) -> Floats:
    cares = np.full((viewers, TOPICS), REST)
    for row in cares:
        order = rng.permutation(TOPICS)
        row[order[: len(FAVOURITES)]] = FAVOURITES
        row[order[len(FAVOURITES) : len(FAVOURITES) + 4]] = SOME
    return cares


def _clips(rng: np.random.Generator, count: int, days: int) -> Clips:
    """A creator keeps to one or two topics; a newcomer has two clips."""
    day = np.sort(np.maximum(0, rng.integers(-days, days, count)))
    is_new = (day > 0) & (rng.random(count) < BY_NEWCOMERS)
    regulars = max(count // 20, TOPICS)
    creators = np.where(is_new, regulars + np.cumsum(is_new) // 2, rng.integers(0, regulars, count))
    pair = rng.integers(0, TOPICS, (int(creators.max()) + 1, 2))
    topics = pair[creators, (rng.random(count) < 0.3).astype(int)]
    look = rng.normal(size=(TOPICS, DIMENSIONS))
    contents = look[topics] + 1.2 * rng.normal(size=(count, DIMENSIONS))
    return Clips(
        topics=topics,
        quality=rng.beta(4, 3, count),
        seconds=np.clip(rng.lognormal(2.6, 0.5, count), 5, 60),
        creators=creators,
        is_newcomers=is_new,
        day=day,
        contents=contents / np.linalg.norm(contents, axis=1, keepdims=True),
    )


def spread(topics: Ints) -> float:
    """Entropy of the topics, 0 when all are the same, 1 when all are there alike."""
    share = np.bincount(topics, minlength=TOPICS) / max(len(topics), 1)
    share = share[share > 0]
    return float(-(share * np.log(share)).sum() / np.log(TOPICS))
