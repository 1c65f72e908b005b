"""Stained glass that never repeats, folded around the middle."""

from collections.abc import Iterator

import numpy as np

from app.demo.paint import Array, Shot, bloom, look_round, noise, plane, vignette, wheel


def frames(shot: Shot) -> Iterator[Array]:
    glass = _glass(shot)
    x, y = plane(shot)
    radius, angle = np.hypot(x, y), np.arctan2(y, x)
    parts = shot.pick("6", "8", "10", "5")
    wedge = 2 * np.pi / int(parts)
    shade = vignette(shot, 0.55)
    size = len(glass)
    for i, t in enumerate(shot.times):
        folded = np.abs((angle + 0.1 * t) % wedge - wedge / 2)
        zoom = 150 * (1.25 + 0.3 * np.sin(t * 0.5)) * (1 - 0.05 * shot.level(i)[1])
        u = radius * np.cos(folded) * zoom + 60 * t + 90 * np.sin(t * 0.37)
        v = radius * np.sin(folded) * zoom + 40 * t
        picture = glass[v.astype(np.intp) % size, u.astype(np.intp) % size]
        lit = 0.9 + 0.3 * shot.level(i)[1] * np.exp(-radius * 2)
        yield bloom((picture * shade * lit[..., None]).clip(0, 255).astype(np.uint8), radius=3, strength=0.45)


def _glass(shot: Shot, size: int = 768) -> Array:
    """Coloured panes between bright seams."""
    rng = shot.rng()
    a = noise(rng, size, size, cell=150, octaves=3)
    b = noise(rng, size, size, cell=90, octaves=2)
    c = noise(rng, size, size, cell=50, octaves=2)
    panes = np.floor(a * 9) / 9 + np.floor(b * 5) / 7
    table = wheel(shot.pick("berry", "sea", "ember", "violet", "acid")) / 255.0
    table = table**1.7
    paint = look_round(table, panes * 1.7) * (0.08 + 1.25 * c**1.5)[..., None]
    seam = np.exp(-np.abs((a * 9) % 1 - 0.5) * 9) + 0.6 * np.exp(-np.abs((b * 5) % 1 - 0.5) * 14)
    return np.asarray(((paint + 0.32 * seam[..., None] * np.array([1.0, 0.85, 0.6])) * 255).clip(0, 255))
