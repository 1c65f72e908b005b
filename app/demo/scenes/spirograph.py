"""A spirograph: five pens drawing one glowing flower after another."""

from collections.abc import Iterator

import numpy as np

from app.demo.paint import Array, Shot, bloom, dark, expose, look_round, splat, wheel_tints

GEARS = ((8, 3), (7, 2), (12, 5), (11, 4), (9, 5), (10, 3))


def frames(shot: Shot, pens: int = 5, points: int = 1100) -> Iterator[Array]:
    table = wheel_tints(shot.pick("candy", "ice", "gold", "violet")) ** 1.5
    canvas, each = dark(shot), max(1, shot.count // 2)
    for i in range(shot.count):
        flower, done = divmod(i, each)
        if done == 0:
            canvas *= np.float32(0.06)
        teeth, turns = GEARS[(shot.variant + flower) % len(GEARS)]
        pen = canvas.copy()
        for k in range(pens):
            a = np.linspace(done, done + 1, points) / (each * 0.8) * turns * 2 * np.pi
            a = a[a <= turns * 2.002 * np.pi]
            x, y = _curve(a, turns / teeth, 0.45 + 0.28 * k)
            place = shot.width / 2 + x * shot.width * 0.49, shot.height / 2 + y * shot.width * 0.49
            splat(canvas, *place, look_round(table, a / 40 + 0.11 * k + 0.2 * flower) * 0.2)
            _tip(shot, pen, place)
        np.maximum(pen, canvas, out=pen)
        yield bloom(expose(pen, 2.2, np.array([9, 7, 20], np.float32)), radius=4, strength=1.4)


def _tip(shot: Shot, pen: Array, place: tuple[Array, Array]) -> None:
    if len(place[0]):
        jitter = shot.rng(1).normal(0, shot.width / 260, (2, 60))
        splat(pen, place[0][-1] + jitter[0], place[1][-1] + jitter[1], np.ones((60, 3)))


def _curve(a: Array, ratio: float, arm: float) -> tuple[Array, Array]:
    out = 1 - ratio
    reach = out + arm * ratio
    x = out * np.cos(a) + arm * ratio * np.cos(a * out / ratio)
    y = out * np.sin(a) - arm * ratio * np.sin(a * out / ratio)
    return x / reach * (0.62 + 0.38 * arm / 1.6), y / reach * (0.62 + 0.38 * arm / 1.6)
