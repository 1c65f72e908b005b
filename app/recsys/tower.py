"""Lands videos that nobody watched yet in the space, by what is known of them at publish."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

import numpy as np
from numpy.typing import NDArray

from app.recsys.columns import DIMENSIONS
from app.recsys.interactions import Catalogue
from app.recsys.space import Space

Floats = NDArray[np.float32]

BUCKETS = 2048
RIDGE = 20.0


@dataclass(frozen=True, slots=True)
class Tower:
    weights: Floats  # [features, 128]

    @classmethod
    def fit(cls, space: Space, catalogue: Catalogue) -> Self:
        """Ridge regression from what is known of the videos of ``space`` to where they lie."""
        rows = space.rows(catalogue.ids)
        features, wanted = _features(catalogue.only(rows >= 0)), space.vectors[rows[rows >= 0]]
        ridge = RIDGE * np.eye(features.shape[1], dtype=np.float32)
        return cls(np.linalg.solve(features.T @ features + ridge, features.T @ wanted).astype(np.float32))

    def vectors(self, catalogue: Catalogue) -> Floats:
        """[n, 128]: where each video of ``catalogue`` is expected to lie."""
        return np.asarray(_features(catalogue) @ self.weights, np.float32)

    def save(self, file: BinaryIO | Path) -> None:
        np.savez(file, weights=self.weights)

    @classmethod
    def load(cls, file: BinaryIO | Path) -> Self:
        with np.load(file, allow_pickle=False) as saved:
            return cls(saved["weights"])


def _features(catalogue: Catalogue) -> Floats:
    """[n, features]: keys at their hash, the length, the content where there is some, and one."""
    known = np.zeros((len(catalogue), BUCKETS + DIMENSIONS + 2), np.float32)
    lines = np.arange(len(catalogue))
    for salt, keys in enumerate([catalogue.creators, catalogue.sounds, *catalogue.tags.T]):
        known[lines, _bucket(keys, salt)] += keys != 0
    if catalogue.content is not None:
        known[:, BUCKETS : BUCKETS + DIMENSIONS] = catalogue.content
    known[:, -2] = np.log1p(catalogue.seconds) - np.log1p(30)
    known[:, -1] = 1
    return known


def _bucket(keys: NDArray[np.int64], salt: int) -> NDArray[np.int64]:
    kind = np.uint64(min(salt, 2))
    mixed = (keys.astype(np.uint64) + kind) * np.uint64(0x9E3779B97F4A7C15)
    return (mixed >> np.uint64(64 - 11)).astype(np.int64)
