"""The music as bars of light on a wet floor."""

from collections.abc import Iterator

import numpy as np
from PIL import ImageDraw

from app.demo.paint import Array, Shot, bloom, paper, ramp

BARS = 18


def frames(shot: Shot) -> Iterator[Array]:
    table = ramp(shot.pick("candy", "acid", "ice", "sunset"))
    peaks = np.zeros(BARS)
    for i in range(shot.count):
        bars = np.interp(np.linspace(1, 22, BARS), np.arange(24), shot.level(i)) ** 1.3
        peaks = np.maximum(peaks - 0.012, bars)
        image = paper(shot, (9, 7, 18), 1)
        pen = ImageDraw.Draw(image)
        step = image.width * 0.9 / BARS
        floor = image.height * 0.62
        for k in range(BARS):
            x = image.width * 0.05 + k * step
            _bar(pen, (x, floor, step * 0.66), bars[k] * image.height * 0.44, table)
            top = floor - peaks[k] * image.height * 0.44 - 7
            pen.rounded_rectangle((x, top - 5, x + step * 0.66, top), 2, fill=(255, 250, 240))
        frame = bloom(np.asarray(image), radius=5, strength=0.9)
        yield _wet(shot, frame, i)


def _bar(pen: ImageDraw.ImageDraw, at: tuple[float, float, float], tall: float, table: Array) -> None:
    x, floor, wide = at
    cell = wide * 0.62
    for n in range(int(tall / cell) + 1):
        shade = table[min(1000, 330 + int(n * cell * 1.6))]
        y = floor - n * cell
        pen.rounded_rectangle((x, y - cell * 0.72, x + wide, y), 2, fill=tuple(shade.tolist()))


def _wet(shot: Shot, frame: Array, i: int) -> Array:
    """Below the floor line everything is mirrored, dimmer and trembling."""
    line = round(shot.height * 0.625)
    rows = np.arange(shot.height - line)
    shift = (np.sin(rows * 0.5 + i * 0.35) * (1 + rows * 0.02)).astype(np.intp)
    source = frame[(line - 1 - (rows * 1.3).astype(np.intp)).clip(0)][:, None]
    columns = (np.arange(shot.width)[None, :] + shift[:, None]).clip(0, shot.width - 1)
    mirrored = source[np.arange(len(rows))[:, None], 0, columns]
    frame = frame.copy()
    frame[line:] = (mirrored * np.linspace(0.5, 0.06, len(rows))[:, None, None]).astype(np.uint8)
    return frame
