"""Why a video has its score: what the score would lose if one kind of knowledge were not there."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.recsys.features import GROUPS
from app.recsys.ranker import WEIGHTS, Ranker, score

Floats = NDArray[np.float32]


def reasons(
    ranker: Ranker, features: Floats, *, groups: Sequence[str] = tuple(GROUPS)
) -> list[list[tuple[str, float]]]:
    """For each row of `features` [n, FEATURES]: (group, drop), the largest drop of the score first.

    A drop is measured, not estimated: the group's inputs are replaced by their means and the row scored anew.
    """
    drops = drops_of(ranker, features, groups)
    order = np.argsort(-drops, axis=1, kind="stable")
    return [[(groups[g], float(drops[row, g])) for g in order[row]] for row in range(len(features))]


def drops_of(ranker: Ranker, features: Floats, groups: Sequence[str]) -> NDArray[np.float64]:
    """[n, groups]: one call of the ranker for all rows and groups."""
    if not len(features):
        return np.zeros((0, len(groups)))
    without = [neutralised(ranker, features, group) for group in groups]
    scores = score(ranker.predict(np.concatenate([features, *without])), WEIGHTS)
    whole, *others = scores.reshape(len(groups) + 1, len(features))
    return np.asarray(np.stack([whole - other for other in others], axis=1))


def neutralised(ranker: Ranker, features: Floats, group: str) -> Floats:
    """The rows as they would be if nothing were known of `group`."""
    changed = features.copy()
    places = list(GROUPS[group])
    changed[:, places] = ranker.neutral[places]
    return changed
