"""Koi in a pond: bodies that sway, rings on the water, lily pads on top."""

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from app.demo.paint import Array, Shot, look_up, noise, ramp, relief

COATS = (
    ((250, 250, 244), (240, 86, 34)),
    ((244, 150, 40), (255, 240, 220)),
    ((238, 62, 40), (255, 250, 245)),
    ((252, 214, 110), (250, 120, 40)),
    ((40, 40, 52), (240, 110, 50)),
)


def frames(shot: Shot) -> Iterator[Array]:
    rng = shot.rng()
    bed = look_up(
        ramp(shot.pick("sea", "forest", "ice", "peacock")),
        0.2 + 0.2 * noise(rng, shot.width, shot.height, cell=60, octaves=5),
    )
    pads = _pads(shot)
    fish = rng.random((7, 5))
    calm = np.zeros((shot.height // 2, shot.width // 2), np.float32)
    before = calm.copy()
    yy, xx = np.mgrid[0 : shot.height, 0 : shot.width].astype(np.int32)
    for i in range(shot.count + 40):
        calm, before = _ripple(calm, before, rng, i), calm
        if i >= 40:
            image = _school(shot, bed, fish, (i - 40) / shot.fps)
            yield _surface(shot, image, calm, pads, (yy, xx))


def _ripple(calm: Array, before: Array, rng: np.random.Generator, i: int) -> Array:
    """One step of the wave equation, with a raindrop now and then."""
    if i % 11 == 0:
        y, x = rng.integers(4, calm.shape[0] - 4), rng.integers(4, calm.shape[1] - 4)
        calm[y - 2 : y + 3, x - 2 : x + 3] -= 1.6
    ring = np.pad(calm, 1, mode="edge")
    around = ring[:-2, 1:-1] + ring[2:, 1:-1] + ring[1:-1, :-2] + ring[1:-1, 2:]
    return np.asarray((around * np.float32(0.5) - before) * np.float32(0.984))


def _school(shot: Shot, bed: Array, fish: Array, t: float) -> Image.Image:
    image = Image.fromarray(bed)
    shade = Image.new("L", image.size)
    bodies = [_body(shot, row, t) for row in fish]
    pen = ImageDraw.Draw(shade)
    for body, _, _ in bodies:
        pen.polygon([(x + 12, y + 16) for x, y in body], fill=110)
    image.paste((2, 22, 30), mask=shade.filter(ImageFilter.GaussianBlur(5)))
    pen = ImageDraw.Draw(image)
    for (body, fins, spots), row in zip(bodies, fish, strict=True):
        skin, mark = COATS[int(row[4] * len(COATS))]
        for fin in fins:
            pen.polygon(fin, fill=tuple(int(c * 0.86) for c in skin))
        pen.polygon(body, fill=skin)
        for x, y, r in spots:
            pen.ellipse((x - r, y - r, x + r, y + r), fill=mark)
    return image.filter(ImageFilter.GaussianBlur(0.7))


def _body(
    shot: Shot, row: Array, t: float
) -> tuple[list[tuple[float, float]], list[list[tuple[float, float]]], list[tuple[float, float, float]]]:
    """A fish as an outline around a swaying spine that follows a wide loop."""
    size = shot.width * (0.34 + 0.14 * row[2])
    pace = (0.24 + 0.2 * row[3]) * (1 if row[0] > 0.4 else -1)
    s = np.linspace(0, 1, 15)
    a = row[1] * 6.28 + pace * (t - s * size / shot.width * 1.9 / abs(pace) * 0.5)
    x = shot.width * (0.5 + 0.36 * np.cos(a + row[3]) + 0.14 * np.sin(2 * a + 5 * row[2]))
    y = shot.height * (0.1 + 0.8 * row[2] + 0.15 * np.sin(a * 1.3 + 3 * row[0]) + 0.1 * np.cos(a))
    tx, ty = np.gradient(x), np.gradient(y)
    long = np.hypot(tx, ty) + 1e-6
    nx, ny = -ty / long, tx / long
    sway = np.sin(t * 7 * (0.7 + row[3]) - s * 5) * s * size * 0.07
    x, y = x + nx * sway, y + ny * sway
    half = size * 0.135 * np.sin(np.pi * np.clip(s * 0.86 + 0.11, 0, 1)) ** 0.8 * (1 - 0.45 * s)
    left, right = (
        list(zip(x + nx * half, y + ny * half, strict=True)),
        list(zip(x - nx * half, y - ny * half, strict=True)),
    )
    tail = [
        (x[-2], y[-2]),
        (
            x[-1] + (tx[-1] / long[-1] + nx[-1]) * size * 0.12 * 1.2,
            y[-1] + (ty[-1] / long[-1] + ny[-1]) * size * 0.14,
        ),
        (
            x[-1] + (tx[-1] / long[-1] - nx[-1]) * size * 0.14,
            y[-1] + (ty[-1] / long[-1] - ny[-1]) * size * 0.14,
        ),
    ]
    flap = 0.2 + 0.05 * np.sin(t * 4 + row[0] * 9)
    sides = [
        [(x[4], y[4]), (x[6] + side * nx[6] * size * flap, y[6] + side * ny[6] * size * flap), (x[7], y[7])]
        for side in (1, -1)
    ]
    spots = [(float(x[k]), float(y[k]), float(half[k] * 0.72)) for k in (2, 5, 6, 10)]
    return left + right[::-1], [tail, *sides], spots


def _pads(shot: Shot) -> tuple[Array, Array]:
    """Lily pads and two flowers: the picture and its mask."""
    rng, s = shot.rng(9), 2
    image, mask = (
        Image.new("RGB", (shot.width * s, shot.height * s)),
        Image.new("L", (shot.width * s, shot.height * s)),
    )
    pens = ImageDraw.Draw(image), ImageDraw.Draw(mask)
    for k in range(9):
        x, y = (
            rng.random() * shot.width * s,
            rng.choice([rng.uniform(-0.02, 0.2), rng.uniform(0.78, 1.02)]) * shot.height * s,
        )
        r, turn = shot.width * s * rng.uniform(0.07, 0.15), rng.uniform(0, 360)
        box = (x - r, y - r, x + r, y + r)
        pens[0].pieslice(
            box, turn, turn + 335, fill=(int(40 + 30 * rng.random()), int(120 + 40 * rng.random()), 70)
        )
        pens[1].pieslice(box, turn, turn + 335, fill=255)
        for spoke in range(0, 335, 30):
            a = np.radians(turn + spoke)
            pens[0].line(
                (x, y, x + r * 0.92 * np.cos(a), y + r * 0.92 * np.sin(a)), fill=(98, 170, 100), width=2
            )
        if k in (2, 5):
            _flower(pens, x, y, r * 0.62)
    return np.asarray(image.reduce(s)).astype(np.float32), np.asarray(mask.reduce(s))[..., None].astype(
        np.float32
    ) / 255


def _flower(pens: tuple[ImageDraw.ImageDraw, ImageDraw.ImageDraw], x: float, y: float, r: float) -> None:
    for ring, tint in ((1.0, (250, 180, 205)), (0.72, (255, 214, 228)), (0.42, (255, 240, 244))):
        for k in range(8):
            a = k * np.pi / 4 + ring * 2
            cx, cy, q = (
                x + r * ring * 0.6 * np.cos(a),
                y + r * ring * 0.6 * np.sin(a),
                r * 0.34 * ring + r * 0.08,
            )
            pens[0].ellipse((cx - q, cy - q, cx + q, cy + q), fill=tint)
            pens[1].ellipse((cx - q, cy - q, cx + q, cy + q), fill=255)
    pens[0].ellipse((x - r * 0.2, y - r * 0.2, x + r * 0.2, y + r * 0.2), fill=(255, 205, 90))


def _surface(
    shot: Shot, image: Image.Image, calm: Array, pads: tuple[Array, Array], at: tuple[Array, Array]
) -> Array:
    water = np.asarray(Image.fromarray(calm).resize((shot.width, shot.height), Image.Resampling.BILINEAR))
    dy, dx = np.gradient(water)
    v = (at[0] + (dy * 26).astype(np.int32)).clip(0, shot.height - 1)
    u = (at[1] + (dx * 26).astype(np.int32)).clip(0, shot.width - 1)
    below = np.asarray(image)[v, u]
    shine = np.clip(relief(water, 2) * 1.1, -0.25, 0.8)[..., None]
    lit = below + shine * 150
    return np.asarray((lit * (1 - pads[1]) + pads[0] * pads[1]).clip(0, 255).astype(np.uint8))
