"""Snow over a cabin among firs."""

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from app.demo.paint import Array, Shot, expose, rgb, shrink, stars, vertical

NIGHTS = (
    ("0a1030 22335f 5a6a9a", "ffc46b"),
    ("10202b 2a5560 7fb0b0", "ffb04a"),
    ("1a0f30 4a2f6b a06a9a", "ffd88a"),
)


def frames(shot: Shot) -> Iterator[Array]:
    land = _land(shot)
    rng = shot.rng(4)
    flakes = rng.random((420, 4))
    size = 0.8 + 2.6 * flakes[:, 3] ** 3
    unit = shot.width / 540
    for t in shot.times:
        sheets = [Image.new("L", (shot.width, shot.height)) for _ in range(2)]
        pens = [ImageDraw.Draw(sheet) for sheet in sheets]
        x = (flakes[:, 0] + 0.03 * np.sin(t * 1.2 + flakes[:, 2] * 9) + 0.012 * t * size) % 1 * shot.width
        y = (flakes[:, 1] + t * (0.035 + 0.028 * size)) % 1 * shot.height
        for k in range(len(x)):
            r = size[k] * unit * 1.25
            pens[int(size[k] > 2.2)].ellipse(
                (x[k] - r, y[k] - r, x[k] + r, y[k] + r), fill=int(130 + 125 * flakes[k, 2])
            )
        near = np.asarray(sheets[1].filter(ImageFilter.GaussianBlur(2.2 * unit)))
        far = np.asarray(sheets[0].filter(ImageFilter.GaussianBlur(0.6)))
        cover = np.maximum(near, far)[..., None].astype(np.uint16)
        flicker = 1 + 0.04 * np.sin(t * 9) + 0.03 * np.sin(t * 23)
        warm = (land[..., 3:] * flicker).clip(0, 255)
        base = (land[..., :3] + warm * np.array([1.0, 0.62, 0.26])).clip(0, 255)
        yield (base + (255 - base) * (cover / 285)).astype(np.uint8)


def _land(shot: Shot) -> Array:
    """The still picture, with the cabin's light as a fourth plane."""
    night, lamp = NIGHTS[shot.variant % len(NIGHTS)]
    sky = (vertical(shot, *night.split()) * 255).astype(np.uint8)
    sky = np.maximum(sky, expose(stars(shot, 260, below=0.5), 1.4))
    image = Image.fromarray(sky).resize((shot.width * 2, shot.height * 2))
    pen, unit, rng = ImageDraw.Draw(image), shot.width * 2 / 1080, shot.rng(1)
    pen.ellipse([760 * unit, 200 * unit, 900 * unit, 340 * unit], fill=(240, 240, 255))
    far, near = (np.array(rgb(c)) for c in (night.split()[1], night.split()[0]))
    for row, (y, scale, mix) in enumerate(((1250, 0.7, 0.75), (1400, 1.0, 0.45), (1560, 1.5, 0.15))):
        shade = tuple(int(v) for v in far * mix + near * (1 - mix) * 0.9)
        hill = [(x * unit, (y + 50 * np.sin(x / 190 + row * 2)) * unit) for x in range(-20, 1120, 20)]
        pen.polygon(
            [*hill, (1120 * unit, 1920 * unit), (0, 1920 * unit)],
            fill=tuple(int(c + (235 - c) * (0.25 + 0.25 * row)) for c in shade),
        )
        for x in rng.uniform(-40, 1120, 17 - 3 * row):
            _fir(
                pen,
                x * unit,
                (y + 50 * np.sin(x / 190 + row * 2) + 30) * unit,
                scale * rng.uniform(0.8, 1.3) * unit,
                shade,
            )
        if row == 1:
            _cabin(pen, unit, lamp)
    light = Image.new("L", image.size)
    ImageDraw.Draw(light).rectangle([470 * unit, 1420 * unit, 530 * unit, 1480 * unit], fill=255)
    glow = np.asarray(light.filter(ImageFilter.GaussianBlur(60 * unit)).reduce(2)).astype(np.float32) * 5
    return np.concatenate([shrink(image).astype(np.float32), glow[..., None]], -1)


def _fir(pen: ImageDraw.ImageDraw, x: float, y: float, s: float, shade: tuple[int, ...]) -> None:
    for k in range(4):
        top, half, foot = y - (250 - 46 * k) * s, (30 + 17 * k) * s, y - (150 - 46 * k) * s
        pen.polygon([(x, top), (x - half, foot), (x + half, foot)], fill=shade)
        pen.polygon(
            [
                (x, top),
                (x - half * 0.4, top + (foot - top) * 0.42),
                (x + half * 0.3, top + (foot - top) * 0.36),
            ],
            fill=(226, 232, 246),
        )


def _cabin(pen: ImageDraw.ImageDraw, unit: float, lamp: str) -> None:
    def box(*numbers: int) -> list[float]:
        return [n * unit for n in numbers]

    pen.rectangle(box(410, 1380, 670, 1540), fill=(52, 32, 34))
    pen.polygon(box(370, 1400, 540, 1270, 710, 1400), fill=(232, 236, 248))
    pen.polygon(box(410, 1400, 540, 1300, 670, 1400), fill=(40, 24, 28))
    pen.rectangle(box(600, 1260, 636, 1340), fill=(64, 42, 42))
    pen.rectangle(box(466, 1416, 534, 1484), fill=rgb(lamp))
    pen.line(box(500, 1416, 500, 1484), fill=(60, 36, 30), width=int(6 * unit))
    pen.rectangle(box(580, 1430, 630, 1540), fill=(30, 18, 20))
