"""A made-up site of any size: topics, creators, videos, people and what they watched, as plain arrays.

Vectors lie as learned ones do: a few strong directions, topics in families, longer the more was watched.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Moments = NDArray[np.float64]
Ints = NDArray[np.int64]

DIMENSIONS = 128
DAY = 86_400.0
PAST_DAYS, WATCHED_DAYS = 540, 55
WATCHES_EACH = 10  # watches a video
NO_TAG = -1
LONG_SECONDS, TO_THE_END = 18.0, 0.95
HEAT_HALF_LIFE, LIKE_HEAT = 72 * 3600.0, 2.0
HEAT_EPOCH = 1_767_225_600.0  # 2026-01-01


@dataclass(frozen=True, slots=True)
class Videos:
    """One row a video; people and sounds are numbers from 0, a sound of -1 is none."""

    topics: Ints
    creators: Ints
    sounds: Ints
    tags: Ints  # [n, 4], NO_TAG where there is none
    published: Moments
    seconds: Floats
    weights: Floats  # how much of its topic's audience it draws
    vectors: Floats  # [n, 128]


@dataclass(frozen=True, slots=True)
class People:
    topics: Ints  # [n, 3], the first weighing most
    vectors: Floats
    activity: Floats


@dataclass(frozen=True, slots=True)
class Watches:
    """In the order of time."""

    viewers: Ints
    videos: Ints
    at: Moments
    completion: Floats
    liked: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Crowd:
    now: float
    videos: Videos
    people: People
    watches: Watches


def crowd(count: int, *, now: float, seed: int = 1) -> Crowd:
    """`count` videos, a tenth as many people, ten times as many watches."""
    rng = np.random.default_rng(seed)
    centres = _centres(rng, int(np.clip(np.sqrt(count) / 2, 24, 400)))
    videos = _videos(rng, count, centres, now)
    people = _people(rng, max(count // 10, 100), centres)
    return Crowd(now, videos, people, _watches(rng, videos, people, now))


def _scales() -> Floats:
    return (1 / np.sqrt(1 + np.arange(DIMENSIONS) / 8)).astype(np.float32)


def _centres(rng: np.random.Generator, count: int) -> Floats:
    """Topics in families of about eight."""
    families = rng.normal(size=(max(count // 8, 1), DIMENSIONS)) * _scales()
    own = rng.normal(size=(count, DIMENSIONS)) * _scales()
    return np.asarray(0.7 * families[np.arange(count) % len(families)] + 0.7 * own, dtype=np.float32)


def _videos(rng: np.random.Generator, count: int, centres: Floats, now: float) -> Videos:
    topics = _zipf(rng, len(centres), count, 0.6)
    weights = rng.pareto(1.1, count).astype(np.float32) + 0.02
    age = PAST_DAYS * rng.beta(0.8, 1.6, count)
    return Videos(
        topics=topics,
        creators=_zipf(rng, max(count // 50, 20), count, 0.7),
        sounds=np.where(rng.random(count) < 0.6, _zipf(rng, max(count // 20, 10), count, 0.8), -1),
        tags=_tags(rng, topics, vocabulary=int(np.clip(count / 50, 200, 20_000))),
        published=now - DAY * (age + 0.02),
        seconds=np.clip(rng.lognormal(2.9, 0.6, count), 4, 180).astype(np.float32),
        weights=weights,
        vectors=_vectors(rng, centres[topics], weights),
    )


def _vectors(rng: np.random.Generator, middle: Floats, weights: Floats) -> Floats:
    """Around their topic's centre; what is watched more lies further out, as factors do."""
    made = rng.standard_normal(middle.shape, dtype=np.float32) * _scales()
    made += middle
    length = 0.25 + 0.2 * np.log1p(weights)
    made *= (length / np.linalg.norm(made, axis=1))[:, None]
    return made


def _tags(rng: np.random.Generator, topics: Ints, *, vocabulary: int) -> Ints:
    """None to four a video: mostly words of its topic, some that everybody uses."""
    shape = (len(topics), 4)
    word = _zipf(rng, 200, shape, 1.0)
    own = (topics[:, None] * 7919 + word * 31) % vocabulary
    tags = np.where(rng.random(shape) < 0.7, own, _zipf(rng, vocabulary, shape, 1.0))
    return np.where(np.arange(4) < rng.integers(0, 5, len(topics))[:, None], tags, NO_TAG)


