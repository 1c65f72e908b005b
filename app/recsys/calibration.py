"""Makes the network's outputs mean what they say, by rows it was not trained on (Platt scaling)."""

import numpy as np
from numpy.typing import NDArray

from app.recsys.network import sigmoid

Floats = NDArray[np.float32]
# How many rows' worth of trust the outputs have before any are seen.
TRUST = 20.0
ROUNDS = 20
LONGEST_LOG = 9.0


def fit(outputs: Floats, labels: Floats, chances: NDArray[np.bool_]) -> Floats:
    """[heads, 2]: slope and offset of each head; for numbers the factor between means is the offset."""
    curves = np.tile(np.array([1.0, 0.0]), (outputs.shape[1], 1))
    for head, chance in enumerate(chances):
        known = np.isfinite(labels[:, head])
        mine, truth = outputs[known, head].astype(float), labels[known, head].astype(float)
        curves[head] = _platt(mine, truth) if chance else (1.0, _factor(mine, truth))
    return curves.astype(np.float32)


def apply(curves: Floats, outputs: Floats, chances: NDArray[np.bool_]) -> Floats:
    """[n, heads]: chances, and milliseconds where the output is the logarithm of seconds."""
    straight = np.minimum(outputs * curves[:, 0] + curves[:, 1], LONGEST_LOG)
    found = sigmoid(straight)
    for head in np.flatnonzero(~chances):
        found[:, head] = 1000 * np.expm1(np.maximum(straight[:, head], 0))
    return found


def _platt(outputs: NDArray[np.float64], truth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logistic regression on one input by Newton's method, drawn to leaving the output as it is."""
    curve = leave = np.array([1.0, 0.0])
    inputs = np.column_stack([outputs, np.ones(len(outputs))])
    for _ in range(ROUNDS):
        guess = sigmoid((inputs @ curve).astype(np.float32)).astype(float)
        slope = inputs.T @ (guess - truth) + TRUST * (curve - leave)
        bend = (inputs * (guess * (1 - guess))[:, None]).T @ inputs + TRUST * np.eye(2)
        curve = curve - np.linalg.solve(bend, slope)
    return curve


def _factor(outputs: NDArray[np.float64], truth: NDArray[np.float64]) -> float:
    """Added to the logarithms so that the mean of the seconds is right."""
    foreseen = np.expm1(np.clip(outputs, 0, LONGEST_LOG)).sum()
    return float(np.log((np.expm1(truth).sum() + TRUST) / (foreseen + TRUST)))
