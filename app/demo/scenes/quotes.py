"""One sentence, word by word, to the beat."""

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw

from app.demo.paint import Array, Shot, ease, font, rgb

LINES = (
    "Start before you feel ready",
    "Small steps still move the mountain",
    "You can rest and still be on your way",
    "Make it exist first make it good later",
    "Be kind the world is somebody's first day",
    "Every expert was once a beginner",
    "Drink some water call your mother",
    "Do it badly do it daily",
)
INKS = (
    ("ff5a36", "fff4e6", "1b0f1f"),
    ("0f2f2a", "f2e9c9", "ff9f5a"),
    ("f6d84c", "1a1a24", "e0322f"),
    ("2433d6", "f4f2ff", "ffd23f"),
    ("f3ede2", "1b1b22", "e0472f"),
)


def frames(shot: Shot) -> Iterator[Array]:
    ground, ink, accent = (rgb(c) for c in INKS[shot.variant % len(INKS)])
    words = LINES[shot.variant % len(LINES)].split()
    each = (shot.seconds - 1.6) / len(words)
    for i, t in enumerate(shot.times):
        image = Image.new("RGB", (shot.width, shot.height), ground)
        pen = ImageDraw.Draw(image)
        _shapes(pen, shot, t, accent, float(shot.level(i)[1]))
        now = min(int(t / each), len(words) - 1)
        if t < each * len(words):
            _word(image, shot, words[now], (t - now * each) / each, ink)
            _done(pen, shot, words[:now], ink)
        else:
            _whole(pen, shot, words, (t - each * len(words)) / 0.5, ink)
        yield np.asarray(image)


def _shapes(
    pen: ImageDraw.ImageDraw, shot: Shot, t: float, accent: tuple[int, int, int], beat: float
) -> None:
    w, h = shot.width, shot.height
    r = w * (0.3 + 0.05 * beat)
    cx, cy = w * (0.86 + 0.05 * np.sin(t)), h * (0.13 + 0.02 * np.cos(t * 1.3))
    pen.ellipse((cx - r, cy - r, cx + r, cy + r), fill=accent)
    for k in range(9):
        y = h * 0.86 + k * h * 0.016
        pen.line(
            (w * 0.1, y, w * (0.1 + 0.55 * (0.5 + 0.5 * np.sin(t * 2 + k * 0.6))), y), fill=accent, width=5
        )


def _word(image: Image.Image, shot: Shot, word: str, done: float, ink: tuple[int, int, int]) -> None:
    """Grow in with a small overshoot, then leave upwards."""
    grow = 1 + 0.25 * np.exp(-done * 9) * np.cos(done * 20) - np.exp(-done * 16)
    size = int(min(shot.width * 0.26, shot.width * 1.45 / max(len(word), 3)) * max(0.05, grow))
    y = shot.height * (0.47 - 0.02 * ease(done))
    pen = ImageDraw.Draw(image)
    pen.text(
        (shot.width / 2, y),
        word,
        font=font(max(6, size)),
        fill=ink,
        anchor="mm",
        stroke_width=max(1, size // 34),
        stroke_fill=ink,
    )


def _done(pen: ImageDraw.ImageDraw, shot: Shot, words: list[str], ink: tuple[int, int, int]) -> None:
    face = font(round(shot.width * 0.05))
    pen.text((shot.width * 0.1, shot.height * 0.72), _wrapped(words, 24), font=face, fill=ink, spacing=10)


def _whole(
    pen: ImageDraw.ImageDraw, shot: Shot, words: list[str], done: float, ink: tuple[int, int, int]
) -> None:
    size = round(shot.width * 0.115)
    y = shot.height * (0.47 + 0.03 * (1 - ease(done)))
    pen.multiline_text(
        (shot.width * 0.1, y),
        _wrapped(words, 12),
        font=font(size),
        fill=ink,
        anchor="lm",
        spacing=size * 0.28,
        stroke_width=2,
        stroke_fill=ink,
    )


def _wrapped(words: list[str], wide: int) -> str:
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) > wide and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)
