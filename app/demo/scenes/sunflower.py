"""Seeds at the golden angle: a flower of dots that breathes."""

from collections.abc import Iterator

import numpy as np
from PIL import ImageDraw

from app.demo.paint import Array, Shot, paper, shrink, wheel

GROUNDS = ((255, 244, 228), (16, 14, 34), (232, 246, 240), (30, 10, 24))


def frames(shot: Shot, seeds: int = 900) -> Iterator[Array]:
    table = wheel(shot.pick("sunset", "candy", "sea", "ember"))
    n = np.arange(seeds)
    spacing = shot.width * 2 * 0.0215
    for i, t in enumerate(shot.times):
        image = paper(shot, GROUNDS[shot.variant % len(GROUNDS)])
        pen = ImageDraw.Draw(image)
        grown = min(1.0, t / 1.6) ** 0.7
        turn = n * (np.pi * (3 - np.sqrt(5)) + 0.0022 * np.sin(t * 0.55)) + t * 0.16
        radius = spacing * np.sqrt(n + 0.6) * (0.3 + 0.7 * grown)
        wave = 0.5 + 0.5 * np.sin(t * 3.1 - np.sqrt(n) * 0.62)
        size = spacing * (0.3 + 0.42 * wave + 0.1 * shot.level(i)[4]) * np.clip(grown * seeds * 1.1 - n, 0, 1)
        x, y = image.width / 2 + radius * np.cos(turn), image.height / 2 + radius * np.sin(turn)
        shade = table[((n / seeds * 0.8 + wave * 0.08 + t * 0.05) % 1 * 1023).astype(int)]
        for k in np.flatnonzero(size > 0.5):
            r = size[k]
            pen.ellipse((x[k] - r, y[k] - r, x[k] + r, y[k] + r), fill=tuple(shade[k].tolist()))
        yield shrink(image)
