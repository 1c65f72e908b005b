"""A skyline at night over its own reflection, windows going on and off."""

from collections.abc import Iterator

import numpy as np

from app.demo.paint import Array, Shot, bloom, expose, finish, noise, rgb, stars, vertical

NIGHTS = (
    ("0a0b2a 2a1f5c 8a3f7a f0806a", "ffd58a 8fe3ff ff9ad0"),
    ("041226 0b3558 1f7a8f 8fd6c0", "fff0b0 ffb86b a0f0ff"),
    ("120818 3a1440 a03a4a ffae5a", "ffe2a0 ff8f6b c9b0ff"),
)


def frames(shot: Shot) -> Iterator[Array]:
    night, lamps = NIGHTS[shot.variant % len(NIGHTS)]
    shore = round(shot.height * 0.66)
    wide = shot.width * 2
    rows = [_row(shot, k, wide, shore, lamps) for k in range(3)]
    sky = (
        vertical(shot, *night.split())[:shore]
        + 0.7 * expose(stars(shot, 220, below=0.45), 1.3)[:shore] / 255.0
    )
    y, x = np.mgrid[0:shore, 0 : shot.width]
    moon = np.hypot(x - shot.width * 0.7, y - shore * 0.22) / shot.width
    sky = sky + (np.clip((0.075 - moon) * 90, 0, 1) + 0.3 * np.exp(-moon * 7))[..., None] * np.array(
        [1.0, 0.94, 0.84]
    )
    sky = sky.astype(np.float32)
    ripple = noise(shot.rng(8), shot.width, 256, cell=30, octaves=3)
    far = np.arange(shot.height - shore)
    for t in shot.times:
        picture = sky.copy()
        for k, (solid, body, panes, timing) in enumerate(rows):
            at = (np.arange(shot.width) + int(t * (5 + 9 * k) * shot.width / 360) + 40 * k) % wide
            lit = (np.sin(timing[:, at] * np.float32(40 + t)) > -0.15) * panes[:, at, 0]
            tower = body + (panes[:, at, 1:] * lit[..., None])
            picture = np.where(solid[:, at, None], tower, picture)
        wave = (ripple[(far * 3 + int(t * 40)) % 256] - 0.5) * (3 + far[:, None] * 0.12)
        depth = (far[:, None] * 1.75 + wave * 3).clip(0, shore - 1).astype(np.intp)
        side = (np.arange(shot.width) + wave * 1.2).clip(0, shot.width - 1).astype(np.intp)
        water = picture[shore - 1 - depth, side] * np.linspace(0.95, 0.45, len(far))[:, None, None]
        yield bloom(finish(np.concatenate([picture, water]).astype(np.float32)), radius=4, strength=0.75)


def _row(shot: Shot, k: int, wide: int, shore: int, lamps: str) -> tuple[Array, Array, Array, Array]:
    """One street of towers: where it is solid, its colour, its windows with tints, and when each is lit."""
    rng = shot.rng(k)
    solid = np.zeros((shore, wide), bool)
    panes, timing = np.zeros((shore, wide, 4), np.float32), np.zeros((shore, wide), np.float32)
    tints = np.array([rgb(c) for c in lamps.split()]) / 255
    x, cell = 0, (6, 7, 10)[k]
    while x < wide:
        across = int(rng.integers(4, 9)) * cell
        tall = int(shore * rng.uniform(0.14, 0.52 - 0.1 * k) * (1.0 if rng.random() > 0.2 else 1.25))
        right = min(wide, x + across)
        solid[shore - tall :, x:right] = True
        if rng.random() < 0.3:
            mast = (x + right) // 2
            solid[max(0, shore - tall - tall // 5) : shore, mast : mast + 1] = True
        for wy in range(shore - tall + cell, shore - 3, cell + 1):
            for wx in range(x + 2, right - cell + 1, cell):
                if rng.random() < 0.5:
                    tint = tints[0] if rng.random() < 0.75 else tints[rng.integers(3)]
                    panes[wy : wy + cell // 2, wx : wx + cell // 2, 0] = rng.uniform(0.5, 1.3)
                    panes[wy : wy + cell // 2, wx : wx + cell // 2, 1:] = tint
                    timing[wy : wy + cell // 2, wx : wx + cell // 2] = rng.random()
        x = right + int(rng.integers(0, 3))
    dim = (0.6, 0.8, 1.0)[k]
    panes[..., 0] *= dim
    body = (
        np.array([[0.2, 0.13, 0.33], [0.1, 0.07, 0.2], [0.035, 0.03, 0.085]][k])
        * np.linspace(0.7, 1.35, shore)[:, None, None]
    )
    return solid, body.astype(np.float32), panes, timing