def _people(rng: np.random.Generator, count: int, centres: Floats) -> People:
    topics = rng.integers(0, len(centres), (count, 3))
    share = np.array([0.6, 0.3, 0.1], dtype=np.float32)
    vectors = np.einsum("k,nkd->nd", share, centres[topics])
    vectors += 0.5 * rng.standard_normal((count, DIMENSIONS), dtype=np.float32) * _scales()
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return People(topics, vectors.astype(np.float32), rng.lognormal(0, 1, count).astype(np.float32))


def _watches(rng: np.random.Generator, videos: Videos, people: People, now: float) -> Watches:
    """Three in four from one's topics, the rest from anywhere; nobody watches a video twice."""
    count, drawn = len(videos.topics), WATCHES_EACH * len(videos.topics)
    viewers = _weighted(rng, people.activity, drawn + drawn // 3)
    mine = people.topics[viewers, rng.choice(3, len(viewers), p=[0.6, 0.3, 0.1])]
    is_own = rng.random(len(viewers)) < 0.75
    shown = np.where(is_own, _of_topic(rng, videos, mine), _weighted(rng, videos.weights, len(viewers)))
    kept = np.unique(viewers * count + shown)
    kept = rng.permutation(kept)[:drawn]
    return _outcomes(rng, videos, people, np.divmod(kept, count), now)


def _outcomes(
    rng: np.random.Generator, videos: Videos, people: People, pairs: tuple[Ints, Ints], now: float
) -> Watches:
    """When, how far and whether liked; those who care for the topic stay longer."""
    viewers, shown = pairs
    earliest = np.maximum(videos.published[shown], now - WATCHED_DAYS * DAY)
    at = earliest + (now - 60 - earliest) * rng.random(len(shown))
    fits = (people.topics[viewers] == videos.topics[shown, None]).any(axis=1)
    completion = rng.beta(np.where(fits, 1.6, 0.7), 0.9).astype(np.float32)
    liked = rng.random(len(shown)) < 0.18 * fits * completion + 0.01
    order = np.argsort(at)
    return Watches(viewers[order], shown[order], at[order], completion[order], liked[order])


def _of_topic(rng: np.random.Generator, videos: Videos, topics: Ints) -> Ints:
    """A video of each topic, heavy ones more often."""
    order = np.lexsort((-videos.weights, videos.topics))
    starts = np.searchsorted(videos.topics[order], topics)
    sizes = np.bincount(videos.topics, minlength=int(topics.max()) + 1)[topics]
    place = starts + (sizes * rng.random(len(topics)) ** 2.5).astype(np.int64)
    return np.asarray(order[np.minimum(place, len(order) - 1)], dtype=np.int64)


def _weighted(rng: np.random.Generator, weights: Floats, count: int) -> Ints:
    ends = np.cumsum(weights, dtype=np.float64)
    found = np.searchsorted(ends, rng.random(count) * ends[-1])
    return np.asarray(np.minimum(found, len(weights) - 1), dtype=np.int64)


def _zipf(rng: np.random.Generator, most: int, shape: int | tuple[int, ...], power: float) -> Ints:
    """Numbers below `most`, the k-th as likely as 1/(k+1)^power."""
    ends = np.cumsum(1 / np.arange(1, most + 1) ** power)
    return np.asarray(np.searchsorted(ends, rng.random(shape) * ends[-1]), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a video's row says of its watches."""

    watches: Ints
    watched_ms: Ints
    completions: Moments
    longs: Ints
    likes: Ints
    heat: Moments  # NaN where nothing was watched


def counts(site: Crowd) -> Counts:
    """Sums over the watches, video by video; `heat` is log2 of decayed watches since `HEAT_EPOCH`."""
    seen, count = site.watches, len(site.videos.topics)
    seconds = seen.completion * site.videos.seconds[seen.videos]
    long = (seconds >= LONG_SECONDS) | (seen.completion >= TO_THE_END)
    fresh = np.exp2((seen.at - site.now) / HEAT_HALF_LIFE) * np.where(seen.liked, 1 + LIKE_HEAT, 1)

    def total(values: NDArray[np.generic]) -> Moments:
        sums = np.bincount(seen.videos, weights=values.astype(np.float64), minlength=count)
        return np.asarray(sums, dtype=np.float64)

    decayed = total(fresh)
    heat = np.full(count, np.nan)
    np.log2(decayed, out=heat, where=decayed > 0)
    return Counts(
        watches=np.bincount(seen.videos, minlength=count),
        watched_ms=total(seconds * 1000).astype(np.int64),
        completions=total(seen.completion),
        longs=total(long).astype(np.int64),
        likes=total(seen.liked).astype(np.int64),
        heat=heat + (site.now - HEAT_EPOCH) / HEAT_HALF_LIFE,
    )
