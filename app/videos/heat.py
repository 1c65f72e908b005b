"""Warms a video in the database, so that no two writers lose an event."""

from math import log
from typing import Any

from sqlalchemy import Float
from sqlmodel import cast, col, func

from app.models import Video

# Below this the old heat adds nothing, and 2 to its power would underflow.
COLD = -60.0


def warmed(height: Any, weight: Any) -> Any:
    """The column `heat` after events of `weight` in all at `height` (`app.recsys.heat.height`)."""
    at, much = cast(height, Float), cast(weight, Float)
    before = func.power(2.0, func.greatest(col(Video.heat) - at, COLD))
    return at + func.ln(before + much) / log(2)
