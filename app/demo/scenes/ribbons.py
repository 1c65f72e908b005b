"""Ribbons of light knotting through one another."""

from collections.abc import Iterator

import numpy as np

from app.demo.paint import Array, Shot, bloom, dark, expose, look_round, splat, wheel_tints


def frames(shot: Shot, strands: int = 22, points: int = 620) -> Iterator[Array]:
    rng = shot.rng()
    table = wheel_tints(shot.pick("violet", "sunset", "sea", "candy")) ** 1.5
    s, k = np.meshgrid(np.linspace(0, 2 * np.pi, points), np.linspace(-1, 1, strands))
    a, b, c = rng.integers(1, 3), rng.integers(2, 4), rng.integers(1, 4)
    start = rng.random(3) * 6
    fade = (0.2 + 0.8 * (1 - np.abs(k)))[..., None]
    for i, t in enumerate(shot.times):
        wide = 0.2 + 0.14 * np.sin(s * 2 + t) + 0.1 * float(shot.level(i)[2])
        x = np.sin(a * s + 0.33 * t + start[0]) * 0.62 + 0.2 * np.sin(3 * s - 0.5 * t)
        y = np.sin(b * s + 0.21 * t + start[1]) * 0.9 + 0.5 * np.cos(s + 0.4 * t)
        z = np.sin(c * s + 0.4 * t + start[2])
        turn = s * 1.5 + 0.7 * t
        x, y = x + k * wide * np.cos(turn), y + k * wide * np.sin(turn)
        near = 1 / (1.5 - 0.4 * z)
        px = shot.width / 2 + x * near * shot.width * 0.62
        py = shot.height / 2 + y * near * shot.width * 0.86
        tint = look_round(table, s / (2 * np.pi) + 0.1 * k + 0.06 * t) * fade * (near**3)[..., None]
        canvas = dark(shot)
        splat(canvas, px.ravel(), py.ravel(), tint.reshape(-1, 3) * 1.5)
        yield bloom(expose(canvas, 2.6, np.array([7, 6, 18], np.float32)), radius=5, strength=1.1)
