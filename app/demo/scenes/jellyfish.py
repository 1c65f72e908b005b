"""Jellyfish made of light, breathing in the deep."""

from collections.abc import Iterator

import numpy as np

from app.demo.paint import Array, Shot, bloom, dark, expose, splat, vertical

SKINS = (
    ((1.0, 0.35, 0.8), (0.3, 0.7, 1.0)),
    ((0.3, 1.0, 0.85), (0.5, 0.4, 1.0)),
    ((1.0, 0.6, 0.25), (1.0, 0.25, 0.5)),
)
DEEPS = ("06214a 031029 01040f", "02303a 02141f 01060a", "2a0f3a 12061f 05020a")


def frames(shot: Shot, number: int = 4) -> Iterator[Array]:
    rng = shot.rng()
    deep = vertical(shot, *DEEPS[shot.variant % 3].split()) * 255
    herd = [
        (rng.uniform(0.2, 0.8), (k + 0.6) / number, rng.uniform(0.11, 0.24), rng.random() * 6)
        for k in range(number)
    ]
    motes = rng.random((260, 4))
    for t in shot.times:
        canvas = dark(shot)
        for k, (x, y, size, phase) in enumerate(herd):
            _jelly(shot, canvas, (x, y, size, phase), t, SKINS[(shot.variant + k % 2) % 3])
        drift = (motes[:, 1] - 0.02 * t * (0.5 + motes[:, 2])) % 1
        spark = (0.15 + 0.5 * motes[:, 3] ** 4)[:, None] * np.array([0.6, 0.85, 1.0])
        splat(
            canvas,
            (motes[:, 0] + 0.02 * np.sin(t + motes[:, 2] * 9)) % 1 * shot.width,
            drift * shot.height,
            spark,
        )
        yield bloom(expose(canvas, 9.0, deep), radius=6, strength=1.3)


def _jelly(
    shot: Shot,
    canvas: Array,
    which: tuple[float, float, float, float],
    t: float,
    skin: tuple[tuple[float, ...], tuple[float, ...]],
) -> None:
    x, y, size, phase = which
    pulse = np.sin(t * 2.4 + phase)
    unit = size * shot.width
    cx = (x + 0.06 * np.sin(t * 0.5 + phase)) * shot.width
    cy = ((y - 0.035 * t + 0.012 * pulse) % 1.25 - 0.1) * shot.height
    ribs, rings = np.meshgrid(np.linspace(0, 2 * np.pi, 44, endpoint=False), np.linspace(0, 1, 34))
    flare = np.sin(rings * np.pi * 0.55) * (1 + 0.2 * pulse * rings)
    px = cx + unit * flare * np.cos(ribs + 0.2 * t)
    py = (
        cy
        - unit * np.cos(rings * np.pi * 0.55) * (1 - 0.14 * pulse)
        + unit * 0.22 * flare * np.sin(ribs + 0.2 * t)
    )
    tint = np.array(skin[0]) * (0.1 + 0.3 * rings[..., None] ** 3)
    splat(canvas, px.ravel(), py.ravel(), tint.reshape(-1, 3))
    arm, s = np.meshgrid(np.arange(11), np.linspace(0, 1, 110))
    root = (arm - 5) / 5.5
    sway = 0.2 * np.sin(s * 7 - t * 2.2 + arm * 0.9 + phase) * s + 0.1 * np.sin(s * 13 - t * 3 + arm)
    tx = cx + unit * (root * (0.85 - 0.25 * s) * (1 + 0.15 * pulse) + sway)
    ty = cy + unit * (s * (2.1 + 0.5 * np.cos(arm * 2.4)) + 0.06)
    tint = np.array(skin[1]) * (0.34 * (1 - s)[..., None] ** 1.3)
    splat(canvas, tx.ravel(), ty.ravel(), tint.reshape(-1, 3))
