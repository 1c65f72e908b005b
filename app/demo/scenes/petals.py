"""A branch in blossom, and petals that let go."""

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from app.demo.paint import Array, Shot, vertical

SKIES = (
    ("9ed3f0 d8ecf6 ffe4ec", (255, 190, 210)),
    ("ffb38a ffd9b0 fff0d8", (214, 84, 40)),
    ("2a2150 6a4a8f e8a0b8", (255, 214, 232)),
)


def frames(shot: Shot, number: int = 58) -> Iterator[Array]:
    codes, tint = SKIES[shot.variant % len(SKIES)]
    ground = Image.fromarray((vertical(shot, *codes.split()) * 255).astype(np.uint8))
    far, near = _tree(shot, ground, tint), shot.rng(3).random((number, 6))
    for t in shot.times:
        image = far.copy()
        pen = ImageDraw.Draw(image, "RGBA")
        for row in near[near[:, 5].argsort()]:
            _petal(shot, pen, row, t, tint)
        yield np.asarray(image)


def _petal(shot: Shot, pen: ImageDraw.ImageDraw, row: Array, t: float, tint: tuple[int, int, int]) -> None:
    size = shot.width * (0.012 + 0.03 * row[5] ** 2)
    fall = (row[1] + t * (0.06 + 0.09 * row[5])) % 1.1
    x = ((row[0] + 0.07 * t + 0.05 * np.sin(t * 1.7 + row[2] * 9)) % 1.15 - 0.05) * shot.width
    y = (fall - 0.05) * shot.height
    a, flip = t * (1 + 2 * row[3]) + row[2] * 6, np.cos(t * (1.6 + 2 * row[4]) + row[3] * 6)
    s = np.linspace(0, 2 * np.pi, 15)
    px, py = size * np.cos(s), size * 0.62 * np.sin(s) * flip * (1 - 0.3 * np.cos(s))
    points = [
        (float(x + u * np.cos(a) - v * np.sin(a)), float(y + u * np.sin(a) + v * np.cos(a)))
        for u, v in zip(px, py, strict=True)
    ]
    shade = 0.93 + 0.07 * flip
    pen.polygon(points, fill=(*(min(255, int(c * shade)) for c in tint), 190 + int(60 * row[5])))


def _tree(shot: Shot, ground: Image.Image, tint: tuple[int, int, int]) -> Image.Image:
    s, rng = 2, shot.rng()
    image = ground.resize((shot.width * s, shot.height * s))
    pen = ImageDraw.Draw(image)
    tips: list[tuple[float, float]] = []
    _branch(
        pen,
        rng,
        (shot.width * s * 1.05, shot.height * s * 0.06),
        (np.pi * 0.82, shot.width * s * 0.3, shot.width * s * 0.05),
        tips,
    )
    _branch(
        pen,
        rng,
        (-shot.width * s * 0.05, shot.height * s * 0.3),
        (0.2, shot.width * s * 0.2, shot.width * s * 0.03),
        tips,
    )
    for layer, light in ((0, 0.86), (1, 0.95), (2, 1.06)):
        for x, y in tips:
            for _ in range(5):
                r = shot.width * s * rng.uniform(0.011, 0.026)
                cx, cy = x + rng.normal(0, shot.width * s * 0.032), y + rng.normal(0, shot.width * s * 0.03)
                _blossom(
                    pen,
                    (cx, cy, r),
                    tuple(min(255, int(c * light + 10 * layer)) for c in tint),
                    rng.random() * 6,
                )
    return image.reduce(s).filter(ImageFilter.GaussianBlur(0.4))


def _branch(
    pen: ImageDraw.ImageDraw,
    rng: np.random.Generator,
    at: tuple[float, float],
    arm: tuple[float, float, float],
    tips: list[tuple[float, float]],
) -> None:
    angle, long, thick = arm
    if thick < 3:
        return
    end = at[0] + long * np.cos(angle), at[1] + long * np.sin(angle)
    pen.line([at, end], fill=(74, 50, 52), width=int(thick))
    pen.ellipse(
        [end[0] - thick / 2, end[1] - thick / 2, end[0] + thick / 2, end[1] + thick / 2], fill=(74, 50, 52)
    )
    if thick < 15:
        tips.append(end)
    for turn in (rng.uniform(-0.75, -0.2), rng.uniform(0.2, 0.75)):
        _branch(pen, rng, end, (angle + turn, long * rng.uniform(0.62, 0.8), thick * 0.66), tips)


def _blossom(
    pen: ImageDraw.ImageDraw, at: tuple[float, float, float], tint: tuple[int, ...], turn: float
) -> None:
    x, y, r = at
    for k in range(5):
        a = turn + k * 2 * np.pi / 5
        cx, cy = x + r * 0.62 * np.cos(a), y + r * 0.62 * np.sin(a)
        pen.ellipse((cx - r * 0.52, cy - r * 0.52, cx + r * 0.52, cy + r * 0.52), fill=tint)
    pen.ellipse((x - r * 0.22, y - r * 0.22, x + r * 0.22, y + r * 0.22), fill=(196, 60, 100))
