"""A ring that wears the music: spokes, dust and a beating heart."""

from collections.abc import Iterator

import numpy as np

from app.demo.paint import Array, Shot, bloom, dark, expose, look_round, splat, wheel_tints


def frames(shot: Shot, spokes: int = 120) -> Iterator[Array]:
    table = wheel_tints(shot.pick("berry", "peacock", "ember", "violet")) ** 1.4
    angle = np.linspace(0, 2 * np.pi, spokes, endpoint=False)
    half = np.abs(np.linspace(-1, 1, spokes))
    dust, along = shot.rng().random((500, 3)), np.linspace(0, 1, 64)
    trail = dark(shot)
    for i, t in enumerate(shot.times):
        level = shot.level(i)
        loud = np.interp(half * 22, np.arange(24), level) ** 1.4
        beat = float(level[1])
        base = 0.21 + 0.035 * beat
        turn = angle + np.pi / 2 + 0.1 * t
        reach = base + np.outer(along, 0.02 + 0.28 * loud)
        tint = look_round(table, half * 0.5 + 0.05 * t)[None] * (1 - 0.75 * along)[:, None, None]
        trail *= np.float32(0.7)
        x, y = _place(shot, reach, turn)
        splat(trail, x.ravel(), y.ravel(), tint.reshape(-1, 3) * 0.9)
        x, y = _place(shot, base - 0.012 - 0.1 * np.outer(along, loud) * 0.6, turn)
        splat(trail, x.ravel(), y.ravel(), tint.reshape(-1, 3) * 0.25)
        far = 0.2 + (dust[:, 0] + t * 0.12 * (0.4 + dust[:, 2])) % 1 * 0.9
        canvas = trail.copy()
        x, y = _place(shot, far, dust[:, 1] * 2 * np.pi + 0.3 * far)
        splat(canvas, x, y, look_round(table, far) * (0.5 + beat) * (1.15 - far)[:, None].clip(0, 1))
        yield bloom(
            expose(canvas, 2.6, np.array([10, 6, 20], np.float32) * (1 + beat)), radius=6, strength=1.25
        )


def _place(shot: Shot, reach: Array, turn: Array) -> tuple[Array, Array]:
    return shot.width / 2 + reach * shot.width * np.cos(
        turn
    ), shot.height * 0.48 + reach * shot.width * np.sin(turn)
