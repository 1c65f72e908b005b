"""A low sun on moving water."""

from collections.abc import Iterator

import numpy as np

from app.demo.paint import Array, Shot, bloom, finish, noise, plane, vertical

SKIES = (
    ("2b1a4a 8f3b6b f0785a ffd08a", "ffe6b0", "1a1436 6b2f5a"),
    ("0d3a6b 3f8fc4 a8dcf0 fff4d6", "fffbe8", "06324f 1f88a8"),
    ("1a0f2e 4a1f5c c44a5a ffa04a", "ffd9a0", "120a24 5c2248"),
)


def frames(shot: Shot) -> Iterator[Array]:
    x, y = plane(shot)
    rim = round(shot.height * 0.52)
    sky_codes, sun_code, sea_codes = SKIES[shot.variant % len(SKIES)]
    sun = np.array([int(sun_code[i : i + 2], 16) for i in (0, 2, 4)], np.float32) / 255
    whole = vertical(shot, *sky_codes.split())
    sky = np.stack(
        [np.interp(np.linspace(0, 1, rim), np.linspace(0, 1, shot.height), whole[:, 0, c]) for c in range(3)],
        -1,
    )
    deep, near = (
        np.array([int(c[i : i + 2], 16) for i in (0, 2, 4)], np.float32) / 255 for c in sea_codes.split()
    )
    clouds = noise(shot.rng(), shot.width * 3, rim, cell=shot.width / 2, octaves=6)
    stretch = clouds
    height = y[rim - 1, 0] - 0.2
    far = np.hypot(x[:rim], y[:rim] - height)
    disc, halo = np.clip((0.2 - far) * 40, 0, 1)[..., None], np.exp(-far * 2.2)[..., None]
    z = 1 / (np.arange(1, shot.height - rim + 1, dtype=np.float32)[:, None] / (shot.height - rim) + 0.012)
    wx = x[rim:] * z
    for t in shot.times:
        at = (np.arange(shot.width) + int(t * 7)) % stretch.shape[1]
        wisp = np.clip(stretch[:, at] * 2.2 - 1.0, 0, 1)[..., None] * 0.55
        top = sky[:, None, :] * (1 - 0.35 * wisp) + wisp * sun * (0.25 + 0.6 * halo) + halo * sun * 0.35
        top = top * (1 - disc) + sun * disc
        yield bloom(
            finish(np.concatenate([top, _water(wx, z, t, (sun, deep, near, sky[-1]))])),
            radius=8,
            strength=0.5,
        )


def _water(wx: Array, z: Array, t: float, tints: tuple[Array, Array, Array, Array]) -> Array:
    """Slopes of five trains of waves; a slope of the right size sends the sun to the eye."""
    sun, deep, near, horizon = tints
    slope, lift = np.zeros_like(wx), np.zeros_like(wx)
    for k, (across, along, pace) in enumerate(
        ((1.5, 9, 1.9), (-3.1, 14, 2.6), (7, 23, 3.6), (-12, 31, 4.6), (19, 47, 6))
    ):
        phase = across * wx + along * z + np.float32(pace * t + k)
        slope += np.cos(phase) / (k + 1.6) * np.exp(-z * np.float32(along * 0.004))
        lift += np.sin(phase) / (k + 1.6)
    calm = np.exp(-z * 0.035)
    path = np.exp(-((wx / z + 0.1 * slope) ** 2) * (5 + 26 / (1 + 8 / z)))
    glint = np.clip(slope * 1.1 + path * 1.5 - 0.9, 0, 1.2)[..., None] * path[..., None]
    body = deep + (near - deep) * np.clip(0.45 + 0.3 * lift * calm, 0, 1)[..., None]
    haze = np.exp(-6.0 / z)[..., None] * 0.75
    return (body * (1 - haze) + horizon * haze + 1.25 * glint * sun).astype(np.float32)
