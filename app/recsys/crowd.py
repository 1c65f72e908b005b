"""The same features for many viewers at once: what each is known for, at the end or before each watch."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.recsys.features import Known
from app.recsys.profile import (
    RECENT_WATCHES,
    TOTALS,
    Affinities,
    Keys,
    directions,
    fairly,
    keys_of,
    lengths,
    summed,
    surprise,
    usual_long,
)

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
# Vectors of so many watches are held at once.
TOGETHER = 50_000


@dataclass(frozen=True, slots=True)
class Crowd:
    """The profiles and vectors of many `viewers` (sorted); the last row of each table is of strangers."""

    viewers: Keys
    totals: Doubles
    affinities: Affinities
    leanings: Floats
    tastes: Floats

    def known(self, viewers: Keys, videos: NDArray[np.void]) -> Known:
        """For rows of `VIDEO`, each with its own viewer."""
        place = np.searchsorted(self.viewers, viewers)
        place[~np.isin(viewers, self.viewers)] = len(self.viewers)
        vectors = videos["vector"]
        return Known(
            self.totals[place],
            self.affinities.at(keys_of(videos, viewers)),
            np.einsum("ij,ij->i", vectors, self.tastes[place]),
            np.einsum("ij,ij->i", vectors, self.leanings[place]),
            lengths(vectors),
        )


def crowd_of(
    viewers: Keys, videos: NDArray[np.void], outcomes: NDArray[np.void], *, tastes: Floats, stranger: Floats
) -> Crowd:
    """From watches in the order of viewer and time; `tastes` [viewers, 128] in that of the viewers."""
    found, begins = np.unique(viewers, return_index=True)
    ends = np.r_[begins[1:], len(viewers)].astype(np.int64)
    after = _totals(viewers, videos, outcomes)[1][ends - 1]
    lean = np.add.reduceat(_surprised(videos, outcomes), begins) if len(begins) else np.empty((0, 128))
    keys = summed(keys_of(videos, viewers), surprise(videos, outcomes["long"]))
    return Crowd(
        found,
        np.vstack([after, np.zeros(len(TOTALS))]),
        keys,
        np.vstack([lean, np.zeros(lean.shape[1])]).astype(np.float32),
        np.vstack([tastes, stranger]).astype(np.float32),
    )


def known_before(
    viewers: Keys, videos: NDArray[np.void], outcomes: NDArray[np.void], *, tastes: Floats
) -> Known:
    """Of each watch, in the order of viewer and time: what the earlier ones of its viewer tell.

    `tastes` [n] are the inner products of the viewers' vectors, as of before, with the videos'.
    """
    surprised = surprise(videos, outcomes["long"])
    keys = keys_of(videos, viewers)
    met = _earlier(keys.ravel(), np.repeat(surprised, keys.shape[1])).reshape(*keys.shape, 2)
    met[keys == 0] = 0
    leaning = _running(_surprised(videos, outcomes), viewers)
    lean = np.einsum("ij,ij->i", leaning, videos["vector"])
    return Known(_totals(viewers, videos, outcomes)[0], met, tastes, lean, lengths(videos["vector"]))


def fair(viewers: Keys, long: NDArray[np.bool_]) -> Doubles:
    """[n] of watches in the order of viewer and time: what each adds to the long views of its video."""
    earlier = _running(np.column_stack([long, np.ones(len(long))]), viewers)
    return np.asarray(fairly(long, usual_long(*earlier.T)), np.float64)


def _surprised(videos: NDArray[np.void], outcomes: NDArray[np.void]) -> Floats:
    return directions(videos["vector"]) * surprise(videos, outcomes["long"])[:, None]


def _begins(group: Keys) -> NDArray[np.int64]:
    return np.flatnonzero(np.r_[len(group) > 0, group[1:] != group[:-1]])


def _running(rows: NDArray[np.floating], group: Keys, *, inclusive: bool = False) -> NDArray[np.floating]:
    """Sums over the earlier rows (and, inclusive, the row itself) of the same group; groups lie together."""
    sums = np.cumsum(rows, axis=0, dtype=np.float64)
    begins = _begins(group)
    runs = np.diff(np.r_[begins, len(group)])
    base = np.repeat((sums - rows)[begins], runs, axis=0)
    return np.asarray(sums - base if inclusive else sums - rows - base)


def _earlier(keys: Keys, surprised: Floats) -> Floats:
    """[n, 2]: how often each key came before, and the surprise with it."""
    order = np.argsort(keys, kind="stable")
    each = np.column_stack([np.ones(len(keys)), surprised])[order]
    found = np.empty((len(keys), 2), np.float32)
    found[order] = _running(each, keys[order])
    return found


def _totals(viewers: Keys, videos: NDArray[np.void], outcomes: NDArray[np.void]) -> tuple[Doubles, Doubles]:
    """[n, TOTALS] before and after each watch."""
    surprised = surprise(videos, outcomes["long"]).astype(np.float64)
    begins = _begins(viewers)
    number = np.arange(len(viewers)) - np.repeat(begins, np.diff(np.r_[begins, len(viewers)]))
    weight = np.exp2(number / RECENT_WATCHES)
    parts = np.column_stack(
        [
            np.ones(len(viewers)),
            surprised,
            outcomes["long"],
            outcomes["completion"],
            outcomes["liked"],
            weight,
            weight * surprised,
        ]
    )
    after = _running(parts, viewers, inclusive=True)
    before = after - parts
    last = np.where(number > 0, np.r_[0.0, outcomes["at"][:-1]][: len(viewers)], 0.0)
    after[:, 5:] /= weight[:, None]
    before[:, 5:] /= np.exp2((number - 1) / RECENT_WATCHES)[:, None]
    return np.column_stack([before, last]), np.column_stack([after, outcomes["at"]])
