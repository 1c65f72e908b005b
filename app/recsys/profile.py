"""What is known of a viewer besides the taste vector: how much, and of what, was watched with pleasure.

What counts is the surprise of a watch, its outcome minus what everyone makes of that video, so that having
been shown good videos does not look like a taste for their topic.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.recsys.columns import DIMENSIONS, MOST_TAGS

Floats = NDArray[np.float32]
Counts = NDArray[np.floating]
Keys = NDArray[np.int64]
PRIOR_WATCHES, PRIOR_LONG = 20.0, 0.35
# So many watches tell as much of a viewer as knowing nothing does.
OF_VIEWER = 10.0
# Of each viewer the most frequent topics, creators, sounds and lengths.
MOST_KEYS = 512
RECENT_WATCHES = 10.0
LENGTHS = np.array([4, 6, 8, 11, 15, 20, 27, 37, 50, 70, 95, 130, 180, 300], np.float32)
LENGTHS_ROUGH = np.array([10, 20, 45, 90], np.float32)
TOPIC, CREATOR, SOUND, LENGTH, LENGTH_ROUGH = (1, 2, 3, 4, 5)
KINDS = (*[TOPIC] * MOST_TAGS, CREATOR, SOUND, LENGTH, LENGTH_ROUGH)
TOTALS = ("watches", "surprise", "long", "completion", "likes", "recent", "recent_surprise", "last_at")
_ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Affinities:
    """Watches and summed surprise, by key; `keys` are sorted, `sums` is [n, 2]."""

    keys: Keys
    sums: Floats

    def at(self, keys: Keys) -> Floats:
        """[..., 2]; zeros for what was never met."""
        if not len(self.keys):
            return np.zeros((*keys.shape, 2), np.float32)
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.asarray(self.sums[place] * (self.keys[place] == keys)[..., None])


@dataclass(frozen=True)
class Profile:
    """`totals` in the order of `TOTALS`; `leaning` [128] is the summed surprise along each watched vector."""

    totals: NDArray[np.float64]
    affinities: Affinities
    leaning: Floats

    @cached_property
    def watches(self) -> int:
        return int(self.totals[0])

    def to_bytes(self) -> bytes:
        parts = (self.totals, self.leaning.astype("<f2"), self.affinities.keys, self.affinities.sums)
        return b"".join(np.ascontiguousarray(part).tobytes() for part in parts)

    @classmethod
    def from_bytes(cls, packed: bytes) -> "Profile":
        totals = np.frombuffer(packed, np.float64, len(TOTALS))
        leaning = np.frombuffer(packed, "<f2", DIMENSIONS, totals.nbytes).astype(np.float32)
        start = totals.nbytes + 2 * DIMENSIONS
        count = (len(packed) - start) // 16
        keys = np.frombuffer(packed, np.int64, count, start)
        sums = np.frombuffer(packed, np.float32, 2 * count, start + 8 * count)
        return cls(totals, Affinities(keys, sums.reshape(count, 2)), leaning)


def nobody() -> Profile:
    """The profile of who has watched nothing."""
    none = Affinities(np.empty(0, np.int64), np.empty((0, 2), np.float32))
    return Profile(np.zeros(len(TOTALS)), none, np.zeros(DIMENSIONS, np.float32))


def profile_of(videos: NDArray[np.void], outcomes: NDArray[np.void]) -> Profile:
    """From watches, oldest first: rows of `VIDEO` as they stand, and of `OUTCOME`."""
    if not len(videos):
        return nobody()
    surprised = surprise(videos, outcomes["long"])
    keys = keys_of(videos)
    return Profile(
        _totals(outcomes, surprised),
        summed(keys, surprised, most=MOST_KEYS),
        (directions(videos["vector"]) * surprised[:, None]).sum(axis=0),
    )


def usual_long(long: Counts, watches: Counts) -> Counts:
    """The share that a viewer watches long of whatever is shown, careful about those who have seen little."""
    return np.asarray((long + OF_VIEWER * PRIOR_LONG) / (watches + OF_VIEWER))


def fairly(long: NDArray[np.bool_], usual: Counts) -> Counts:
    """What a watch adds to its video's long views: less, the more of everything its viewer watches long."""
    return np.asarray(long - usual + PRIOR_LONG)


def expected_long(videos: NDArray[np.void]) -> Floats:
    """The share of viewers who watch it long, careful about videos that few have seen."""
    return np.asarray(
        (videos["long"] + PRIOR_WATCHES * PRIOR_LONG) / (videos["watches"] + PRIOR_WATCHES), np.float32
    )


def surprise(videos: NDArray[np.void], long: NDArray[np.bool_]) -> Floats:
    return long.astype(np.float32) - expected_long(videos)


def lengths(vectors: Floats) -> Floats:
    """[n], never 0, to divide by."""
    return np.asarray(np.maximum(np.sqrt(np.einsum("ij,ij->i", vectors, vectors)), 1e-6))


def directions(vectors: Floats) -> Floats:
    return np.asarray(vectors / lengths(vectors)[:, None])


def keys_of(videos: NDArray[np.void], viewers: Keys | int = 0) -> Keys:
    """[n, kinds]: the topics, creator, sound and lengths of each video, 0 where there is none.

    With `viewers` the keys of many people can share one table.
    """
    length = np.digitize(videos["seconds"], LENGTHS) + 1
    rough = np.digitize(videos["seconds"], LENGTHS_ROUGH) + 1
    raw = np.column_stack([videos["tags"], videos["creator"], videos["sound"], length, rough])
    salt = np.asarray(viewers, np.int64).reshape(-1, 1)
    return np.where(raw == 0, 0, _mixed(_mixed(raw, np.array(KINDS)), salt))


def liked_topics(profile: Profile, tags: Keys) -> NDArray[np.bool_]:
    """Which of the hashtags `tags` [n] (columns.tag_key) were watched longer than others watch such clips."""
    return np.asarray(profile.affinities.at(_mixed(_mixed(tags, np.array(TOPIC)), np.array(0)))[:, 1] > 0)


def summed(keys: Keys, surprised: Floats, *, most: int | None = None) -> Affinities:
    """How often each key was met and the surprise with it; the `most` frequent."""
    flat, rows = keys.ravel(), np.repeat(np.arange(len(keys)), keys.shape[1])
    met = flat != 0
    found, place = np.unique(flat[met], return_inverse=True)
    sums = np.column_stack([np.bincount(place), np.bincount(place, surprised[rows[met]])])
    if most is not None and len(found) > most:
        kept = np.sort(np.argsort(-sums[:, 0], kind="stable")[:most])
        found, sums = found[kept], sums[kept]
    return Affinities(found, sums.astype(np.float32))


def _totals(outcomes: NDArray[np.void], surprised: Floats) -> NDArray[np.float64]:
    age = np.arange(len(outcomes))[::-1]
    weight = np.exp2(-age / RECENT_WATCHES)
    return np.array(
        [
            len(outcomes),
            surprised.sum(),
            outcomes["long"].sum(),
            outcomes["completion"].sum(),
            outcomes["liked"].sum(),
            weight.sum(),
            (weight * surprised).sum(),
            outcomes["at"][-1],
        ],
        np.float64,
    )


def _mixed(numbers: Keys, salt: Keys) -> Keys:
    """A hash of both (a round of splitmix64); the few collisions among a viewer's keys do no harm."""
    with np.errstate(over="ignore"):
        mixed = numbers.astype(np.uint64) + (salt.astype(np.uint64) + np.uint64(1)) * _ODD
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray((mixed ^ (mixed >> np.uint64(31))).view(np.int64))
