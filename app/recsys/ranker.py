"""Foresees what a viewer would do with each video, and makes one score of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from app.recsys import calibration, network
from app.recsys.features import FEATURES
from app.recsys.network import Network
from app.recsys.outcomes import HEADS

Floats = NDArray[np.float32]
SEEDS = 8
# Kept out of training, to calibrate by.
HELD_OUT = 0.1
CHANCES = np.array([head != "watch_ms" for head in HEADS])
_MS = HEADS.index("watch_ms")
# What is expected of each head before there are cases (watches as the logarithm of seconds), and how firmly.
USUAL, FIRMLY = np.array([0.35, 0.45, 2.3, 0.03, 0.005, 0.003, 0.2]), 20.0
# What each foreseen thing adds to a score: the chances by their log-odds, the watch by its logarithm.
WEIGHTS: Mapping[str, float] = {"long": 1.0, "watch_ms": 0.45}


@dataclass(frozen=True, slots=True)
class Predictions:
    """Calibrated: chances between 0 and 1, the expected share watched, and expected milliseconds."""

    long: Floats
    completion: Floats
    watch_ms: Floats
    like: Floats
    share: Floats
    follow: Floats
    skip: Floats


@dataclass(frozen=True, slots=True)
class Ranker:
    """`neutral` [FEATURES]: the mean inputs, which stand for knowing nothing; `scale` their deviations."""

    neutral: Floats
    scale: Floats
    networks: tuple[Network, ...]
    curves: Floats

    @classmethod
    def fit(cls, features: Floats, outcomes: Floats, *, seed: int = 0, seeds: int = SEEDS) -> "Ranker":
        """From `features` [n, FEATURES] and `outcomes` [n, HEADS] (as `labels` makes them; NaN: unknown)."""
        wanted = outcomes.astype(np.float32, copy=True)
        wanted[:, _MS] = np.log1p(wanted[:, _MS] / 1000)
        held = np.random.default_rng(seed).random(len(features)) < HELD_OUT
        neutral, scale = _spread(features)
        inputs = _scaled(features, neutral, scale)
        start = _start(wanted)
        networks = tuple(
            network.fit(inputs[~held], wanted[~held], CHANCES, start=start, seed=seed * 1000 + number)
            for number in range(seeds)
        )
        curves = calibration.fit(_mean_output(networks, inputs[held]), wanted[held], CHANCES)
        return cls(neutral, scale, networks, curves)

    def predict(self, features: Floats) -> Predictions:
        """For rows of `FEATURES`; a thousand of them take about a millisecond."""
        outputs = _mean_output(self.networks, _scaled(features, self.neutral, self.scale))
        foreseen = calibration.apply(self.curves, outputs, CHANCES)
        return Predictions(*foreseen.T)

    def save(self, file: BinaryIO) -> None:
        kept: dict[str, Any] = {"features": np.array(FEATURES), "curves": self.curves}
        kept |= {"neutral": self.neutral, "scale": self.scale}
        for number, one in enumerate(self.networks):
            kept |= {f"layer_{number}_{place}": layer for place, layer in enumerate(one.layers)}
        np.savez(file, **kept)

    @classmethod
    def load(cls, file: BinaryIO) -> "Ranker":
        """Raises ValueError for one that looked at other features."""
        with np.load(file, allow_pickle=False) as kept:
            if tuple(kept["features"].tolist()) != FEATURES:
                raise ValueError("This ranker was trained on other features.")
            names = [name for name in kept.files if name.startswith("layer_")]
            count = 1 + max(int(name.split("_")[1]) for name in names)
            depth = len(names) // count
            networks = tuple(
                Network(tuple(kept[f"layer_{n}_{m}"] for m in range(depth))) for n in range(count)
            )
            return cls(kept["neutral"], kept["scale"], networks, kept["curves"])


def score(predictions: Predictions, weights: Mapping[str, float] = WEIGHTS) -> NDArray[np.float64]:
    """One number per video, higher is better; `skip` may have a negative weight."""
    total = np.zeros(len(predictions.long))
    for head, weight in weights.items():
        foreseen = getattr(predictions, head).astype(np.float64)
        total += weight * (np.log1p(foreseen / 1000) if head == "watch_ms" else _log_odds(foreseen))
    return total


def _log_odds(chance: NDArray[np.float64]) -> NDArray[np.float64]:
    held = np.clip(chance, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(held / (1 - held)))


def _scaled(features: Floats, neutral: Floats, scale: Floats) -> Floats:
    """Around 0, with outliers drawn in."""
    return np.asarray(np.clip((features - neutral) / scale, -6, 6), np.float32)


def _spread(features: Floats) -> tuple[Floats, Floats]:
    """Mean and deviation of each feature; infinite where it never varied, so nothing was learned of it."""
    if not len(features):
        return np.zeros(len(FEATURES), np.float32), np.ones(len(FEATURES), np.float32)
    scale = features.std(axis=0)
    return features.mean(axis=0), np.where(scale < 1e-6, np.inf, scale).astype(np.float32)


def _start(wanted: Floats) -> Floats:
    """The mean of each head as an output."""
    known = np.isfinite(wanted)
    total = np.where(known, wanted, 0).sum(axis=0)
    usual = (total + USUAL * FIRMLY) / (known.sum(axis=0) + FIRMLY)
    return np.where(CHANCES, _log_odds(usual), usual).astype(np.float32)


def _mean_output(networks: tuple[Network, ...], inputs: Floats) -> Floats:
    total = networks[0].outputs(inputs)
    for other in networks[1:]:
        total = total + other.outputs(inputs)
    return np.asarray(total / len(networks), np.float32)
