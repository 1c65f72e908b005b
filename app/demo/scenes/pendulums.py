"""Fifteen pendulums, each a little slower than the last; a note when one crosses the middle."""

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from app.demo.paint import Array, Shot, rainbow, vertical, wheel
from app.demo.scenes.notes import Note

BALLS = 15
SCALE = (0, 2, 4, 7, 9)


def pace(shot: Shot, k: int) -> float:
    """Swings are chosen so that all are together again when the clip ends."""
    return (5 + k) / max(shot.seconds, 1)


def notes(shot: Shot) -> list[Note]:
    found = []
    for k in range(BALLS):
        half = 0.5 / pace(shot, k)
        pitch = 52 + 12 * (k // 5) + SCALE[k % 5]
        found += [Note(half * (n + 0.5), pitch, 0.5) for n in range(int(shot.seconds / half))]
    return found


def frames(shot: Shot) -> Iterator[Array]:
    table = (
        rainbow(BALLS)
        if shot.variant % 2 == 0
        else wheel(shot.pick("sea", "candy", "sea", "sunset"), BALLS + 2)
    )
    ground = Image.fromarray(
        (vertical(shot, *shot.pick("101426 1c1f3d 2c2352", "f6efe4 f2dfd0 e8c8c0").split()) * 255).astype(
            np.uint8
        )
    )
    ground = ground.resize((shot.width * 2, shot.height * 2))
    trail = Image.new("RGB", (shot.width // 2, shot.height // 2))
    for t in shot.times:
        trail = trail.point(lambda v: v * 0.9)
        image, glow = ground.copy(), ImageDraw.Draw(trail)
        pen = ImageDraw.Draw(image)
        for k in range(BALLS):
            x, y, r = _place(shot, k, t)
            fill = tuple(int(c) for c in table[k])
            glow.ellipse(
                (x / 2 - r / 3, y / 2 - r / 3, x / 2 + r / 3, y / 2 + r / 3),
                fill=tuple(c * 2 // 3 for c in fill),
            )
            pen.line((shot.width, -20, x * 2, y * 2), fill=(120, 116, 140), width=2)
            pen.ellipse((x * 2 - r * 2, y * 2 - r * 2, x * 2 + r * 2, y * 2 + r * 2), fill=fill)
            pen.ellipse(
                (x * 2 - r, y * 2 - r * 1.3, x * 2 - r * 0.1, y * 2 - r * 0.4),
                fill=tuple(min(255, c + 70) for c in fill),
            )
        soft = trail.filter(ImageFilter.GaussianBlur(2)).resize(
            (shot.width, shot.height), Image.Resampling.BILINEAR
        )
        yield np.asarray(ImageChops.screen(image.reduce(2), soft))


def _place(shot: Shot, k: int, t: float) -> tuple[float, float, float]:
    long = shot.height * (0.9 - 0.043 * k)
    angle = 0.36 * (1 + 0.022 * k) * np.cos(2 * np.pi * pace(shot, k) * t)
    x = shot.width / 2 + long * np.sin(angle) * 0.95
    return float(x), float(long * np.cos(angle)), shot.width * 0.034
