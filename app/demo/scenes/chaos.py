"""Forty double pendulums let go almost together."""

from collections.abc import Iterator

import numpy as np

from app.demo.paint import Array, Shot, bloom, dark, expose, look_round, splat, wheel_tints

GRAVITY = 9.81


def frames(shot: Shot, number: int = 40) -> Iterator[Array]:
    rng = shot.rng()
    start = np.array([rng.uniform(1.9, 2.6), rng.uniform(2.2, 3.2), 0.0, 0.0])[:, None]
    state = start + np.stack([np.linspace(0, 0.03, number)] * 2 + [np.zeros(number)] * 2)
    tint = look_round(
        wheel_tints(shot.pick("candy", "ice", "acid", "sunset")) ** 1.4, np.linspace(0, 0.9, number)
    )
    canvas, rods = dark(shot), np.linspace(0, 1, 60)
    unit, cx, cy = shot.width * 0.25, shot.width / 2, shot.height * 0.46
    for _ in range(shot.count):
        canvas *= np.float32(0.945)
        pen = dark(shot)
        for _ in range(6):
            state = _step(state, 1 / shot.fps / 6 * 1.15)
            x1, y1 = np.sin(state[0]), np.cos(state[0])
            x2, y2 = x1 + np.sin(state[1]), y1 + np.cos(state[1])
            splat(canvas, cx + x2 * unit, cy + y2 * unit, tint * 2.4)
        along = np.concatenate([np.outer(rods, x1), x1 + np.outer(rods, x2 - x1)])
        down = np.concatenate([np.outer(rods, y1), y1 + np.outer(rods, y2 - y1)])
        splat(pen, cx + along.ravel() * unit, cy + down.ravel() * unit, np.tile(tint, (120, 1)) * 0.16)
        yield bloom(expose(canvas + pen, 2.6, np.array([8, 7, 18], np.float32)), radius=4, strength=1.2)


def _step(s: Array, dt: float) -> Array:
    a = _rate(s)
    b = _rate(s + a * dt / 2)
    c = _rate(s + b * dt / 2)
    d = _rate(s + c * dt)
    return np.asarray(s + dt / 6 * (a + 2 * b + 2 * c + d))


def _rate(s: Array) -> Array:
    a, b, p, q = s
    d = a - b
    under = 3 - np.cos(2 * d)
    fall_a = (
        -3 * GRAVITY * np.sin(a) - GRAVITY * np.sin(a - 2 * b) - 2 * np.sin(d) * (q**2 + p**2 * np.cos(d))
    ) / under
    fall_b = 2 * np.sin(d) * (2 * p**2 + 2 * GRAVITY * np.cos(a) + q**2 * np.cos(d)) / under
    return np.stack([p, q, fall_a, fall_b])
