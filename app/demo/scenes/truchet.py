"""Truchet tiles: quarter rings that turn and always join."""

from collections.abc import Iterator

import numpy as np

from app.demo.paint import Array, Shot, colours, finish, plane


def frames(shot: Shot, tiles: int = 5) -> Iterator[Array]:
    x, y = plane(shot)
    u, v = (x + 1) * tiles / 2 * 0.998, (y + shot.aspect) * tiles / 2 + 0.2
    column, row = np.floor(u).astype(np.intp), np.floor(v).astype(np.intp)
    fu, fv = u - column - np.float32(0.5), v - row - np.float32(0.5)
    side = shot.rng().integers(0, 4, (int(row.max()) + 1, int(column.max()) + 1))
    wait = np.add.outer(np.arange(side.shape[0]), np.arange(side.shape[1]) * 1.3) * 0.11
    palette = [
        np.array(c, np.float32) / 255 for c in colours(shot.pick("sunset", "peacock", "candy", "sea", "dusk"))
    ]
    drift = (y * 1.3 + x * 0.7)[..., None]
    for t in shot.times:
        angle = ((_turns(t * 0.55 - wait) + side) * (np.pi / 2)).astype(np.float32)
        c, s = np.cos(angle)[row, column], np.sin(angle)[row, column]
        a, b = fu * c - fv * s, fu * s + fv * c
        flip = np.sign(a + b)
        near = np.abs(np.hypot(a - flip * np.float32(0.5), b - flip * np.float32(0.5)) - np.float32(0.5))[
            ..., None
        ]
        core, rim = np.clip((0.2 - near) * 30, 0, 1), np.clip((0.28 - near) * 30, 0, 1)
        mixed = 0.5 + 0.5 * np.sin(drift + np.float32(t * 0.9))
        ribbon = (palette[3] + (palette[2] - palette[3]) * mixed) * (1.08 - 9 * near**2)
        ground = palette[1] * (0.75 + 0.25 * mixed)
        yield finish(ground + (palette[0] - ground) * rim + (ribbon - palette[0]) * core)


def _turns(beat: Array) -> Array:
    """Quarter turns made so far: a quick turn, then a rest."""
    whole = np.floor(beat)
    part = np.clip((beat - whole) * 3, 0, 1)
    return np.asarray(whole + part * part * (3 - 2 * part))
