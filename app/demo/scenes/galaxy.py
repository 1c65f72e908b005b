"""A spiral galaxy turning under the camera."""

from collections.abc import Iterator

import numpy as np

from app.demo.paint import Array, Shot, bloom, expose, look_up, splat, stars, tints


def frames(shot: Shot) -> Iterator[Array]:
    radius, angle, height, tint = _suns(shot)
    sky = stars(shot, 500) * 0.4
    for t in shot.times:
        turned = angle - t * (0.22 + 0.06 / (0.3 + radius))
        tilt = 0.95 + 0.12 * np.sin(t * 0.5)
        x, z = radius * np.cos(turned), radius * np.sin(turned)
        y = z * np.cos(tilt) + height * np.sin(tilt)
        near = 1 / (1 - 0.3 * z * np.sin(tilt))
        roll = 0.75 + 0.05 * t
        px = (x * np.cos(roll) - y * np.sin(roll)) * near
        py = (x * np.sin(roll) + y * np.cos(roll)) * near
        canvas = sky.copy()
        size = shot.width * 0.86 * (1 + 0.035 * t)
        splat(canvas, shot.width / 2 + px * size, shot.height * 0.47 + py * size, tint)
        yield bloom(expose(canvas, 3.4), radius=7, strength=1.3)


def _suns(shot: Shot, number: int = 26_000) -> tuple[Array, Array, Array, Array]:
    rng = shot.rng()
    radius = rng.exponential(0.42, number).clip(0.004, 1.8)
    arms = 3 + shot.variant % 3
    arm = rng.integers(0, arms, number) * 2 * np.pi / arms
    angle = arm + 1.7 * np.log(radius + 0.2) + rng.normal(0, 0.3, number) * (0.6 + 0.3 / (radius + 0.3))
    height = rng.normal(0, 0.03, number) + rng.normal(0, 0.07, number) * np.exp(-radius * 7)
    warm = np.exp(-radius * 4)[:, None]
    tint = look_up(tints(shot.pick("violet", "ice", "berry", "sea", "ember")), 0.72 - 0.3 * radius)
    tint = tint * (1 - warm) + np.array([1.0, 0.72, 0.42]) * warm
    young = rng.random(number) < 0.07
    tint[young] = np.array([1.0, 0.2, 0.42])
    return radius, angle, height, tint * rng.pareto(2.2, number).clip(0.15, 3)[:, None] * 0.35
