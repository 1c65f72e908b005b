"""Fireworks over dark hills; every burst is heard."""

from collections.abc import Iterator

import numpy as np

from app.demo.paint import Array, Shot, bloom, dark, expose, noise, rgb, splat, vertical
from app.demo.scenes.notes import Note

TINTS = "ffd27a ff5a7a 7ad8ff c79bff 8fff9a ff8a3d fff0d0"


def bursts(shot: Shot) -> list[tuple[float, float, float, int]]:
    rng, found, at = shot.rng(), [], 0.25
    while at < shot.seconds - 0.4:
        found.append((at, rng.uniform(0.18, 0.82), rng.uniform(0.14, 0.5), int(rng.integers(7))))
        at += rng.uniform(0.2, 0.55)
    return found


def notes(shot: Shot) -> list[Note]:
    return [Note(at, 40, 0.7 + 0.3 * (kind % 2)) for at, _, _, kind in bursts(shot)]


def frames(shot: Shot) -> Iterator[Array]:
    night = vertical(shot, *shot.pick("05061a 0d1033 2a1a4a", "02121a 06283a 1f3a4a").split()) * 255
    hill = shot.height * (0.93 - 0.08 * noise(shot.rng(5), shot.width, 8, cell=shot.width / 3, octaves=4)[0])
    land = (np.arange(shot.height)[:, None] > hill)[..., None]
    shells = [_shell(shot, n, burst) for n, burst in enumerate(bursts(shot))]
    canvas = dark(shot)
    for t in shot.times:
        canvas *= np.float32(0.9)
        flash = 0.0
        for burst, shell in zip(bursts(shot), shells, strict=True):
            flash += _burn(shot, canvas, t - burst[0], burst, shell)
        frame = bloom(expose(canvas, 1.5, night * (1 + 0.5 * min(1, flash))), radius=7, strength=1.2)
        yield np.where(land, frame // 9, frame)


def _shell(shot: Shot, n: int, burst: tuple[float, float, float, int]) -> tuple[Array, Array, Array]:
    rng = shot.rng(100 + n)
    number, kind = 460, burst[3]
    turn, lift = rng.random(number) * 2 * np.pi, rng.uniform(-1, 1, number)
    reach = 0.5 * (1.0 if kind % 3 == 0 else rng.random(number) ** 0.35) * rng.uniform(0.8, 1.15)
    flat = np.sqrt(1 - lift**2)
    velocity = np.stack([flat * np.cos(turn), lift], 1) * np.reshape(reach, (-1, 1))
    codes = TINTS.split()
    tint = np.tile(np.array(rgb(codes[kind])) / 255.0, (number, 1)) ** 2.4
    tint[rng.random(number) < 0.25] = (np.array(rgb(codes[(kind + 2) % 7])) / 255) ** 1.6
    return velocity, tint, rng.uniform(0.9, 1.7, number)


def _burn(
    shot: Shot,
    canvas: Array,
    age: float,
    burst: tuple[float, float, float, int],
    shell: tuple[Array, Array, Array],
) -> float:
    """Draw one shell: a rising tail before it bursts, falling embers after. Returns its flash."""
    velocity, tint, life = shell
    if -0.55 < age < 0:
        s = np.linspace(0, 0.05, 14)
        y = burst[2] + (-age / 0.55) ** 1.5 * (0.95 - burst[2]) + s
        splat(
            canvas,
            burst[1] * shot.width + np.sin(s * 90),
            y * shot.height,
            np.outer(1 - s * 19, [0.9, 0.6, 0.3]) * 0.5,
        )
    if not 0 <= age < 1.8:
        return 0.0
    slow = (1 - np.exp(-2.6 * age)) / 2.6 * 2.2
    x = burst[1] * shot.width + velocity[:, 0] * slow * shot.width
    y = burst[2] * shot.height + (velocity[:, 1] * slow + 0.14 * age**2) * shot.width
    glow = np.clip(1 - age / life, 0, 1) ** 1.3 * (0.7 + 0.6 * np.sin(age * 40 + x) * (age > 0.7))
    splat(canvas, x, y, tint * glow[:, None] * 3.2)
    return float(np.exp(-age * 7))
