"""Ridges behind ridges at dusk, and a few birds going home."""

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw

from app.demo.paint import Array, Shot, blend_stops, noise, rgb, vertical

SKIES = (
    ("1b2a5a 6b4a8a e8788a ffc28a fff0cf", "d88aa0 150f2e"),
    ("0b3a4a 2f8a8f 9fd6b8 ffe9b0", "8fc7b0 06222b"),
    ("2a0f3a 8a2f5a f0643f ffb04a", "d8604a 1a0820"),
    ("8fbce8 c7dcf4 ffe8d8", "a8bede 1f3a66"),
)


def frames(shot: Shot, layers: int = 7) -> Iterator[Array]:
    sky_codes, land_codes = SKIES[shot.variant % len(SKIES)]
    sky = _sky(shot, sky_codes)
    land = blend_stops(np.array([rgb(c) for c in land_codes.split()]) / 255, layers)
    wide = shot.width * 4
    ridges = [_ridge(shot, k, wide, layers) for k in range(layers)]
    y = np.arange(shot.height, dtype=np.float32)[:, None]
    table = _shades(shot, land, layers)
    for t in shot.times:
        level = np.zeros((shot.height, shot.width), np.intp)
        for k, ridge in enumerate(ridges):
            at = t * 3.2 * 1.75**k * shot.width / 540 + np.arange(shot.width)
            level += y > np.interp(at % (wide - 1), np.arange(wide), ridge)
        picture = np.where((level == 0)[..., None], sky, table[level, np.arange(shot.height)[:, None]])
        yield _birds(shot, picture, t)


def _ridge(shot: Shot, k: int, wide: int, layers: int) -> Array:
    hills = noise(shot.rng(k), wide, 8, cell=shot.width * (0.75 - 0.06 * k), octaves=6)[0]
    firs = np.abs(shot.rng(20 + k).normal(0, 1, wide)) * max(0, k - 3) * shot.height / 400
    base = 0.44 + 0.52 * (k / layers) ** 1.1
    return np.asarray(
        shot.height * (base - 0.17 * (1 - 0.6 * k / layers) * hills)
        - np.convolve(firs, [0.3, 0.4, 0.3], "same")
    )


def _shades(shot: Shot, land: Array, layers: int) -> Array:
    """Each ridge's colour by height, paler at its foot where the mist lies."""
    down = np.linspace(0, 1, shot.height)[:, None]
    rows = [np.zeros((shot.height, 3))]
    for k in range(layers):
        mist = np.clip((down - 0.44 - 0.5 * k / layers) * 3.2, 0, 1) * (0.55 - 0.5 * k / layers)
        rows.append(land[k] * (1 - mist) + np.array([255, 232, 214]) * mist)
    return np.stack(rows).astype(np.uint8)


def _sky(shot: Shot, codes: str) -> Array:
    sky = vertical(shot, *codes.split(), codes.rsplit(maxsplit=1)[-1])
    x, y = np.meshgrid(np.linspace(-1, 1, shot.width), np.linspace(0, 1, shot.height) * 2 * shot.aspect)
    far = np.hypot(x - 0.28, y - 1.15)
    sun = np.clip((0.2 - far) * 60, 0, 1)[..., None]
    glow = np.exp(-far * 2.6)[..., None] * 0.38
    return ((sky + glow) * (1 - sun) + np.array([1.0, 0.95, 0.82]) * sun).clip(0, 1) * 255


def _birds(shot: Shot, picture: Array, t: float) -> Array:
    image = Image.fromarray(picture.astype(np.uint8))
    pen, unit = ImageDraw.Draw(image), shot.width / 540
    for k in range(7):
        x = (60 + 30 * t + (k % 4) * 34 - (k // 4) * 20) * unit
        y = (210 + abs(k - 3) * 17 + 5 * np.sin(t + k)) * unit
        flap = (5 * np.sin(t * 7 + k) + 2) * unit
        pen.line([(x - 9 * unit, y - flap), (x, y), (x + 9 * unit, y - flap)], fill=(38, 26, 56), width=2)
    return np.asarray(image)
