"""Reaction and diffusion: two chemicals growing a living coral."""

from collections.abc import Iterator

import numpy as np
from PIL import Image

from app.demo.paint import Array, Shot, finish, look_up, noise, plane, relief, tints

RECIPES = ((0.0545, 0.062), (0.037, 0.06), (0.029, 0.057), (0.0367, 0.0649))


def frames(shot: Shot, steps: int = 12) -> Iterator[Array]:
    width, height = shot.width // 2, shot.height // 2
    feed, kill = (np.float32(n) for n in RECIPES[shot.variant % len(RECIPES)])
    seeds = noise(shot.rng(), width, height, cell=18, octaves=1) > 0.76
    u = np.where(seeds, 0.5, 1).astype(np.float32)
    v = np.where(seeds, 0.27, 0).astype(np.float32)
    table = tints(shot.pick("sea", "rose", "gold", "forest", "violet"))
    sun = 0.72 - 0.2 * np.hypot(*plane(shot))[..., None]
    for i in range(shot.count + 25):
        for _ in range(steps):
            u, v = _react(u, v, feed, kill)
        if i >= 25:
            yield _lit(shot, v, table, sun)


def _around(field: Array) -> Array:
    padded = np.pad(field, 1, mode="wrap")
    ring = padded[:-2, 1:-1] + padded[2:, 1:-1]
    ring += padded[1:-1, :-2]
    ring += padded[1:-1, 2:]
    return np.asarray(ring - 4 * field)


def _react(u: Array, v: Array, feed: np.float32, kill: np.float32) -> tuple[Array, Array]:
    meet = u * v * v
    fresh = u + np.float32(0.2) * _around(u) - meet + feed * (1 - u)
    return fresh, v + np.float32(0.1) * _around(v) + meet - (feed + kill) * v


def _lit(shot: Shot, v: Array, table: Array, sun: Array) -> Array:
    """The chemical as a relief under a low lamp."""
    big = np.asarray(Image.fromarray(v).resize((shot.width, shot.height), Image.Resampling.BICUBIC))
    shine = np.clip(-relief(big, 2) * 6, -0.6, 1)[..., None]
    paint = look_up(table, big * 2.0 + 0.16)
    return finish(paint * (sun + 0.5 + 0.9 * shine) + 0.9 * np.clip(shine - 0.3, 0, 1) ** 2)
