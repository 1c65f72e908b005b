"""A recipe in three steps: pour, wait, sip."""

from collections.abc import Iterator

import numpy as np
from PIL import ImageDraw

from app.demo.paint import Array, Shot, ease, font, paper, rgb, shrink

BREWS = (
    ("f6e7d3", "b8581f", "2b1a16", "Earl Grey", ("pour at 95°", "wait 3 minutes", "a slice of lemon")),
    ("e6efdc", "7d9a3c", "1f2a1c", "Matcha", ("sift one spoon", "whisk a little W", "drink it all")),
    ("fbe0df", "c2264b", "34121c", "Hibiscus", ("a handful", "5 minutes, lid on", "ice, if it is July")),
)
Point = tuple[float, float]


def frames(shot: Shot) -> Iterator[Array]:
    ground, brew, ink = (rgb(code) for code in BREWS[shot.variant % len(BREWS)][:3])
    for t in shot.times:
        image = paper(shot, ground)
        pen, w = ImageDraw.Draw(image), image.width
        part = t / shot.seconds * 3
        step, done = min(2, int(part)), part - min(2, int(part))
        filled = ease(part * 1.1 - 0.08)
        pen.ellipse((w * 0.08, w * 0.55, w * 0.92, w * 1.39), fill=tuple(int(c * 0.95) for c in ground))
        _cup(pen, w, t, filled, (brew, ink))
        if step == 0 and done < 0.92:
            _stream(pen, w, t, brew, filled)
        _steam(pen, w, t, filled * ease(part - 0.6), ground)
        _words(pen, shot, step, done, ink)
        _ring(pen, w, part / 3, (brew, ink))
        yield shrink(image)


def _stream(pen: ImageDraw.ImageDraw, w: float, t: float, brew: tuple[int, ...], filled: float) -> None:
    wide = w * (0.02 + 0.003 * np.sin(t * 22))
    pen.rectangle((w * 0.5 - wide, w * 0.42, w * 0.5 + wide, w * (1.185 - 0.27 * filled)), fill=brew)
    for k in range(5):
        a = t * 9 + k * 1.3
        x, y, r = w * (0.5 + 0.06 * np.sin(a)), w * (1.175 - 0.27 * filled - 0.03 * abs(np.cos(a))), w * 0.008
        pen.ellipse((x - r, y - r, x + r, y + r), fill=brew)


def _cup(
    pen: ImageDraw.ImageDraw,
    w: float,
    t: float,
    filled: float,
    tints: tuple[tuple[int, ...], tuple[int, ...]],
) -> None:
    brew, ink = tints
    top, foot = w * 0.88, w * 1.2
    pen.arc((w * 0.68, w * 0.93, w * 0.88, w * 1.13), -80, 95, fill=(255, 252, 246), width=int(w * 0.035))
    pen.ellipse((w * 0.24, w * 1.17, w * 0.76, w * 1.26), fill=(255, 252, 246))
    pen.polygon(_side(w, top, foot), fill=(255, 252, 246))
    level = foot - w * 0.015 - (foot - top - w * 0.05) * filled
    x = np.linspace(0, 1, 60)
    half = w * (0.16 + 0.08 * (foot - level) / (foot - top))
    wave = level + w * 0.008 * np.sin(x * 14 + t * 6) * (1.2 - filled)
    edge: list[Point] = [
        (float(a), float(b)) for a, b in zip(w * 0.5 - half + 2 * half * x, wave, strict=True)
    ]
    pen.polygon([*edge, (w * 0.655, foot - w * 0.015), (w * 0.345, foot - w * 0.015)], fill=brew)
    for k in range(4):
        pen.ellipse(
            _dot(w * (0.42 + 0.05 * k), level + w * 0.05 + w * 0.03 * (k % 2), w * 0.006),
            fill=(255, 240, 220),
        )
    pen.line([(w * 0.26, top), (w * 0.74, top)], fill=ink, width=int(w * 0.006))


def _side(w: float, top: float, foot: float) -> list[Point]:
    return [(w * 0.25, top), (w * 0.75, top), (w * 0.67, foot), (w * 0.33, foot)]


def _dot(x: float, y: float, r: float) -> tuple[float, float, float, float]:
    return x - r, y - r, x + r, y + r


def _steam(pen: ImageDraw.ImageDraw, w: float, t: float, strong: float, ground: tuple[int, ...]) -> None:
    tint = tuple(int(c + (255 - c) * min(1, strong)) for c in ground)
    for k in range(3):
        s = np.linspace(0, 1, 40)
        x = w * (0.41 + 0.09 * k + 0.03 * np.sin(s * 7 - t * 3 + k * 2) * (0.3 + s))
        y = w * (0.85 - 0.3 * s * min(1, strong * 1.2))
        for a, b, c in zip(x, y, s, strict=True):
            pen.ellipse(_dot(float(a), float(b), float(w * 0.014 * np.sin(np.pi * c))), fill=tint)


def _words(pen: ImageDraw.ImageDraw, shot: Shot, step: int, done: float, ink: tuple[int, ...]) -> None:
    w, name, steps = shot.width * 2, *BREWS[shot.variant % len(BREWS)][3:]
    pen.text(
        (w * 0.09, w * 0.2), str(name), font=font(round(w * 0.13)), fill=ink, stroke_width=2, stroke_fill=ink
    )
    rise = (1 - ease(done * 5)) * w * 0.04
    pen.text(
        (w * 0.09, w * 1.42 + rise),
        f"{step + 1}",
        font=font(round(w * 0.15)),
        fill=ink,
        anchor="ls",
        stroke_width=2,
    )
    pen.text((w * 0.21, w * 1.415 + rise), steps[step], font=font(round(w * 0.062)), fill=ink, anchor="ls")


def _ring(
    pen: ImageDraw.ImageDraw, w: float, part: float, tints: tuple[tuple[int, ...], tuple[int, ...]]
) -> None:
    for k in range(3):
        left = w * (0.09 + 0.28 * k)
        pen.rounded_rectangle((left, w * 1.5, left + w * 0.25, w * 1.512), w * 0.006, fill=(255, 252, 246))
        along = min(1.0, max(0.0, part * 3 - k))
        if along > 0.03:
            pen.rounded_rectangle(
                (left, w * 1.5, left + w * 0.25 * along, w * 1.512), w * 0.006, fill=tints[0]
            )
