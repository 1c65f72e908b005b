"""One space for viewers and videos: the inner product of two vectors is the taste of one for the other."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from app.recsys.columns import DIMENSIONS
from app.recsys.factors import CONFIDENCE, factorise
from app.recsys.interactions import Catalogue, Interactions, evidence
from app.recsys.trend import trend

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# How much the trend says to everybody; taste outgrows it after a few watches.
TREND = 0.2


@dataclass(frozen=True, slots=True)
class Folding:
    """All that is needed to find a viewer's vector from what they watched: small, whatever the catalogue."""

    gram: Floats  # [128, 128]: what the whole catalogue asks of a vector
    start: Floats  # [128]: the viewer of whom nothing is known

    def vector(self, inputs: Floats, weights: Floats) -> Floats:
        """The vector after watches of videos with ``inputs`` [m, 128]; ``weights`` [m] as of evidence().

        A weight below 0 says as surely that the viewer does not want such videos.
        """
        if not np.any(weights):
            return self.start
        confidence = (CONFIDENCE * weights)[:, None]
        bend = self.gram + inputs.T @ (inputs * abs(confidence))
        wanted = ((confidence + np.sign(confidence)) * inputs).sum(axis=0)
        return np.asarray(np.linalg.solve(bend, wanted) + self.start, np.float32)

    def turned(self, rotation: Floats) -> "Folding":
        gram = np.asarray(rotation.T @ self.gram @ rotation, np.float32)
        return Folding(gram, self.start @ rotation)


@dataclass(frozen=True, slots=True)
class Space:
    ids: Ints  # sorted
    vectors: Floats  # [n, 128]: to be found by
    inputs: Floats  # [n, 128]: what a watch of it adds to a viewer
    folding: Folding

    @classmethod
    def fit(
        cls, interactions: Interactions, catalogue: Catalogue, *, seed: int, previous: Self | None = None
    ) -> Self:
        """Learn from ``interactions`` with videos of ``catalogue``; turned to lie upon ``previous``."""
        ids = np.unique(catalogue.ids)
        weights = pairs(interactions, ids)
        factors = factorise(weights, dimensions=DIMENSIONS - 1, seed=seed)
        vectors = np.column_stack([factors.videos, trend(interactions, ids)])
        inputs = np.column_stack([factors.videos, np.zeros(len(ids), np.float32)])
        space = cls(ids, vectors, inputs, _folding(inputs, factors.ridge))
        return space if previous is None else space.upon(previous)

    def rows(self, ids: Ints) -> Ints:
        """Where ``ids`` lie in the tables, -1 for those that are unknown."""
        if not len(self.ids):
            return np.full(len(ids), -1)
        found = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.where(self.ids[found] == ids, found, -1)

    def fold_in(self, inputs: Floats, weights: Floats) -> Floats:
        return self.folding.vector(inputs, weights)

    def upon(self, other: Self) -> Self:
        """The same space turned to where ``other`` has its videos (Procrustes, Schönemann 1966)."""
        rows = other.rows(self.ids)
        left, _, right = np.linalg.svd(self.vectors[rows >= 0].T @ other.vectors[rows[rows >= 0]])
        rotation = np.asarray(left @ right, np.float32)
        folding = self.folding.turned(rotation)
        return type(self)(self.ids, self.vectors @ rotation, self.inputs @ rotation, folding)

    def save(self, file: BinaryIO | Path) -> None:
        np.savez(
            file,
            ids=self.ids,
            vectors=self.vectors,
            inputs=self.inputs,
            gram=self.folding.gram,
            start=self.folding.start,
        )

    @classmethod
    def load(cls, file: BinaryIO | Path) -> Self:
        with np.load(file, allow_pickle=False) as saved:
            folding = Folding(saved["gram"], saved["start"])
            return cls(saved["ids"], saved["vectors"], saved["inputs"], folding)


def _folding(inputs: Floats, ridge: float) -> Folding:
    gram = inputs.T @ inputs + ridge * np.eye(DIMENSIONS, dtype=np.float32)
    start = np.zeros(DIMENSIONS, np.float32)
    start[-1] = TREND
    return Folding(gram, start)


def pairs(interactions: Interactions, ids: Ints) -> sparse.csr_matrix:
    """Evidence as [viewers, videos]; of several watches of one video the strongest counts."""
    weights = evidence(interactions)
    known = np.isin(interactions.videos, ids) & (weights > 0)
    viewers, rows = np.unique(interactions.viewers[known], return_inverse=True)
    columns, weights = np.searchsorted(ids, interactions.videos[known]), weights[known]
    order = np.lexsort((-weights, columns, rows))
    keys = rows[order].astype(np.int64) * len(ids) + columns[order]
    best = order[np.append(True, keys[1:] != keys[:-1])] if len(order) else order
    return sparse.csr_matrix((weights[best], (rows[best], columns[best])), shape=(len(viewers), len(ids)))
