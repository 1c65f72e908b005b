"""What is learned from: who watched what and how, and what is known of each video."""

from dataclasses import dataclass, fields, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from app.recsys.columns import MOST_TAGS

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

# What a watch says for a taste. Being shown a video says something too: whoever chose it knew the viewer.
LONG, LIKED, SHOWN, SKIPPED = 1.0, 1.5, 0.4, 0.0
SKIP = 0.1  # completion below this is a skip, where completion is known


@dataclass(frozen=True, slots=True)
class Interactions:
    """Columns of equal length, a row each time a video was on somebody's screen; `at` in unix seconds.

    `exposed` is false where only successes were recorded: such rows may teach taste, never a rate.
    """

    viewers: Ints
    videos: Ints
    long: Flags
    liked: Flags
    completion: Floats  # NaN where nobody measured it, as the next two
    watched_ms: Floats
    duration_ms: Floats
    at: NDArray[np.float64]
    exposed: Flags

    def __len__(self) -> int:
        return len(self.viewers)

    def only(self, rows: NDArray[np.generic]) -> Self:
        """The rows of a mask or of positions."""
        return type(self)(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is known of videos before anybody watched them; rows in any order, keys 0 where there is none."""

    ids: Ints
    creators: Ints
    sounds: Ints
    tags: Ints  # [n, MOST_TAGS] of columns.tag_key
    seconds: Floats
    published: NDArray[np.float64]
    content: Floats | None = None  # [n, 128] of recsys.content

    def __len__(self) -> int:
        return len(self.ids)

    def only(self, rows: NDArray[np.generic]) -> Self:
        """The rows of a mask or of positions."""
        return replace(self, **{name: column[rows] for name, column in self._columns().items()})

    def _columns(self) -> dict[str, Any]:
        columns = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: column for name, column in columns.items() if column is not None}


def evidence(interactions: Interactions) -> Floats:
    """How much each row says that its viewer wants such videos: [n], 0 is nothing at all."""
    skipped = interactions.completion < SKIP
    weak = np.where(skipped, SKIPPED, SHOWN)
    weights = np.where(interactions.long, LONG, weak)
    return np.where(interactions.liked, LIKED, weights).astype(np.float32)


def tag_columns(tags: list[list[int]]) -> Ints:
    """The first few tags of each video as rows of equal length."""
    columns = np.zeros((len(tags), MOST_TAGS), np.int64)
    for row, keys in enumerate(tags):
        columns[row, : len(keys[:MOST_TAGS])] = keys[:MOST_TAGS]
    return columns
