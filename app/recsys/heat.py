"""How much is going on around a video of late, in a number that never has to be cooled down.

Heat is log2 of the sum of 2^(t / half-life) over what happened at the times t. An old event counts half
as much for every half-life passed, and still the order of two videos changes only when something happens
to one of them (forward decay: Cormode et al., ICDE 2009).
"""

from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

HALF_LIFE_SECONDS = 72 * 3600
ORIGIN = datetime(2026, 1, 1, tzinfo=UTC).timestamp()


def height(moment: datetime) -> float:
    """Half-lives since the origin: the heat of one event at `moment`."""
    return (moment.timestamp() - ORIGIN) / HALF_LIFE_SECONDS


def decayed(heat: NDArray[np.float64], now: datetime) -> NDArray[np.float64]:
    """Events, each halved for every half-life that it is old."""
    return np.asarray(np.exp2(np.clip(heat - height(now), -60, 60)))
