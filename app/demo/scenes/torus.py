"""A torus knot made of points, lit and turning."""

from collections.abc import Iterator

import numpy as np

from app.demo.paint import Array, Shot, bloom, dark, expose, look_round, splat, wheel_tints

KNOTS = ((2, 3), (3, 4), (2, 5), (3, 7))


def frames(shot: Shot, around: int = 620, tube: int = 34) -> Iterator[Array]:
    p, q = KNOTS[shot.variant % len(KNOTS)]
    table = wheel_tints(shot.pick("peacock", "berry", "acid", "sunset")) ** 1.3
    s, v = (
        m.ravel()
        for m in np.meshgrid(
            np.linspace(0, 2 * np.pi, around, endpoint=False), np.linspace(0, 2 * np.pi, tube, endpoint=False)
        )
    )
    for i, t in enumerate(shot.times):
        thick = 0.3 + 0.05 * np.sin(s * 6 - t * 3) + 0.1 * float(shot.level(i)[1])
        spine, ahead = _knot(s, p, q), _knot(s + 0.01, p, q)
        along = ahead - spine
        along /= np.linalg.norm(along, axis=0)
        side = np.cross(along.T, np.array([0.3, 0.5, 0.8])).T
        side /= np.linalg.norm(side, axis=0)
        normal = side * np.cos(v) + np.cross(along.T, side.T).T * np.sin(v)
        place, normal = _turned(spine + normal * thick, t), _turned(normal, t)
        lamp = np.clip(np.array([-0.5, -0.6, -0.65]) @ normal, 0, 1)
        rim = (1 - np.abs(normal[2])) ** 3
        near = 1 / (5.2 + place[2])
        tint = (
            look_round(table, s / (2 * np.pi) + 0.05 * t)
            * ((0.08 + lamp + 0.5 * rim) * (place[2] < 1.6) * (near * 5) ** 2)[:, None]
        )
        tint *= (normal[2] < 0.25)[:, None]
        canvas = dark(shot)
        size = shot.width * 0.98
        splat(
            canvas,
            shot.width / 2 + place[0] * near * size,
            shot.height / 2 + place[1] * near * size,
            tint * 2.6,
        )
        yield bloom(expose(canvas, 1.6, np.array([8, 8, 22], np.float32)), radius=5, strength=0.9)


def _knot(s: Array, p: int, q: int) -> Array:
    r = 1.5 + 0.7 * np.cos(q * s)
    return np.stack([r * np.cos(p * s), r * np.sin(p * s), 0.9 * np.sin(q * s)])


def _turned(place: Array, t: float) -> Array:
    a, b = 0.55 * t, 0.5 + 0.35 * np.sin(0.4 * t)
    x, y, z = place
    x, z = x * np.cos(a) - z * np.sin(a), x * np.sin(a) + z * np.cos(a)
    y, z = y * np.cos(b) - z * np.sin(b), y * np.sin(b) + z * np.cos(b)
    return np.stack([x, y, z])
