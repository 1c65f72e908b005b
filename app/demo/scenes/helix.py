"""The double helix, turning."""

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from app.demo.paint import Array, Shot, bloom, colours, vertical

GROUNDS = ("0b1030 1a1446 2b0f3f", "021a1f 06333a 0a1030", "1a0512 3a0f1f 120818")


def frames(shot: Shot, pairs: int = 34) -> Iterator[Array]:
    tint = [np.array(c) for c in colours(shot.pick("candy", "sea", "ember"))]
    ground = Image.fromarray((vertical(shot, *GROUNDS[shot.variant % 3].split()) * 255).astype(np.uint8))
    ground = ground.resize((shot.width * 2, shot.height * 2)).filter(ImageFilter.GaussianBlur(2))
    for t in shot.times:
        image = ground.copy()
        pen = ImageDraw.Draw(image)
        for depth, draw in sorted(_pieces(shot, tint, pairs, t), key=lambda piece: piece[0]):
            _paint(pen, depth, draw)
        yield bloom(np.asarray(image.reduce(2)), radius=6, strength=0.55)


Piece = tuple[float, tuple[tuple[float, ...], float, Array]]


def _pieces(shot: Shot, tint: list[Array], pairs: int, t: float) -> list[Piece]:
    """Balls (x, y) and rungs (x, y, x, y) with their depth, size and colour."""
    w, h = shot.width * 2, shot.height * 2
    found: list[Piece] = []
    for k in range(-2, pairs + 2):
        s = (k + (t * 1.6) % 1) / pairs
        a = (k - np.floor(t * 1.6)) * 0.36 + t * 0.9 + 0.4 * 1.6 * t
        lean = 0.1 * np.sin(t * 0.6) * (s - 0.5)
        y = s * h * 1.05 - 0.02 * h
        for side in (0, np.pi):
            z = np.sin(a + side)
            x = w * (0.5 + lean + 0.27 * np.cos(a + side) * (1 + 0.12 * z))
            skin = tint[2] if side == 0 else tint[3]
            found.append((z, ((x, y), w * (0.026 + 0.009 * z), skin)))
            mid = w * (0.5 + lean)
            rung = tint[4] if k % 2 else tint[3] * 0.6 + tint[2] * 0.4
            found.append((z * 0.5 - 0.02, ((mid, y, x, y), w * (0.009 + 0.003 * z), rung)))
    return found


def _paint(pen: ImageDraw.ImageDraw, depth: float, draw: tuple[tuple[float, ...], float, Array]) -> None:
    at, r, skin = draw
    shade = skin * (0.62 + 0.38 * depth)
    if len(at) == 4:
        pen.line(at, fill=tuple(int(c) for c in shade.clip(0, 255)), width=max(2, int(r)))
        return
    x, y = at
    for part, light in ((1.0, 0.62), (0.86, 0.85), (0.62, 1.05), (0.3, 1.45)):
        q, off = r * part, r * (1 - part) * 0.4
        pen.ellipse(
            (x - q - off, y - q - off, x + q - off, y + q - off),
            fill=tuple(int(c) for c in (shade * light).clip(0, 255)),
        )
