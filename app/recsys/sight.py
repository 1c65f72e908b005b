"""What a clip looks like: its colours, where they are, its edges, its texture and its movement."""

from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

MOST_FRAMES = 60
EDGE = 56  # frames are looked at in this size
GRID = 4
HUES, SATURATIONS, LUMAS = 18, 8, 12
ANGLES = 8
BANDS = 8
BRIGHTNESS = np.array([0.2126, 0.7152, 0.0722], np.float32)

Frames = NDArray[np.uint8]
Floats = NDArray[np.float32]


def features(frames: Frames) -> list[Floats]:
    """Groups of features, each around zero and about as large as the others: 144 numbers."""
    seen = _small(frames)
    luma = np.asarray(seen @ BRIGHTNESS)
    return [*_histograms(seen, luma), _colors(seen, luma), _edges(luma), _texture(luma), _movement(luma)]


def _small(frames: Frames) -> Floats:
    """At most MOST_FRAMES frames of EDGE x EDGE, from 0 to 1: of blocks where they are whole."""
    count, height, width, _ = frames.shape
    chosen = frames[np.linspace(0, count - 1, min(count, MOST_FRAMES)).round().astype(int)]
    if height % EDGE or width % EDGE:
        rows, columns = (np.arange(EDGE) * side // EDGE for side in (height, width))
        return np.asarray(chosen[:, rows][:, :, columns] / 255, np.float32)
    blocks = chosen.reshape(len(chosen), EDGE, height // EDGE, EDGE, width // EDGE, 3)
    return np.asarray(blocks.mean(axis=(2, 4), dtype=np.float32) / 255)


def _histograms(seen: Floats, luma: Floats) -> list[Floats]:
    high, low = seen.max(axis=-1), seen.min(axis=-1)
    chroma = np.asarray(high - low)
    saturation = np.asarray(chroma / np.maximum(high, 1e-3))
    hues = _histogram(_hue(seen, high, chroma), HUES, weights=chroma)
    return [hues, _histogram(saturation, SATURATIONS), _histogram(luma, LUMAS)]


def _hue(seen: Floats, high: Floats, chroma: Floats) -> Floats:
    red, green, blue = np.moveaxis(seen, -1, 0)
    span = np.maximum(chroma, 1e-6)
    of_red = ((green - blue) / span) % 6
    of_green, of_blue = (blue - red) / span + 2, (red - green) / span + 4
    return np.asarray(np.where(high == red, of_red, np.where(high == green, of_green, of_blue)) / 6)


def _histogram(values: Floats, bins: int, *, weights: Floats | None = None) -> Floats:
    """Square roots, so that a rare colour counts for something; zero where all bins are alike."""
    kept = None if weights is None else weights.ravel()
    counts, _ = np.histogram(values.ravel(), bins=bins, range=(0, 1), weights=kept)
    total = counts.sum()
    shares = counts / total if total > 1e-6 else np.full(bins, 1 / bins)
    return np.asarray((np.sqrt(shares) - np.sqrt(1 / bins)) * 1.3, np.float32)


def _colors(seen: Floats, luma: Floats) -> Floats:
    """Brightness, red against green and yellow against blue in each field of a grid."""
    red, green, blue = np.moveaxis(seen, -1, 0)
    planes = np.stack([(luma - 0.45) * 0.6, red - green, (red + green) / 2 - blue], axis=-1)
    return _grid(planes.mean(axis=0)).ravel() * np.float32(0.9)


def _grid(plane: Floats) -> Floats:
    """The mean of each field of a picture cut in GRID x GRID."""
    side = EDGE // GRID
    return np.asarray(plane.reshape(GRID, side, GRID, side, -1).mean(axis=(1, 3)), np.float32)


def _edges(luma: Floats) -> Floats:
    """Which way the edges run in each quarter of the picture."""
    down, across = np.gradient(luma, axis=(1, 2))
    strength, angle = np.hypot(down, across), (np.arctan2(down, across) % np.pi) / np.pi
    half = EDGE // 2
    quarters = [np.s_[:, y : y + half, x : x + half] for y in (0, half) for x in (0, half)]
    cells = [_histogram(angle[part], ANGLES, weights=strength[part]) for part in quarters]
    return np.concatenate(cells) * np.float32(0.9)


def _texture(luma: Floats) -> Floats:
    """How much of the picture is coarse and how much is fine."""
    waves = _cosines()
    energy = ((waves @ (luma - luma.mean(axis=(1, 2), keepdims=True)) @ waves.T) ** 2).mean(axis=0)
    radius = np.hypot(*np.indices(energy.shape))
    ends = np.geomspace(1, EDGE, BANDS + 1)
    bands = [energy[(radius >= low) & (radius < high)].mean() for low, high in pairwise(ends)]
    usual = np.linspace(0.5, -3.5, BANDS)  # the spectrum of most pictures falls evenly
    return np.asarray((np.log10(np.array(bands) + 1e-6) - usual) * 0.35, np.float32)


@cache
def _cosines() -> Floats:
    """The matrix of the discrete cosine transform."""
    rows, columns = np.indices((EDGE, EDGE))
    waves = np.cos(np.pi * rows * (2 * columns + 1) / (2 * EDGE)) * np.sqrt(2 / EDGE)
    waves[0] /= np.sqrt(2)
    return np.asarray(waves, np.float32)


def _movement(luma: Floats) -> Floats:
    """How much changes from frame to frame in each field, on the whole, and how unevenly."""
    if len(luma) < 2:
        return np.zeros(GRID * GRID + 2, np.float32)
    change = np.abs(np.diff(luma, axis=0))
    whole = change.mean(axis=(1, 2))
    fields = (np.log10(_grid(change.mean(axis=0)).ravel() + 1e-3) + 1.6) * 0.3
    more = [np.log10(whole.mean() + 1e-3) + 1.6, 4 * whole.std()]
    return np.array([*fields, *more], np.float32) * np.float32(0.7)
