"""Lands videos that nobody watched yet in the space, by what is known of them at publish."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from app.recsys.columns import DIMENSIONS
from app.recsys.interactions import Catalogue
from app.recsys.space import Space

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
Ints = NDArray[np.int64]

# Keys fall into so many places by their hash; the same sound says less than the same tag.
TAGS, PAIRS, SOUNDS = 1024, 1024, 1024
RARE = 0.5
PAIRED = 1.0  # the first tag together with the length
LENGTHS, WEEKDAYS = 24, 7
FEATURES = TAGS + PAIRS + SOUNDS + 2 * LENGTHS + WEEKDAYS + DIMENSIONS + 1
STEPS = 40
# So many videos must agree before they are believed.
RIDGE = 25.0
# A creator's first video says so much less of the next than many do.
FIRST = 0.5


@dataclass(frozen=True, slots=True)
class Tower:
    weights: Floats  # [FEATURES, 128]
    creators: Ints  # sorted
    followings: Halves  # [creators, 128]: what each creator's name adds

    @classmethod
    def fit(cls, space: Space, catalogue: Catalogue) -> Self:
        """Ridge regression from what is known of the watched videos of ``space`` to where they lie.

        A creator has no slope in it but the whole mean of their videos: people watch somebody's next video
        because they watched the last ones, and a regression would share that out among tags and lengths.
        """
        rows = space.rows(catalogue.ids)
        watched = np.isin(catalogue.ids, space.ids[(space.inputs != 0).any(axis=1)])
        known, wanted = catalogue.only(watched), space.vectors[rows[watched]]
        ridge = np.full((FEATURES, 1), min(RIDGE, 0.02 * len(wanted) + 1), np.float32)
        ridge[-1] = 1e-3
        return cls(_regress(_features(known), wanted, ridge), *_followings(known.creators, wanted))

    def vectors(self, catalogue: Catalogue) -> Floats:
        """[n, 128]: where each video of ``catalogue`` is expected to lie."""
        found = np.asarray(_features(catalogue) @ self.weights, np.float32)
        place = np.searchsorted(self.creators, catalogue.creators)
        known = np.flatnonzero(np.isin(catalogue.creators, self.creators))
        found[known] += self.followings[place[known]]
        return found

    def save(self, file: BinaryIO | Path) -> None:
        np.savez(file, weights=self.weights, creators=self.creators, followings=self.followings)

    @classmethod
    def load(cls, file: BinaryIO | Path) -> Self:
        with np.load(file, allow_pickle=False) as saved:
            return cls(saved["weights"], saved["creators"], saved["followings"])


def _followings(creators: Ints, vectors: Floats) -> tuple[Ints, Halves]:
    """The creators, sorted, and the mean of each one's videos, cautious where they are few.

    A video that few have seen lies near the middle; by the root of its length it counts as more than that.
    """
    known, place = np.unique(creators, return_inverse=True)
    length = np.sqrt(np.maximum(np.linalg.norm(vectors, axis=1), 1e-6)).astype(np.float32)
    scale = (length**2).sum() / max(float(length.sum()), 1e-6)
    own = sparse.csr_matrix((scale / length, (place, np.arange(len(place)))), shape=(len(known), len(place)))
    share = 1 / (np.bincount(place, minlength=len(known)) + FIRST) * (known != 0)
    return known, np.asarray((own @ vectors) * share[:, None], np.float16)


def _regress(known: sparse.csr_matrix, wanted: Floats, ridge: Floats) -> Floats:
    """Weights [features, 128] by conjugate gradients, each feature scaled by how often it is there."""
    turned = known.T.tocsr()
    scale = 1 / (ridge + np.asarray(known.power(2).sum(axis=0), np.float32).T)
    answer, rest = np.zeros_like(scale * wanted[:1]), turned @ wanted
    step = scale * rest
    size = (rest * step).sum(axis=0)
    for _ in range(STEPS):
        bend = turned @ (known @ step) + ridge * step
        length = size / np.maximum((step * bend).sum(axis=0), 1e-12)
        answer, rest = answer + length * step, rest - length * bend
        before, size = size, (rest * scale * rest).sum(axis=0)
        step = scale * rest + size / np.maximum(before, 1e-12) * step
    return np.asarray(answer, np.float32)


def _features(catalogue: Catalogue) -> sparse.csr_matrix:
    """[n, FEATURES]: keys at their hash, length and weekday in steps, the content if any, one."""
    count = len(catalogue)
    octaves = 2 * np.log2(np.clip(catalogue.seconds, 1, 2000))
    weekdays = (catalogue.published // 86_400).astype(np.int64) % WEEKDAYS
    tags = sum(_at(_place(keys, TAGS), TAGS, keys != 0) for keys in catalogue.tags.T)
    pairs = _place(catalogue.tags[:, 0] + octaves.astype(np.int64) // 2, PAIRS)
    parts = [
        tags,
        _at(pairs, PAIRS, PAIRED * (catalogue.tags[:, 0] != 0)),
        _at(_place(catalogue.sounds, SOUNDS), SOUNDS, RARE * (catalogue.sounds != 0)),
        _at(octaves.astype(np.int64), LENGTHS, np.ones(count)),
        _at((octaves + 0.5).astype(np.int64), LENGTHS, np.ones(count)),
        _at(weekdays, WEEKDAYS, np.ones(count)),
        sparse.csr_matrix((count, DIMENSIONS) if catalogue.content is None else catalogue.content),
        sparse.csr_matrix(np.ones((count, 1))),
    ]
    return sparse.hstack(parts, format="csr", dtype=np.float32)


def _at(places: NDArray[np.int64], width: int, values: NDArray[np.generic]) -> sparse.csr_matrix:
    """[n, width] with one of ``values`` in each row."""
    rows = np.arange(len(places))
    return sparse.csr_matrix((values.astype(np.float32), (rows, places)), shape=(len(places), width))


def _place(keys: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    mixed = keys.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return ((mixed >> np.uint64(32)) % np.uint64(width)).astype(np.int64)
