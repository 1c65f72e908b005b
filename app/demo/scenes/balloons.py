"""Hot-air balloons over soft hills in the morning."""

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw

from app.demo.paint import Array, Shot, blend_stops, noise, rgb, vertical

MORNINGS = (
    ("86c5f0 cfe8f4 ffe9cf", "9fcfa8 3f8f6f"),
    ("ffb48a ffd7a8 fff3d6", "c98aa0 6a3f7a"),
    ("5a6fc0 b0a0dc ffd0c8", "7a86b8 30407a"),
)
CLOTH = (
    ("ff5a36", "fff1dc"),
    ("2f7fd6", "ffd23f"),
    ("e0407a", "ffe0ea"),
    ("2fae8f", "f6f2c8"),
    ("7c5cff", "ffd0f0"),
    ("f2a02f", "fff6e0"),
)


def frames(shot: Shot) -> Iterator[Array]:
    sky, land = MORNINGS[shot.variant % len(MORNINGS)]
    back = _back(shot, sky, land)
    rng = shot.rng(2)
    fleet = sorted(
        (rng.uniform(0.05, 0.3) ** 1.0, rng.uniform(0.05, 0.95), rng.uniform(0.06, 0.66), rng.random())
        for _ in range(9)
    )
    clouds = [(rng.random(), rng.uniform(0.04, 0.45), rng.uniform(0.5, 1.3)) for _ in range(6)]
    for t in shot.times:
        image = back.copy()
        pen = ImageDraw.Draw(image, "RGBA")
        for x, y, size in clouds:
            _cloud(pen, image, (x + 0.012 * t * size) % 1.3 - 0.15, y, size)
        for n, (size, x, y, phase) in enumerate(fleet):
            across = ((x + 0.012 * t * (0.4 + 4 * size)) % 1.3 - 0.15) * image.width
            up = (y - 0.012 * t + 0.006 * np.sin(t * 1.1 + phase * 6)) * image.height
            _balloon(
                pen,
                (across, up, size * image.width * 0.5),
                CLOTH[(n + shot.variant) % len(CLOTH)],
                0.05 * np.sin(t * 0.9 + phase * 9),
            )
        yield np.asarray(image.reduce(2))


def _back(shot: Shot, sky: str, land: str) -> Image.Image:
    picture = vertical(shot, *sky.split()) * 255
    shades = blend_stops(np.array([rgb(c) for c in land.split()]) / 255, 4)
    y = np.arange(shot.height)[:, None]
    for k in range(4):
        hills = noise(shot.rng(10 + k), shot.width, 8, cell=shot.width * (0.7 - 0.1 * k), octaves=3)[0]
        foot = shot.height * (0.74 + 0.07 * k - 0.09 * hills)
        mist = np.clip((y - foot) / (shot.height * 0.16), 0, 1)[..., None] * 0.45
        tone = shades[k] * (1 - mist) + 255 * mist
        picture = np.where((y > foot)[..., None], tone, picture)
    return Image.fromarray(picture.astype(np.uint8)).resize(
        (shot.width * 2, shot.height * 2), Image.Resampling.BICUBIC
    )


def _cloud(pen: ImageDraw.ImageDraw, image: Image.Image, x: float, y: float, size: float) -> None:
    cx, cy, unit = x * image.width, y * image.height, image.width * 0.05 * size
    for dx, dy, r in ((-1.6, 0.2, 0.8), (-0.6, -0.2, 1.15), (0.6, -0.05, 1.0), (1.5, 0.25, 0.7)):
        pen.ellipse(
            (
                cx + (dx - r) * unit,
                cy + (dy - r * 0.7) * unit,
                cx + (dx + r) * unit,
                cy + (dy + r * 0.7) * unit,
            ),
            fill=(255, 255, 255, 150),
        )


def _balloon(
    pen: ImageDraw.ImageDraw, at: tuple[float, float, float], cloth: tuple[str, str], lean: float
) -> None:
    """Gores from the outside in, then ropes and basket."""
    x, y, r = at
    a, b = rgb(cloth[0]), rgb(cloth[1])
    s = np.linspace(0, 1, 22)
    half = r * np.where(
        s < 0.5,
        np.sqrt(np.clip(1 - ((0.5 - s) / 0.5) ** 2, 0, 1)),
        1 - 0.72 * np.clip((s - 0.5) / 0.5, 0, 1) ** 1.7,
    )
    down = y + (s - 0.5) * r * 2.3
    tilt = x + lean * (down - y)
    for k, wide in enumerate((1.0, 0.78, 0.52, 0.24)):
        tone = a if k % 2 == 0 else b
        light = 0.84 + 0.07 * k
        edge = [
            *zip(tilt - half * wide, down, strict=True),
            *zip((tilt + half * wide)[::-1], down[::-1], strict=True),
        ]
        pen.polygon([(float(p), float(q)) for p, q in edge], fill=tuple(int(c * light) for c in tone))
    foot, wide = float(down[-1]), float(half[-1])
    base = float(tilt[-1]) + lean * r * 0.6
    for side in (-1, 1):
        pen.line(
            (float(tilt[-1]) + side * wide * 0.9, foot, base + side * wide * 0.55, foot + r * 0.5),
            fill=(90, 70, 66),
            width=2,
        )
    pen.rounded_rectangle(
        (base - wide * 0.62, foot + r * 0.46, base + wide * 0.62, foot + r * 0.78), 5, fill=(126, 82, 54)
    )
