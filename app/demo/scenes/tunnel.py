"""A tunnel of lit cells that pulses with the kick."""

from collections.abc import Iterator

import numpy as np

from app.demo.paint import Array, Shot, bloom, finish, look_round, plane, wheel_tints


def frames(shot: Shot) -> Iterator[Array]:
    x, y = plane(shot)
    parts = (18, 24, 14, 30)[shot.variant % 4]
    table = wheel_tints(shot.pick("berry", "ice", "acid", "ember", "peacock"))
    lamps = shot.rng().random((64, parts)).astype(np.float32)
    for i, t in enumerate(shot.times):
        kick = float(shot.level(i)[1])
        dx, dy = x - np.float32(0.22 * np.sin(t * 0.9)), y - np.float32(0.3 * np.cos(t * 0.7))
        radius = np.hypot(dx, dy) + np.float32(1e-3)
        angle = (
            np.arctan2(dy, dx) * np.float32(parts / 2 / np.pi) + np.float32(0.6 * t) + 1.2 / (radius + 0.35)
        )
        depth = np.float32(1.1) / radius + np.float32(3.9 * t)
        ring, part = np.floor(depth), np.floor(angle)
        edge = np.maximum(np.abs(depth - ring - 0.5), np.abs(angle - part - 0.5))
        lamp = lamps[ring.astype(np.int32) % 64, part.astype(np.int32) % parts]
        lit = np.clip(lamp * 1.9 - 1 + 0.9 * kick, 0, 1.4) + 0.1 + 0.12 * edge
        lit *= (
            np.clip((0.47 - edge) * 12, 0, 1)
            * np.exp(np.float32(-0.1) / radius - radius * np.float32(0.55))
            * 1.5
        )
        colour = look_round(table, ring * 0.037 + lamp * 0.2 + np.float32(0.04 * t))
        yield bloom(finish(colour * lit[..., None]), radius=4, strength=1.1)
