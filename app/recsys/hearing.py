"""What a clip sounds like: how its energy lies over the pitches, how it changes, how it beats."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
WINDOW, HOP = 512, 256
PITCHES = 24
LOWEST, HIGHEST = 60.0, 7600.0
SILENCE = 1e-4
FEATURES = 2 * PITCHES + 6

Floats = NDArray[np.float32]


def features(audio: Floats | None) -> list[Floats]:
    """Groups of features, each around zero: 54 numbers, all zero where nothing is heard."""
    if audio is None or len(audio) < WINDOW or float(np.abs(audio).max()) < SILENCE:
        return [np.zeros(FEATURES, np.float32)]
    pitches = _pitches(np.nan_to_num(np.asarray(audio, np.float32)))
    mean, spread = pitches.mean(axis=0), pitches.std(axis=0)
    groups = [(mean - mean.mean()) * 0.3, (spread - 0.6) * 0.4, _beat(pitches)]
    return [np.asarray(group, np.float32) for group in groups]


def _beat(pitches: Floats) -> Floats:
    """Onsets: how strong, uneven and sudden; then how high the sound is, how restless, how loud."""
    rise = np.maximum(0, np.diff(pitches, axis=0, prepend=pitches[:1])).mean(axis=1)
    weights = 10.0**pitches
    height = (weights * np.arange(PITCHES)).sum(axis=1) / weights.sum(axis=1) / PITCHES
    onsets = [8 * rise.mean() - 1, 8 * rise.std() - 0.8, rise.max() - 0.8]
    sound = [2 * height.mean() - 0.6, 4 * height.std() - 0.5, pitches.mean() / 4 + 0.5]
    return np.array([*onsets, *sound], np.float32) * np.float32(0.4)


def _pitches(audio: Floats) -> Floats:
    """The logarithm of the energy at each pitch: [time, pitch]."""
    windows = np.lib.stride_tricks.sliding_window_view(audio, WINDOW)[::HOP]
    energy = np.abs(np.fft.rfft(windows * np.hanning(WINDOW).astype(np.float32), axis=1)) ** 2
    return np.asarray(np.log10(energy @ _ears() + 1e-6), np.float32)


@cache
def _ears() -> Floats:
    """Triangles at even distances on the mel scale."""
    ends = _from_mel(np.linspace(_mel(LOWEST), _mel(HIGHEST), PITCHES + 2))
    tones = np.fft.rfftfreq(WINDOW, 1 / RATE)[:, None]
    low, peak, high = ends[:-2], ends[1:-1], ends[2:]
    triangles = np.minimum((tones - low) / (peak - low), (high - tones) / (high - peak))
    return np.asarray(np.maximum(triangles, 1e-4), np.float32)


def _mel(tone: float) -> float:
    return float(2595 * np.log10(1 + tone / 700))


def _from_mel(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(700 * (10 ** (mel / 2595) - 1))
