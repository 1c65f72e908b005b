"""Conway's game of life where every cell shows its age."""

from collections.abc import Iterator

import numpy as np

from app.demo.paint import Array, Shot, bloom, ramp


def frames(shot: Shot, cell: int = 9, every: int = 3) -> Iterator[Array]:
    down, across = shot.height // cell + 1, shot.width // cell + 1
    alive = _start(shot, down, across)
    heat = np.zeros((down, across), np.float32)
    table = ramp(shot.pick("candy", "acid", "ice", "gold"), 256)
    yy, xx = np.mgrid[0 : shot.height, 0 : shot.width]
    inner = np.hypot(yy % cell - (cell - 1) / 2, xx % cell - (cell - 1) / 2)
    dot = np.clip(cell * 0.56 - inner, 0.25, 1)[..., None].astype(np.float32)
    rows, columns = np.arange(shot.height) // cell, np.arange(shot.width) // cell
    for i in range(shot.count):
        if i % every == 0:
            alive = _next(alive)
        heat = np.where(alive, np.minimum(1, heat + 0.16), heat * np.float32(0.9))
        level = (np.where(alive, 0.35 + 0.6 * heat, heat * 0.42) * 255).astype(np.uint8)
        board = table[level][rows][:, columns]
        yield bloom((board * dot).astype(np.uint8), radius=3, strength=0.7)


def _start(shot: Shot, down: int, across: int) -> Array:
    """Mirrored at the middle: symmetry survives for ever and looks like lace."""
    part = shot.rng().random((down // 2, across // 2)) < 0.34
    fade = np.hypot(*np.meshgrid(np.linspace(1, 0, across // 2), np.linspace(1, 0, down // 2))) < 0.9
    part &= fade
    whole = np.zeros((down, across), bool)
    both = np.concatenate([part, part[:, ::-1]], 1)
    both = np.concatenate([both, both[::-1]], 0)
    whole[: both.shape[0], : both.shape[1]] = both
    return whole


def _next(alive: Array) -> Array:
    ring = np.pad(alive.astype(np.uint8), 1, mode="wrap")
    total = sum(
        ring[1 + dy : ring.shape[0] - 1 + dy, 1 + dx : ring.shape[1] - 1 + dx]
        for dy in (-1, 0, 1)
        for dx in (-1, 0, 1)
        if dy or dx
    )
    return np.asarray((total == 3) | (alive & (total == 2)))
