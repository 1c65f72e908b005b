"""Northern lights above a lake that gives them back."""

from collections.abc import Iterator

import numpy as np

from app.demo.paint import Array, Shot, expose, finish, noise, stars, vertical

HUES = (
    ((0.25, 1.0, 0.6), (0.55, 0.35, 1.0)),
    ((0.2, 0.9, 1.0), (1.0, 0.3, 0.7)),
    ((0.7, 1.0, 0.35), (0.2, 0.6, 1.0)),
)


def frames(shot: Shot) -> Iterator[Array]:
    shore = round(shot.height * 0.74)
    sky = vertical(shot, "030714", "061226", "0c2540")[:shore] + expose(stars(shot, 260), 1.6)[:shore] / 255.0
    ridge = _ridge(shot)
    land = (np.arange(shore)[:, None] > ridge)[..., None]
    drift = noise(shot.rng(1), 1024, 64, cell=90, octaves=4)
    ripple = noise(shot.rng(2), shot.width, 256, cell=24, octaves=2)
    rows = np.arange(shot.height - shore)
    for t in shot.times:
        picture = sky + _curtains(shot, drift, t, shore)
        picture = np.where(land, np.array([0.008, 0.014, 0.03]), picture)
        wave = ripple[(rows * 2 + int(t * 26)) % 256] - 0.5
        depth = (rows[:, None] * 1.6 + wave * (4 + rows[:, None] * 0.3)).clip(0, shore - 1).astype(np.intp)
        lake = picture[shore - 1 - depth, np.arange(shot.width)] * 0.62 + np.array([0.0, 0.008, 0.02])
        yield finish(np.concatenate([picture, lake]).astype(np.float32))


def _ridge(shot: Shot) -> Array:
    hills = noise(shot.rng(), shot.width, 8, cell=shot.width / 3, octaves=5)[0]
    firs = shot.rng(5).random(shot.width) ** 3 * 9 * (hills > 0.35)
    return np.asarray(shot.height * (0.745 - 0.14 * hills) - firs)


def _curtains(shot: Shot, drift: Array, t: float, shore: int) -> Array:
    """Three folded sheets of light; each column is a sharp foot and a long fading top."""
    y = np.arange(shore, dtype=np.float32)[:, None]
    low, high = (np.array(c, np.float32) for c in HUES[shot.variant % len(HUES)])
    total = np.zeros((shore, shot.width, 3), np.float32)
    for k in range(3):
        at = (np.arange(shot.width) * (0.45 + 0.2 * k) + t * (14 + 9 * k) + 300 * k).astype(np.intp) % 1024
        fold, rays = drift[(7 + 19 * k) % 64][at], drift[(3 + 11 * k) % 64][(at * 5 + int(t * 50)) % 1024]
        foot = shot.height * (0.26 + 0.13 * k + 0.3 * (fold - 0.5))
        above = (foot - y) / shot.height
        glow = np.where(above > 0, np.exp(-above * (6 + 2 * k)), np.exp(above * 70)) * (0.2 + 1.1 * rays**2)
        mix = np.clip(above * 3.2, 0, 1)[..., None]
        total += (glow * (0.62 - 0.12 * k))[..., None] * (low * (1 - mix) + high * mix)
    return total
