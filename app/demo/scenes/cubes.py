"""A field of cubes with a wave running through it."""

from collections.abc import Iterator

import numpy as np
from PIL import ImageDraw

from app.demo.paint import Array, Shot, colours, paper, shrink

GROUNDS = ((246, 226, 206), (12, 16, 40), (255, 214, 220), (14, 34, 40))


def frames(shot: Shot) -> Iterator[Array]:
    shades = [np.array(c, float) for c in colours(shot.pick("sunset", "ice", "rose", "sea"))]
    side = shot.width * 2 / 8.2
    across, down = side * 0.866, side * 0.5
    for i, t in enumerate(shot.times):
        image = paper(shot, GROUNDS[shot.variant % len(GROUNDS)])
        pen = ImageDraw.Draw(image)
        for row in range(-2, 40):
            for column in range(-1, 7):
                x = (column * 2 + row % 2) * across * 0.72
                far = np.hypot(x / image.width - 0.5, (row * down * 0.72 / image.height - 0.5) * shot.aspect)
                wave = np.sin(far * 9 - t * 3.4) * 0.5 + 0.5
                lift = wave * (1.1 + 0.7 * shot.level(i)[1])
                _cube(
                    pen,
                    (x, row * down * 0.72 + 40, lift * side * 0.55),
                    (across * 0.7, down * 0.7, side * 1.4),
                    _mix(shades, wave),
                )
        yield shrink(image)


def _mix(shades: list[Array], wave: float) -> Array:
    return np.asarray(shades[1] * (1 - wave) + (shades[2] * (1 - wave) + shades[3] * wave) * wave)


def _cube(
    pen: ImageDraw.ImageDraw, at: tuple[float, float, float], size: tuple[float, float, float], skin: Array
) -> None:
    x, y, lift = at
    a, b, tall = size
    y -= lift
    top = [(x, y - b), (x + a, y), (x, y + b), (x - a, y)]
    left = [(x - a, y), (x, y + b), (x, y + b + tall), (x - a, y + tall)]
    right = [(x + a, y), (x, y + b), (x, y + b + tall), (x + a, y + tall)]
    for face, light in ((left, 0.72), (right, 0.5), (top, 1.16)):
        pen.polygon(face, fill=tuple(int(c) for c in (skin * light).clip(0, 255)))
