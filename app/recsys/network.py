"""A small network of two hidden layers with one output per head, trained by Adam in plain numpy.

Some outputs are chances (logistic loss), the others numbers (squared loss); an unknown label teaches nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
HIDDEN = (128, 64)
BATCH, RATE, DECAY = 1024, 2e-3, 1e-2
# An epoch over few rows is short, so there are more of them; many rows need few.
MOST_EPOCHS, ENOUGH_STEPS, LEAST_EPOCHS = 30, 3_000, 4
BETAS = (0.9, 0.999)


@dataclass(frozen=True, slots=True)
class Network:
    """`layers`: weights [in, out] and biases [out], by turns."""

    layers: tuple[Floats, ...]

    def outputs(self, inputs: Floats) -> Floats:
        return _forward(self.layers, inputs)[-1]


def fit(inputs: Floats, labels: Floats, chances: NDArray[np.bool_], *, start: Floats, seed: int) -> Network:
    """Learn `labels` [n, heads] (NaN: unknown) from `inputs` [n, F] of about unit size; the same by the seed.

    `start` [heads] are the outputs to begin with: all that a head without cases will ever say.
    """
    random = np.random.default_rng(seed)
    layers = _beginning(inputs.shape[1], start, random)
    layers[-2][:, ~_varied(labels)] = 0
    steps = [(np.zeros_like(layer), np.zeros_like(layer)) for layer in layers]
    batches = list(_batches(len(inputs), random))
    for number, batch in enumerate(batches):
        rate = RATE * 0.5 * (1 + np.cos(np.pi * number / len(batches)))
        slopes = _slopes(layers, inputs[batch], labels[batch], chances)
        _move(layers, steps, slopes, number + 1, rate)
    return Network(tuple(layers))


def sigmoid(outputs: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(outputs, -30, 30))), np.float32)


def _beginning(width: int, start: Floats, random: np.random.Generator) -> list[Floats]:
    """Random layers, the last of which says little but `start`."""
    sizes = (width, *HIDDEN, len(start))
    layers: list[Floats] = []
    for into, out in pairwise(sizes):
        spread = np.sqrt(2 / into)
        layers += [random.normal(0, spread, (into, out)).astype(np.float32), np.zeros(out, np.float32)]
    layers[-2] *= np.float32(0.1)
    layers[-1] += start
    return layers


def _varied(labels: Floats) -> NDArray[np.bool_]:
    """Which heads have cases that differ."""
    known = np.isfinite(labels)
    least = np.where(known, labels, np.inf).min(axis=0, initial=np.inf)
    return np.asarray(np.where(known, labels, -np.inf).max(axis=0, initial=-np.inf) > least)


def _batches(rows: int, random: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    size = min(BATCH, max(rows, 1))
    epochs = int(np.clip(ENOUGH_STEPS * size / max(rows, 1), LEAST_EPOCHS, MOST_EPOCHS))
    for _ in range(epochs):
        order = random.permutation(rows)
        for start in range(0, rows - size + 1, size):
            yield order[start : start + size]


def _forward(layers: tuple[Floats, ...] | list[Floats], inputs: Floats) -> list[Floats]:
    """The inputs and what each layer makes of them."""
    made = [inputs]
    for place in range(0, len(layers), 2):
        out = made[-1] @ layers[place]
        out += layers[place + 1]
        made.append(out if place == len(layers) - 2 else np.maximum(out, 0, out=out))
    return made


def _slopes(layers: list[Floats], inputs: Floats, labels: Floats, chances: NDArray[np.bool_]) -> list[Floats]:
    made = _forward(layers, inputs)
    guess = np.where(chances, sigmoid(made[-1]), made[-1])
    error = np.where(np.isfinite(labels), guess - labels, 0).astype(np.float32) / np.float32(len(inputs))
    slopes: list[Floats] = []
    for place in range(len(layers) - 2, -1, -2):
        slopes += [error.sum(axis=0), made[place // 2].T @ error]
        if place:
            error = (error @ layers[place].T) * (made[place // 2] > 0)
    return slopes[::-1]


def _move(
    layers: list[Floats], steps: list[tuple[Floats, Floats]], slopes: list[Floats], number: int, rate: float
) -> None:
    """One step of Adam, weights drawn to zero a little (AdamW: Loshchilov & Hutter, 2019)."""
    first, second = (1 - beta**number for beta in BETAS)
    for place, slope in enumerate(slopes):
        layer, (mean, square) = layers[place], steps[place]
        mean[:] += (1 - BETAS[0]) * (slope - mean)
        square += (1 - BETAS[1]) * (slope * slope - square)
        shrink = DECAY if layer.ndim == 2 else 0.0
        layer -= rate * ((mean / first) / (np.sqrt(square / second) + 1e-7) + shrink * layer)
