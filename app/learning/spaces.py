"""What a viewer's watches come to in the space: by the trained model, or by content while there is none."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.learning.files import Model
from app.recsys.interactions import LIKED, LONG, SHOWN, SKIPPED

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
# Turned away for good, a video weighs as much as a liked one, on the other side.
REJECTED = -LIKED
# Who saw less of it did not want it; `lessons` teaches the same. (Every watch is measured here; elsewhere one
# only knows what was shown. With a tenth, as there, clips that all have seen tell nobody apart.)
SEEN = 0.5


class Folding(Protocol):
    def vector(self, inputs: Floats, weights: Floats) -> Floats:
        """The vector [128] after meeting videos with `inputs` [m, 128]; weights below 0 push away."""
        ...


class ByContent:
    """A clip stands where its content puts it, a viewer at the mean of what was liked."""

    def vector(self, inputs: Floats, weights: Floats) -> Floats:
        total = float(np.abs(weights).sum())
        return np.asarray(weights @ inputs / max(total, 1e-6), np.float32)


BY_CONTENT = ByContent()


def folding_of(model: Model | None) -> Folding:
    return model.folding if model else BY_CONTENT


def weights(long: Flags, completion: Floats, *, liked: Flags, rejected: Flags | bool = False) -> Floats:
    """How each meeting counts, as the model was taught (`app.recsys.interactions.evidence`)."""
    watched = np.where(long, LONG, np.where(completion < SEEN, SKIPPED, SHOWN))
    return np.where(rejected, REJECTED, np.where(liked, LIKED, watched)).astype(np.float32)
