"""A ringed giant with a day side, a night side and weather."""

from collections.abc import Iterator

import numpy as np

from app.demo.paint import Array, Shot, bloom, expose, finish, look_up, noise, plane, ramp, stars, tints

SIZE = 0.72


def frames(shot: Shot) -> Iterator[Array]:
    x, y = plane(shot)
    tilt = 0.5
    u, v = x * np.cos(tilt) + y * np.sin(tilt), -x * np.sin(tilt) + y * np.cos(tilt)
    r2 = (u**2 + v**2) / SIZE**2
    z = np.sqrt(np.clip(1 - r2, 0, 1))
    day = np.clip((-0.62 * x - 0.45 * y) / SIZE + 0.55 * z, 0.012, 1) ** 0.9
    solid = np.clip((1 - r2) * 46, 0, 1)
    back, front = _ring(shot, u, v, r2 < 1)
    cover = (1 - front[..., 3])[..., None]
    haze = np.exp(-np.abs(np.sqrt(r2) - 1) * 15) * np.clip(-0.8 * x - 0.6 * y + 0.35, 0, 1)
    tint = ramp(shot.pick("ice", "candy", "sea", "sunset"))[880] / 255
    sky = expose(stars(shot, 900), 2.2) / 255.0 * (1 - back[..., 3:]) + back[..., :3] * back[..., 3:]
    still = sky * (1 - solid[..., None]) * cover + front[..., :3] * front[..., 3:]
    still = (still + haze[..., None] * tint * 0.6).astype(np.float32)
    lamp = (day * solid)[..., None].astype(np.float32) * cover.astype(np.float32)
    texture = _weather(shot)
    longitude = np.arctan2(u, z * SIZE) / (2 * np.pi) + 0.5
    rows = ((v / SIZE * 0.5 + 0.5).clip(0, 0.999) * len(texture)).astype(np.intp) * texture.shape[1]
    for t in shot.times:
        columns = ((longitude + 0.045 * t) * texture.shape[1]).astype(np.intp) % texture.shape[1]
        globe = np.take(texture.reshape(-1, 3), rows + columns, axis=0)
        yield bloom(finish(globe * lamp + still), radius=9, strength=0.5)


def _weather(shot: Shot) -> Array:
    """Cloud bands: noise stretched along the latitude and bent by wider noise."""
    rng = shot.rng()
    bend = noise(rng, 1024, 512, cell=120, octaves=6) - 0.5
    rows = np.arange(512)[:, None] + bend * 110
    bands = noise(rng, 8, 1024, cell=50, octaves=5)[:, 0]
    field = bands[(rows % 1024).astype(np.intp)] * 0.75 + 0.25 * noise(rng, 1024, 512, cell=40, octaves=5)
    field = (field - field.min()) / np.ptp(field)
    return look_up(tints(shot.pick("sunset", "ice", "berry", "peacock", "gold")), 0.28 + 0.8 * field)


def _ring(shot: Shot, u: Array, v: Array, globe: Array) -> tuple[Array, Array]:
    """The half of the ring behind the globe and the half before it, with their alphas."""
    far = np.hypot(u, v / 0.24)
    dust = noise(shot.rng(3), 8, 1024, cell=30, octaves=6)[:, 0]
    dust = dust[(far * 640).clip(0, 1023).astype(np.intp)]
    alpha = np.clip((far - 0.9) * 40, 0, 1) * np.clip((1.42 - far) * 30, 0, 1) * (0.12 + 0.85 * dust)
    tint = look_up(tints(shot.pick("gold", "rose", "ice")), 0.4 + 0.55 * dust)
    ring = np.concatenate([tint, alpha[..., None]], -1)
    before = (v > 0)[..., None]
    return ring * ~before, ring * before
