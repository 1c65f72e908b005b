"""Says which of some pictures a person would rather see: sharp, well lit, rich in contrast."""

from collections.abc import Sequence
from math import sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

LOOKED_AT_WIDTH = 240
MIDDLE_GRAY, GOOD_CONTRAST = 118.0, 50.0
NEARLY_BLACK, NEARLY_WHITE = 28.0, 232.0

Gray = NDArray[np.float32]


def best_of(pictures: Sequence[Path]) -> int:
    """The index of the best picture; of equals the earliest."""
    looks = [_look(path) for path in pictures]
    sharpest = max(1e-6, *map(_sharpness, looks))
    scores = [_score(look) * sqrt(_sharpness(look) / sharpest) for look in looks]
    return int(np.argmax(scores))


def _look(path: Path) -> Gray:
    with Image.open(path) as picture:
        picture.draft("L", (LOOKED_AT_WIDTH, LOOKED_AT_WIDTH))
        height = max(8, round(picture.height * LOOKED_AT_WIDTH / picture.width))
        small = picture.convert("L").resize((LOOKED_AT_WIDTH, height), Image.Resampling.BOX)
    return np.asarray(small, dtype=np.float32)


def _score(look: Gray) -> float:
    """Between 0 and 1; a fade or a flash has little contrast and lies far from the middle."""
    mean = float(look.mean())
    if not NEARLY_BLACK < mean < NEARLY_WHITE:
        return 0.01
    exposure = max(0.01, 1 - abs(mean - MIDDLE_GRAY) / 128)
    return sqrt(exposure) * min(1.0, float(look.std()) / GOOD_CONTRAST)


def _sharpness(look: Gray) -> float:
    """How much each pixel differs from its neighbours: little when blurred, moving or dissolving."""
    inner = look[1:-1, 1:-1]
    edges = 4 * inner - look[:-2, 1:-1] - look[2:, 1:-1] - look[1:-1, :-2] - look[1:-1, 2:]
    return float(edges.std())
