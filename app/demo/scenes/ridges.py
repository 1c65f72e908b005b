"""Line upon line of mountains drawn by the music, after an old pulsar plot."""

from collections.abc import Iterator

import numpy as np
from PIL import ImageDraw

from app.demo.paint import Array, Shot, bloom, noise, paper, ramp, shrink


def frames(shot: Shot, lines: int = 46, points: int = 110) -> Iterator[Array]:
    table = ramp(shot.pick("ice", "candy", "gold", "mono"))
    hills = noise(shot.rng(), 1024, 512, cell=30, octaves=4)
    middle = np.exp(-((np.linspace(-1, 1, points) / 0.42) ** 2))
    x = np.linspace(-0.02, 1.02, points) * shot.width * 2
    for i, t in enumerate(shot.times):
        image = paper(shot, (6, 5, 14))
        pen = ImageDraw.Draw(image)
        for k in range(lines):
            loud = shot.level(max(0, i - (lines - k)))[(k * 5) % 24]
            row = hills[(k * 9 + int(t * 22)) % 512][(np.arange(points) * 7 + int(t * 40) + 31 * k) % 1024]
            foot = image.height * (0.2 + 0.68 * k / lines)
            y = foot - image.height * 0.19 * middle * np.clip(row - 0.28, 0, 1) * (0.55 + 0.75 * loud)
            outline = list(zip(x.tolist(), y.tolist(), strict=True))
            pen.polygon([*outline, (x[-1], foot + 60), (x[0], foot + 60)], fill=(6, 5, 14))
            pen.line(outline, fill=tuple(table[int(380 + 640 * k / lines) % 1024].tolist()), width=4)
        yield bloom(shrink(image), radius=4, strength=0.8)
