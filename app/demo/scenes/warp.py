"""Faster than light: stars become coloured streaks."""

from collections.abc import Iterator

import numpy as np

from app.demo.paint import Array, Shot, bloom, dark, expose, look_up, splat, tints


def frames(shot: Shot, number: int = 900) -> Iterator[Array]:
    rng = shot.rng()
    angle = rng.random(number) * 2 * np.pi
    spread = 0.1 + rng.random(number) ** 0.7 * 2.4
    depth = rng.random(number)
    tint = look_up(tints(shot.pick("violet", "ice", "gold", "acid")), 0.35 + 0.55 * rng.random(number))
    along = np.linspace(0, 1, 14)
    for i, t in enumerate(shot.times):
        pace = 0.16 + 0.22 * np.sin(t * 1.1) ** 2 + 0.25 * shot.level(i)[1]
        depth = (depth - pace / shot.fps * 2.2) % 1
        far = (depth[:, None] + along * (0.015 + 0.1 * pace)) + 0.015
        reach = spread[:, None] / far * shot.width * 0.09
        twist = angle[:, None] + 0.12 * t + 0.25 * far
        x = shot.width / 2 + reach * np.cos(twist)
        y = shot.height / 2 + reach * np.sin(twist)
        bright = (1 - far).clip(0, 1) ** 2 * (1 - along) * 5
        canvas = dark(shot)
        splat(canvas, x.ravel(), y.ravel(), (tint[:, None, :] * bright[..., None]).reshape(-1, 3))
        yield bloom(expose(canvas, 3.2), radius=5, strength=1.4)
