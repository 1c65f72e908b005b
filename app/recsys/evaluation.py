"""What another policy would have earned, told from what this one handed out and how likely that was.

Inverse propensity scores (IPS: Horvitz & Thompson 1952) weigh each outcome by how much more often the other
policy would have handed it out; self-normalised (SNIPS: Swaminathan & Joachims 2015) divides by the weights
themselves, which costs a little bias and saves much variance.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# A weight above this is cut: one lucky item must not decide alone.
LARGEST_WEIGHT = 20.0
BOOTSTRAPS = 1000


@dataclass(frozen=True, slots=True)
class Logged:
    """Impressions whose outcome is known. `pages` tells which were handed out together."""

    propensities: Floats  # how likely the item was to be chosen, when it was chosen
    rewards: Floats
    pages: Ints


@dataclass(frozen=True, slots=True)
class Estimate:
    """A policy's mean reward an impression, with its 95 % interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one policy would have done on another's log; `effective` is Kish's number of impressions."""

    ips: Estimate
    snips: Estimate
    effective: float
    cut: float  # share of the weights that were too large


def weights(logged: Logged, chances: Floats) -> Floats:
    """How many times as likely the other policy was to choose each item, cut at `LARGEST_WEIGHT`."""
    return np.minimum(chances / np.maximum(logged.propensities, 1e-9), LARGEST_WEIGHT)


def ips(weight: Floats, rewards: Floats) -> float:
    return float((weight * rewards).mean())


def snips(weight: Floats, rewards: Floats) -> float:
    total = weight.sum()
    return float((weight * rewards).sum() / total) if total > 0 else 0.0


def judge(logged: Logged, chances: Floats, *, seed: int = 0) -> Verdict:
    """A policy that would have chosen the logged items with `chances`."""
    weight = weights(logged, chances)
    drawn = _resampled(_page_sums(logged, weight), seed=seed)
    return Verdict(
        ips=_estimate(ips(weight, logged.rewards), _ratio(drawn[:, 0], drawn[:, 2])),
        snips=_estimate(snips(weight, logged.rewards), _ratio(drawn[:, 0], drawn[:, 1])),
        effective=effective(weight),
        cut=float((weight >= LARGEST_WEIGHT).mean()),
    )


def difference(logged: Logged, first: Floats, second: Floats, *, seed: int = 0) -> Estimate:
    """By how much the second policy's SNIPS exceeds the first's, both on the same drawn pages."""
    one, other = weights(logged, first), weights(logged, second)
    drawn = _resampled(np.hstack([_page_sums(logged, one), _page_sums(logged, other)]), seed=seed)
    gaps = _ratio(drawn[:, 3], drawn[:, 4]) - _ratio(drawn[:, 0], drawn[:, 1])
    return _estimate(snips(other, logged.rewards) - snips(one, logged.rewards), gaps)


def effective(weight: Floats) -> float:
    """So many impressions of equal weight would say as much (Kish 1965)."""
    squares = float((weight**2).sum())
    return float(weight.sum()) ** 2 / squares if squares else 0.0


def _page_sums(logged: Logged, weight: Floats) -> Floats:
    """[pages, 3]: weighed rewards, weights and impressions. Items of a page were not drawn independently."""
    _, page = np.unique(logged.pages, return_inverse=True)
    columns = (weight * logged.rewards, weight, np.ones(len(weight)))
    return np.stack([np.bincount(page, weights=column) for column in columns], axis=1)


def _resampled(sums: Floats, *, seed: int) -> Floats:
    """[BOOTSTRAPS, columns]: totals over as many pages as there are, drawn with replacement."""
    random, pages = np.random.default_rng(seed), len(sums)
    times = (np.bincount(random.integers(0, pages, pages), minlength=pages) for _ in range(BOOTSTRAPS))
    return np.stack([drawn @ sums for drawn in times])


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


def _estimate(mean: float, drawn: Floats) -> Estimate:
    low, high = np.percentile(drawn, (2.5, 97.5))
    return Estimate(mean, float(low), float(high))
