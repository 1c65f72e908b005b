"""A lava lamp: blobs that rise, kiss and part."""

from collections.abc import Iterator

import numpy as np

from app.demo.paint import Array, Shot, finish, look_up, plane, tints, vertical

GLASS = ("1b0633 4a0f5c a1274f", "03203a 0a4a6e 0c8a8a", "2b0a0a 7a1f1f d1632b")


def frames(shot: Shot, number: int = 11) -> Iterator[Array]:
    rng = shot.rng()
    x, y = plane(shot)
    lamp = vertical(shot, *shot.pick(*GLASS).split())
    table = tints(shot.pick("candy", "sea", "gold", "rose"))
    place, pace = rng.random(number) * 6, 0.25 + 0.5 * rng.random(number)
    size, home = 0.13 + 0.2 * rng.random(number), rng.uniform(-0.6, 0.6, number)
    for i, t in enumerate(shot.times):
        field = 0.09 / (np.abs(y - 1.9) + 0.05) + 0.05 / (np.abs(y + 1.95) + 0.05)
        for k in range(number):
            cx = np.float32(home[k] + 0.22 * np.sin(t * pace[k] * 1.3 + place[k] * 2))
            cy = np.float32(1.75 * np.sin(t * pace[k] + place[k]))
            field = field + np.float32(size[k] ** 2) / (
                (x - cx) ** 2 + (y - cy) ** 2 * np.float32(0.8) + 0.004
            )
        inside = np.clip((field - 1) * 9, 0, 1)[..., None]
        body = look_up(table, 0.5 + 0.34 * np.tanh((field - 1) * 0.45) - 0.1 * y)
        glow = np.clip(field, 0, 1)[..., None] ** 3 * np.float32(0.35 + 0.2 * shot.level(i)[1])
        ground = lamp * (1 + glow) + 0.16 * glow
        yield finish(ground * (1 - inside) + inside * body)
