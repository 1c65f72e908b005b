"""Two policies on the same log, side by side: which earns more, and whether the log can tell at all."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from app.errors import Conflict
from app.feed.replay import REWARDS, Page, Policy
from app.recsys import evaluation
from app.recsys.evaluation import Estimate, Logged, Verdict

# With fewer an interval says nothing.
FEWEST_PAGES, FEWEST_EFFECTIVE = 50, 100


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of reward: each policy's worth an impression, and by how much the second is ahead."""

    reward: str
    first: Verdict
    second: Verdict
    difference: Estimate

    @property
    def is_told(self) -> bool:
        """Whether the log holds enough of what both would have chosen."""
        return min(self.first.effective, self.second.effective) >= FEWEST_EFFECTIVE


@dataclass(frozen=True, slots=True)
class Comparison:
    pages: int
    impressions: int
    watched: float
    rows: tuple[Row, ...]

    def told(self) -> dict[str, Any]:
        return asdict(self)


def compare(served: Sequence[Page], first: Policy, second: Policy) -> Comparison:
    """Raises Conflict when there are too few pages to say anything."""
    if len(served) < FEWEST_PAGES:
        raise Conflict(_too_few(len(served)), code="too_few_impressions")
    chances = [np.concatenate([page.chances(policy) for page in served]) for policy in (first, second)]
    watched = np.concatenate([page.watched for page in served])
    logs = [_logged(served, column) for column in range(len(REWARDS))]
    rows = tuple(
        Row(
            reward=reward,
            first=evaluation.judge(log, chances[0]),
            second=evaluation.judge(log, chances[1]),
            difference=evaluation.difference(log, *chances),
        )
        for reward, log in zip(REWARDS, logs, strict=True)
    )
    return Comparison(len(served), len(watched), float(watched.mean()), rows)


def _logged(served: Sequence[Page], column: int) -> Logged:
    return Logged(
        propensities=np.concatenate([page.propensities for page in served]),
        rewards=np.concatenate([page.rewards[:, column] for page in served]),
        pages=np.repeat(np.arange(len(served)), [len(page.places) for page in served]),
    )


def _too_few(count: int) -> str:
    return (
        f"Only {count} pages with ranked candidates are kept from this time; "
        f"{FEWEST_PAGES} are the least from which anything can be told. Ask for more days, or wait."
    )
