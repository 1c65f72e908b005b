"""Silk: thousands of grains carried by a slowly turning field."""

from collections.abc import Iterator

import numpy as np

from app.demo.paint import Array, Shot, bloom, dark, expose, look_round, noise, splat, wheel_tints


def frames(shot: Shot, number: int = 7_000) -> Iterator[Array]:
    rng = shot.rng()
    hills = noise(rng, shot.width // 2, shot.height // 2, cell=shot.width / 3.6, octaves=2) * shot.width * 0.5
    down, across = (np.asarray(slope) for slope in np.gradient(hills))
    x, y = rng.random(number) * shot.width, rng.random(number) * shot.height
    born = rng.random(number)
    table = wheel_tints(shot.pick("peacock", "rose", "ice", "candy", "acid")) ** 2.6
    canvas = dark(shot)
    for i in range(shot.count + 40):
        row = (y / 2).astype(np.intp).clip(0, hills.shape[0] - 1)
        column = (x / 2).astype(np.intp).clip(0, hills.shape[1] - 1)
        pace = 0.9 + 1.2 * shot.level(i)[2]
        x = x + (down[row, column] + 0.25 * np.sin(y / 60 + i / 40)) * pace
        y = y + (-across[row, column] + 0.12) * pace
        lost = (rng.random(number) < 0.01) | (x < 0) | (y < 0) | (x > shot.width) | (y > shot.height)
        x = np.where(lost, rng.random(number) * shot.width, x)
        y = np.where(lost, rng.random(number) * shot.height, y)
        canvas *= np.float32(0.955)
        tint = look_round(table, born * 0.15 + x / shot.width * 0.3 + y / shot.height * 0.6 + i / 600)
        splat(canvas, x, y, tint * 0.3)
        if i >= 40:
            yield bloom(expose(canvas, 2.6), radius=4, strength=0.9)
