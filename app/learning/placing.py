"""Where videos lie in the space: by what they are, and the more by who watched them the more watched them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.recsys.interactions import Catalogue
from app.recsys.space import Folding, Space
from app.recsys.tower import Tower

Floats = NDArray[np.float32]
# So many watches say as much of where a video belongs as what it is.
CAREFUL = 5.0


@dataclass(frozen=True, slots=True)
class Places:
    """`space` is left out where only new videos are placed."""

    tower: Tower
    folding: Folding
    space: Space | None = None

    def of(self, catalogue: Catalogue, watches: Floats) -> tuple[Floats, Floats]:
        """Embeddings and inputs [n, 128] of videos with so many `watches` each."""
        expected = self.tower.vectors(catalogue)
        added = self._without_trend(expected)
        if self.space is None:
            return expected, added
        rows = self.space.rows(catalogue.ids)
        known = (rows >= 0) & self.space.inputs[rows].any(axis=1)
        share = np.where(known, watches / (watches + CAREFUL), 0)[:, None].astype(np.float32)
        vectors, inputs = self.space.vectors[rows], self.space.inputs[rows]
        return expected + share * (vectors - expected), added + share * (inputs - added)

    def _without_trend(self, vectors: Floats) -> Floats:
        """That a video is watched a lot now, where `start` points to, says nothing of who watches it."""
        length = float(np.linalg.norm(self.folding.start))
        trend = self.folding.start / length if length else self.folding.start
        return np.asarray(vectors - np.outer(vectors @ trend, trend), np.float32)


def catalogue_of(videos: NDArray[np.void], contents: Floats) -> Catalogue:
    """From rows of `VIDEO` and their contents [n, 128]."""
    return Catalogue(
        ids=videos["id"],
        creators=videos["creator"],
        sounds=videos["sound"],
        tags=videos["tags"],
        seconds=videos["seconds"],
        published=videos["published"],
        content=contents,
    )
