"""A striped sun over a neon grid that never ends."""

from collections.abc import Iterator

import numpy as np

from app.demo.paint import Array, Shot, bloom, expose, finish, noise, plane, rgb, stars, vertical

MOODS = (
    ("07021a 2a0a4a 7a1260 ff5a7a", "fff27a ff2d95", "ff2dd0 1a0433"),
    ("020a1a 06304a 0a6a7a 5affc8", "d8ffb0 12c8b0", "2dffea 031a2a"),
    ("12021a 400a2a 9a2a12 ffb02d", "ffffb0 ff5a1a", "ffb32d 2a0a1a"),
)


def frames(shot: Shot) -> Iterator[Array]:
    sky_codes, sun_codes, grid_codes = MOODS[shot.variant % len(MOODS)]
    x, y = plane(shot)
    rim = round(shot.height * 0.56)
    top, low = (np.array(rgb(c)) / 255 for c in sun_codes.split())
    line, floor = (np.array(rgb(c)) / 255 for c in grid_codes.split())
    sky = np.stack(
        [
            np.interp(
                np.linspace(0, 1, rim),
                np.linspace(0, 1, shot.height),
                vertical(shot, *sky_codes.split())[:, 0, c],
            )
            for c in range(3)
        ],
        -1,
    )
    sky = np.repeat(sky[:, None], shot.width, 1) + expose(stars(shot, 240, below=0.5), 1.6)[:rim] / 255.0
    foot = y[rim - 1, 0]
    cx, cy = x[:rim], (y[:rim] - (foot - 0.42)) / 0.66
    disc = np.clip((1 - np.hypot(cx / 0.66, cy)) * 60, 0, 1)
    sun = top + (low - top) * np.clip(cy * 0.6 + 0.5, 0, 1)[..., None]
    halo = np.exp(-np.maximum(np.hypot(cx / 0.66, cy) - 1, 0) * 2.6)[..., None] * low * 0.45
    ridge = _ridge(shot, rim)
    depth = 1 / (np.arange(1, shot.height - rim + 1)[:, None] / (shot.height - rim) + 0.02)
    across = x[rim:] * depth * 1.5
    columns = _line(across, depth * 0.012)
    fade = np.exp(-depth * 0.055)
    for i, t in enumerate(shot.times):
        beat = 0.75 + 0.5 * shot.level(i)[1]
        cut = np.clip((((cy - 0.12 * t) * 6.5) % 1 - np.clip(cy * 0.55 + 0.1, 0, 0.8)) * 40, 0, 1)
        glow = (disc * np.where(cy > -0.15, cut, 1))[..., None]
        picture = (sky + halo) * (1 - glow) + sun * glow
        picture[ridge] = floor * 0.6
        rows = _line(depth * 1.1 + t * 2.6, depth * depth * 0.004 + 0.01)
        grid = np.maximum(columns, rows) * fade * beat
        ground = floor * (0.5 + 0.9 * fade[..., None]) + grid[..., None] * line
        yield bloom(
            finish(
                np.concatenate([picture, np.broadcast_to(ground, (shot.height - rim, shot.width, 3))]).astype(
                    np.float32
                )
            ),
            radius=4,
            strength=0.95,
        )


def _line(place: Array, width: Array) -> Array:
    near = np.abs(place - np.round(place))
    return np.clip(1.4 - near / (width + 0.012), 0, 1)


def _ridge(shot: Shot, rim: int) -> Array:
    hills = noise(shot.rng(), shot.width, 8, cell=shot.width / 5, octaves=4)[0]
    side = np.abs(np.linspace(-1, 1, shot.width)) ** 0.9
    return np.asarray(np.arange(rim)[:, None] > rim - hills * side * shot.height * 0.14)
