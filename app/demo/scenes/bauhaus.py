"""Quarter circles and stripes that turn into one another on the beat."""

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw

from app.demo.paint import Array, Shot, ease, rgb

SETS = (
    "f4e9d8 e2462f 1f4e79 f2b632 1d1d26 7fb7a8",
    "101426 ff5a7a 3fd0c9 ffd25a f4f0ff 7c5cff",
    "ffe8e0 d23c6b 3b2a7a ff9f4a 12343b f4c6d6",
)
ACROSS = 4


def frames(shot: Shot, beat: float = 0.75) -> Iterator[Array]:
    tints = [rgb(c) for c in SETS[shot.variant % len(SETS)].split()]
    down = int(np.ceil(ACROSS * shot.aspect))
    cell = shot.width * 2 // ACROSS
    rng = shot.rng()
    boards = [
        [
            (int(rng.integers(6)), int(rng.integers(4)), *rng.permutation(6)[:2].tolist())
            for _ in range(ACROSS * down)
        ]
        for _ in range(16)
    ]
    for t in shot.times:
        image = Image.new("RGB", (shot.width * 2, shot.height * 2), tints[0])
        pen = ImageDraw.Draw(image)
        for k in range(ACROSS * down):
            row, column = divmod(k, ACROSS)
            phase = t / beat - 0.12 * (row + column) * 0.5 + 1
            now, part = int(phase) % 16, phase % 1
            _tile(
                pen,
                (column * cell, row * cell, cell),
                boards[now if (k + now) % 3 else 0][k],
                tints,
                (ease(part * 2.2), int(phase)),
            )
        yield np.asarray(image.reduce(2))


def _tile(
    pen: ImageDraw.ImageDraw,
    box: tuple[int, int, int],
    kind: tuple[int, int, int, int],
    tints: list[tuple[int, int, int]],
    beat: tuple[float, int],
) -> None:
    x, y, c = box
    shape, side, back, front = kind
    part, turns = beat
    pen.rectangle((x, y, x + c, y + c), fill=tints[back])
    turn = 90 * (side + turns + part)
    ink = tints[front]
    if shape in (0, 1):
        corner = (x + (c if side in (1, 2) else 0), y + (c if side in (2, 3) else 0))
        r = c * (1.0 if shape else 0.7) * (0.35 + 0.65 * part)
        pen.pieslice(
            (corner[0] - r, corner[1] - r, corner[0] + r, corner[1] + r), 90 * side, 90 * side + 90, fill=ink
        )
    elif shape == 2:
        pen.pieslice((x + c * 0.08, y + c * 0.08, x + c * 0.92, y + c * 0.92), turn, turn + 180, fill=ink)
    elif shape == 3:
        for k in range(4):
            pen.rectangle((x + k * c / 4, y, x + k * c / 4 + c / 8 * (0.3 + part * 0.7), y + c), fill=ink)
    elif shape == 4:
        for r, tone in ((0.44, ink), (0.28, tints[back]), (0.14, ink)):
            q = c * r * (0.5 + 0.5 * part)
            pen.ellipse((x + c / 2 - q, y + c / 2 - q, x + c / 2 + q, y + c / 2 + q), fill=tone)
    else:
        a = np.radians(turn)
        points = [
            (
                x + c / 2 + c * 0.62 * np.cos(a + k * np.pi / 2),
                y + c / 2 + c * 0.62 * np.sin(a + k * np.pi / 2),
            )
            for k in range(3)
        ]
        pen.polygon(points, fill=ink)
