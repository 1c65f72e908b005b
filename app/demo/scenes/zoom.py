"""A fall into the Mandelbrot set: one map in logarithmic radius, read at a moving depth."""

from collections.abc import Iterator

import numpy as np

from app.demo.paint import Array, Shot, blurred, look_round, plane, wheel

CENTRES = (
    -0.743643887 + 0.131825904j,
    -0.10109636 + 0.95628651j,
    -1.25066 + 0.02012j,
    0.3602404 - 0.6413130j,
)
ACROSS = 1100
OUTER = 0.035


def frames(shot: Shot, speed: float = 1.15) -> Iterator[Array]:
    x, y = plane(shot)
    step = 2 * np.pi / ACROSS
    escape = _map(CENTRES[shot.variant % len(CENTRES)], speed * shot.seconds + 3.2)
    row0 = -np.log(np.hypot(x, y) / 2.1 + 1e-4) / step
    turn = np.arctan2(y, x) / step
    table = wheel(shot.pick("peacock", "ember", "ice", "berry", "gold"), 2048)
    paint = look_round(table, escape) * (escape > 0)[..., None]
    flat = blurred(paint.astype(np.uint8), 0.8).reshape(-1, 3)
    for t in shot.times:
        rows = (
            (row0 + (t - 0.5 * (1 - np.exp(-2 * t))) * speed / step).clip(0, len(escape) - 1).astype(np.int32)
        )
        columns = (turn + 8 * t).astype(np.int32) % ACROSS
        yield np.take(flat, rows * ACROSS + columns, axis=0)


def _map(centre: complex, depth: float, limit: int = 260) -> Array:
    """Escape times on rings around the centre, each ring a little smaller than the last."""
    step = 2 * np.pi / ACROSS
    rings = np.exp(-np.arange(round(depth / step)) * step) * OUTER
    c = (centre + rings[:, None] * np.exp(1j * np.arange(ACROSS) * step)).ravel()
    found = np.zeros(c.size, np.float32)
    z, alive = np.zeros_like(c), np.arange(c.size)
    for k in range(limit):
        z = z * z + c
        size = z.real**2 + z.imag**2
        gone = size > 64
        if k % 4 == 3 or k > limit - 2:
            size = np.where(np.isfinite(size), size, 1e30)
            gone = size > 64
            found[alive[gone]] = k + 2 - np.log2(np.log2(size[gone]) / 2)
            keep = ~gone
            z, c, alive = z[keep], c[keep], alive[keep]
    found = np.where(found > 0, np.log1p(np.maximum(found, 0)) * 0.9, 0)
    return found.reshape(len(rings), ACROSS).astype(np.float32)
