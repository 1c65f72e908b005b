"""Wet paint folding into itself."""

from collections.abc import Iterator

import numpy as np

from app.demo.paint import Array, Shot, finish, look_round, plane, relief, wheel_tints


def frames(shot: Shot) -> Iterator[Array]:
    x0, y0 = plane(shot)
    start = shot.rng().random(4).astype(np.float32) * 6
    table = wheel_tints(shot.pick("peacock", "candy", "sea", "sunset", "berry", "gold"))
    for t in shot.times:
        x, y = x0 * 1.9 + start[0], y0 * 1.9 + start[1]
        for k in range(1, 6):
            x = x + np.float32(0.75 / k) * np.sin(k * 1.3 * y + np.float32(0.42 * t + start[2] * k))
            y = y + np.float32(0.75 / k) * np.cos(k * 1.4 * x - np.float32(0.35 * t - start[3] * k))
        field = np.sin(x * 1.3 + y) + np.sin(y * 1.7)
        shine = np.clip(2.2 * relief(field), -0.45, 1)
        paint = look_round(table, field * 0.34 + 0.03 * t)
        gleam = np.clip(shine - 0.3, 0, 1) ** 2 * 1.6
        yield finish(paint * (0.82 + 0.5 * shine[..., None]) + gleam[..., None])
