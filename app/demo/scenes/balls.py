"""Balls let loose inside a ring: every bounce is a note and leaves its mark on the rim."""

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from app.demo.paint import Array, Shot, vertical, wheel
from app.demo.scenes.notes import Note

STEPS = 8
SCALE = (0, 3, 5, 7, 10)
GROUNDS = ("1c1147 3a1450 170b2e", "06263f 0c3c52 071a2c", "3a1030 4a1a2a 1a0a1e")


def notes(shot: Shot) -> list[Note]:
    return [
        Note(at, 48 + 12 * (k % 3) + SCALE[n % 5], min(1.0, hard))
        for n, (at, k, _, hard) in enumerate(_flight(shot)[1])
    ]


def frames(shot: Shot) -> Iterator[Array]:
    paths, bounces = _flight(shot)
    number = paths.shape[1]
    table = wheel(shot.pick("candy", "ice", "sunset", "acid"))
    w, h = shot.width, shot.height
    trail, radius = Image.new("RGB", (w, h)), w * 0.44
    ground = Image.fromarray((vertical(shot, *shot.pick(*GROUNDS).split()) * 255).astype(np.uint8))
    for i in range(shot.count):
        trail = trail.point(lambda v: v * 0.955)
        pen = ImageDraw.Draw(trail)
        for k in range(number):
            tint = tuple(table[(i * 3 + k * 1023 // number) % 1024].tolist())
            x, y = w / 2 + paths[i, k, 0] * radius, h / 2 + paths[i, k, 1] * radius
            r = w * 0.03
            pen.ellipse((x - r, y - r, x + r, y + r), fill=tint)
        image = trail.copy()
        pen = ImageDraw.Draw(image)
        for k in range(number):
            x, y, r = w / 2 + paths[i, k, 0] * radius, h / 2 + paths[i, k, 1] * radius, w * 0.03
            pen.ellipse((x - r, y - r, x + r, y + r), fill=(255, 255, 255))
        _rim(pen, shot, bounces, i / shot.fps, table)
        soft = (
            image.reduce(4).filter(ImageFilter.GaussianBlur(4)).resize(image.size, Image.Resampling.BILINEAR)
        )
        yield np.asarray(ImageChops.screen(ImageChops.screen(image, soft), ground))


def _rim(
    pen: ImageDraw.ImageDraw,
    shot: Shot,
    bounces: list[tuple[float, int, float, float]],
    t: float,
    table: Array,
) -> None:
    cx, cy, r = shot.width / 2, shot.height / 2, shot.width * 0.47
    pen.ellipse((cx - r, cy - r, cx + r, cy + r), outline=(86, 78, 120), width=3)
    for at, k, angle, _ in bounces:
        age = t - at
        if 0 <= age < 1.4:
            wide, deg = 9 + 20 * age, np.degrees(angle)
            tint = tuple(int(c * (1 - age / 1.4)) for c in table[(k * 230) % 1024])
            q = r + 16 * age
            pen.arc(
                (cx - q, cy - q, cx + q, cy + q),
                deg - wide,
                deg + wide,
                fill=tint,
                width=int(9 * (1.4 - age)) + 1,
            )


def _flight(shot: Shot, number: int = 6) -> tuple[Array, list[tuple[float, int, float, float]]]:
    """Gravity and a perfectly springy ring; the same every time it is asked for."""
    rng = shot.rng()
    place = rng.uniform(-0.45, 0.45, (number, 2))
    speed = rng.normal(0, 0.7, (number, 2))
    paths, bounces, dt = np.empty((shot.count, number, 2)), [], 1 / shot.fps / STEPS
    for step in range(shot.count * STEPS):
        speed[:, 1] += 1.7 * dt
        place = place + speed * dt
        far = np.hypot(place[:, 0], place[:, 1])
        for k in np.flatnonzero((far > 0.965) & ((place * speed).sum(1) > 0)):
            out = place[k] / far[k]
            hard = float(speed[k] @ out)
            speed[k] -= 2 * hard * out
            bounces.append((step * dt, int(k), float(np.arctan2(out[1], out[0])), abs(hard) / 2.4))
        if step % STEPS == STEPS - 1:
            paths[step // STEPS] = place
    return paths, bounces
