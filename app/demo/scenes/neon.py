"""Rain on a window with a city's neon behind it."""

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from app.demo.paint import Array, Shot, rgb

LAMPS = (
    "ff2d75 19e3ff ffb02e 8c5cff ff5a36",
    "ff9a3d ffd27a ff5e5e fff1c0 3dd6ff",
    "37ff8b 19b5ff c6ff3d 7c5cff ffffff",
)


def frames(shot: Shot) -> Iterator[Array]:
    rng = shot.rng()
    lamps = _lamps(shot, rng)
    still = _beads(shot, rng, 520)
    runs = rng.random((26, 4))
    yy, xx = np.mgrid[0 : shot.height, 0 : shot.width].astype(np.float32)
    for t in shot.times:
        street = _street(shot, lamps, t)
        bend = still.copy()
        for x, start, pace, size in runs:
            _run(shot, bend, x, start + t * (0.05 + 0.2 * pace), 5 + 6 * size)
        u = (xx - bend[..., 0] * 46).clip(0, shot.width - 1).astype(np.intp)
        v = (yy - bend[..., 1] * 60).clip(0, shot.height - 1).astype(np.intp)
        light = 1 + 0.5 * bend[..., 2:]
        yield (street[v, u] * light).clip(0, 255).astype(np.uint8)


def _lamps(
    shot: Shot, rng: np.random.Generator
) -> list[tuple[float, float, float, tuple[int, int, int], float]]:
    tints = [rgb(c) for c in LAMPS[shot.variant % len(LAMPS)].split()]
    found = []
    for _ in range(60):
        y = rng.beta(2.2, 1.8)
        found.append(
            (rng.random(), y, 0.025 + 0.11 * rng.random() ** 2, tints[rng.integers(len(tints))], rng.random())
        )
    return found


def _street(
    shot: Shot, lamps: list[tuple[float, float, float, tuple[int, int, int], float]], t: float
) -> Array:
    """Lamps out of focus, drawn small and blurred; cars pass low in the picture."""
    width, height = shot.width // 3, shot.height // 3
    image = Image.new("RGB", (width, height), (20, 12, 44))
    light = Image.new("RGB", (width, height))
    pen = ImageDraw.Draw(light)
    for x, y, r, tint, phase in lamps:
        moving = 0.09 * (phase - 0.5) * t if y > 0.62 else 0.0
        glow = 0.55 + 0.25 * np.sin(t * (1 + 3 * phase) + 20 * phase)
        cx, cy, size = ((x + moving) % 1) * width, y * height, r * width
        fill = tuple(int(c * glow) for c in tint)
        pen.ellipse((cx - size, cy - size, cx + size, cy + size), fill=fill)
    soft = np.asarray(light.filter(ImageFilter.GaussianBlur(1.5))).astype(np.uint16)
    wide = np.asarray(light.filter(ImageFilter.GaussianBlur(18))).astype(np.uint16)
    mixed = (np.asarray(image).astype(np.uint16) + soft + wide).clip(0, 255).astype(np.uint8)
    return np.asarray(Image.fromarray(mixed).resize((shot.width, shot.height), Image.Resampling.BICUBIC))


def _drop(size: float, stretch: float = 1.25) -> Array:
    """One lens: how far it bends the light sideways and down, and its own glint."""
    n, m = int(size) + 1, int(size * stretch) + 1
    y, x = np.mgrid[-m : m + 1, -n : n + 1].astype(np.float32)
    x, y = x / size, y / (size * stretch)
    r2 = x**2 + y**2
    inside = r2 < 1
    glint = np.exp(-((x + 0.4) ** 2 + (y + 0.45) ** 2) * 9) * 2.2 - 0.5 * r2
    return np.asarray(
        np.stack([x, y, glint], -1) * inside[..., None] + np.where(inside, 0, np.nan)[..., None]
    )


def _stamp(bend: Array, drop: Array, x: float, y: float) -> None:
    top, left = int(y) - drop.shape[0] // 2, int(x) - drop.shape[1] // 2
    t0, l0 = max(0, -top), max(0, -left)
    place = (
        bend[top + t0 : top + drop.shape[0], left + l0 : left + drop.shape[1]] if top + t0 >= 0 else bend[:0]
    )
    piece = drop[t0 : t0 + place.shape[0], l0 : l0 + place.shape[1]]
    solid = ~np.isnan(piece[..., 0])
    place[solid] = piece[solid]


def _beads(shot: Shot, rng: np.random.Generator, number: int) -> Array:
    bend = np.zeros((shot.height, shot.width, 3), np.float32)
    for size in np.sort(rng.pareto(2.0, number).clip(0, 7)) + 1.5:
        _stamp(
            bend, _drop(float(size) * shot.width / 360), rng.random() * shot.width, rng.random() * shot.height
        )
    return bend


def _run(shot: Shot, bend: Array, x: float, y: float, size: float) -> None:
    """A drop on its way down, wiping a clear track above itself."""
    unit = shot.width / 360
    cx = (x * shot.width + 5 * np.sin(y * 22 + x * 40)) % shot.width
    cy = (y % 1.15) * shot.height
    left, right = int(max(0, cx - size * unit * 0.7)), int(cx + size * unit * 0.7)
    bend[int(max(0, cy - 120 * unit)) : int(max(0, cy)), left:right] *= 0.12
    for k in range(1, 5):
        _stamp(
            bend,
            _drop(size * unit * (0.5 - 0.07 * k)),
            cx + np.sin(k * 9 + x * 50) * 2,
            max(0, cy - k * 22 * unit),
        )
    _stamp(bend, _drop(size * unit, 1.5), cx, cy)
