"""Decides whether a new model may serve: both foresee a day that the new one has not seen."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# What is worse by less may serve; and chance moves the numbers the more, the fewer watches there were.
GAUC_MARGIN, LOSS_MARGIN, HITS_MARGIN = 0.01, 0.02, 0.10


@dataclass(frozen=True, slots=True)
class Verdict:
    """How well the last day was foreseen; higher `gauc` and `hits` are better, lower `loss`.

    `gauc`: AUC of long views within each viewer, weighted by watches, of which `compared` say something.
    `loss`: mean log loss of long views. `hits`: share of the long views that nearest neighbours had among
    their first hundred.
    """

    gauc: float
    loss: float
    guess: float
    hits: float
    watches: int
    compared: int

    def told(self) -> dict[str, Any]:
        return asdict(self)


def objection(new: Verdict, old: Verdict | None) -> str | None:
    """Why the new model may not serve; None when it may."""
    if not np.isfinite([new.gauc, new.loss, new.hits]).all():
        return "It foresees numbers that are none."
    if new.loss > new.guess * (1 + LOSS_MARGIN + _chance(new.watches)):
        return f"Guessing everyone alike foresees the last day better: loss {new.loss:.4f}, {new.guess:.4f}."
    return None if old is None else _worse_than(new, old)


def _worse_than(new: Verdict, old: Verdict) -> str | None:
    chance = _chance(new.watches)
    if new.gauc < old.gauc - GAUC_MARGIN - 2 * _chance(new.compared):
        return f"It orders the last day worse: {new.gauc:.4f} after {old.gauc:.4f} (GAUC)."
    if new.loss > old.loss * (1 + LOSS_MARGIN + 2 * chance):
        return f"It foresees the last day worse: log loss {new.loss:.4f} after {old.loss:.4f}."
    if new.hits < old.hits * (1 - HITS_MARGIN - 4 * chance):
        return f"It finds less of what was watched: {new.hits:.4f} after {old.hits:.4f}."
    return None


def _chance(count: int) -> float:
    """About what chance does to a mean of so many yes and no."""
    return float(0.5 / np.sqrt(max(1, count)))


def compared(viewers: NDArray[np.int64], truth: NDArray[np.bool_]) -> int:
    """Rows of viewers who had both outcomes: what `gauc` rests upon."""
    _, viewer, count = np.unique(viewers, return_inverse=True, return_counts=True)
    positives = np.bincount(viewer, truth)
    return int(count[(positives > 0) & (positives < count)].sum())


def gauc(viewers: NDArray[np.int64], truth: NDArray[np.bool_], scores: Floats) -> float:
    """AUC within each viewer who had both outcomes, weighted by rows; 0.5 when there is none."""
    _, viewer = np.unique(viewers, return_inverse=True)
    ranks = _ranks(viewer, scores)
    positives = np.bincount(viewer, truth)
    count = np.bincount(viewer)
    negatives = count - positives
    both = (positives > 0) & (negatives > 0)
    if not both.any():
        return 0.5
    above = np.bincount(viewer, np.where(truth, ranks, 0.0)) - positives * (positives + 1) / 2
    auc = above[both] / (positives[both] * negatives[both])
    return float(np.average(auc, weights=count[both]))


def log_loss(truth: NDArray[np.bool_], chances: Floats) -> float:
    sure = np.clip(chances, 1e-6, 1 - 1e-6)
    return float(-np.mean(np.where(truth, np.log(sure), np.log1p(-sure))))


def _ranks(viewer: NDArray[np.int64], scores: Floats) -> Floats:
    """From 1 within each viewer; equals share the mean of their ranks."""
    order = np.lexsort((scores, viewer))
    v, s = viewer[order], scores[order]
    begins = np.r_[True, v[1:] != v[:-1]]
    place = np.arange(len(v)) - np.flatnonzero(begins)[np.cumsum(begins) - 1]
    run = np.cumsum(begins | np.r_[True, s[1:] != s[:-1]]) - 1
    ranks = np.empty(len(v))
    ranks[order] = (np.bincount(run, place) / np.bincount(run))[run] + 1
    return ranks
