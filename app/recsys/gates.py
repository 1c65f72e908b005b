"""Judges a new video by how far people watch it: promote it, stop it, or ask more of them.

The mean share that was watched is held between two bounds of Wilson's interval (1927). A share varies
less than a yes or no with the same mean, so the bounds err on the careful side.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

GATES = (50, 200, 1000)
# One-sided 95 %.
Z = 1.645
# A video begins as if so many viewers had met the expectation.
PRIOR_VIEWS = 8
# The longer a clip, the less of it people see: seconds from which on the next share is expected of a site
# that knows nothing of its own yet, and how many views such a guess is worth.
LENGTHS = (7, 15, 30, 60, 120)
GUESSES = (0.82, 0.70, 0.58, 0.46, 0.36, 0.27)
GUESS_VIEWS = 200


class Verdict(StrEnum):
    PROMOTE = "promote"
    STOP = "stop"
    GO_ON = "go_on"


@dataclass(frozen=True, slots=True)
class Trial:
    """`completion` is the sum of the shares, 0 to 1 each, that `views` people watched."""

    views: int
    completion: float
    expected: float

    @property
    def share(self) -> float:
        return self.completion / self.views if self.views else 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which the true share lies, at most one time in twenty beyond either."""
        count = self.views + PRIOR_VIEWS
        mean = (self.completion + PRIOR_VIEWS * self.expected) / count
        middle = mean + Z * Z / (2 * count)
        reach = Z * sqrt(mean * (1 - mean) / count + Z * Z / (4 * count * count))
        whole = 1 + Z * Z / count
        return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def gate_at(views: int) -> int:
    """The highest gate that so many views have reached; 0 before the first."""
    return max((gate for gate in GATES if gate <= views), default=0)


def verdict(trial: Trial, gate: int) -> Verdict:
    """Surely better, surely worse, or not known yet; at the last gate the mean decides."""
    low, high = trial.bounds
    if low > trial.expected:
        return Verdict.PROMOTE
    if high < trial.expected:
        return Verdict.STOP
    if gate < GATES[-1]:
        return Verdict.GO_ON
    return Verdict.PROMOTE if trial.share >= trial.expected else Verdict.STOP


def bucket(seconds: float) -> int:
    """Which of the lengths a clip has: 0 for the shortest."""
    return bisect_right(LENGTHS, seconds)


def expectation(seconds: float, seen: Mapping[int, tuple[int, float]]) -> float:
    """The share that people watch of a clip so long; `seen` tells views and sum of shares by bucket."""
    place = bucket(seconds)
    views, completion = seen.get(place, (0, 0.0))
    return (completion + GUESS_VIEWS * GUESSES[place]) / (views + GUESS_VIEWS)
