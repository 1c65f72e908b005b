"""A campfire and its sparks under the trees."""

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw

from app.demo.paint import (
    Array,
    Shot,
    blend_stops,
    bloom,
    blurred,
    dark,
    expose,
    finish,
    look_up,
    noise,
    plane,
    rgb,
    splat,
    stars,
)


def frames(shot: Shot) -> Iterator[Array]:
    rng = shot.rng()
    x, y = plane(shot)
    wood = _wood(shot)
    smoke = noise(rng, 256, 512, cell=40, octaves=4)
    table = _flame(shot.pick("000000 7a1200 ff5a1a ffc04a fff6d0", "000000 10207a 2f7bff 8fe0ff ffffff"))
    sparks = rng.random((130, 4))
    u = (x * 90 + 128).astype(np.intp) % 256
    for t in shot.times:
        h = (0.72 - y) / 1.25
        sway = 0.09 * np.sin(t * 2.3 + h * 5) * h + 0.05 * np.sin(t * 5.1 - h * 9) * h
        lick = smoke[((y + 2) * 120 + t * 260).astype(np.intp) % 512, u]
        fine = smoke[((y + 2) * 210 + t * 420).astype(np.intp) % 512, (u * 2) % 256]
        wide = (0.02 + 0.44 * np.clip(1 - h, 0, 1) ** 0.8) * np.clip(h * 9 + 0.55, 0.02, 1)
        heat = (
            1.25 - np.abs(x + sway) / wide - 0.95 * h + 0.85 * (lick - 0.5) * (0.5 + h) + 0.4 * (fine - 0.5)
        )
        heat = np.clip(heat, 0, 1) * (h > -0.03) * (h < 1.2)
        glow = np.exp(-np.hypot(x, (y - 0.55) * 0.8) * (1.7 + 0.1 * np.sin(t * 11)))[..., None]
        scene = wood * (0.22 + 2.3 * glow) + glow * np.array([0.24, 0.09, 0.02], np.float32)
        fire = look_up(table, heat * 0.95) * np.clip(heat * 3, 0, 1)[..., None]
        frame = finish((scene + fire * 1.15).astype(np.float32))
        yield bloom(np.maximum(frame, _sparks(shot, sparks, t)), radius=7, strength=0.85)


def _flame(codes: str) -> Array:
    return blend_stops(np.array([rgb(c) for c in codes.split()]) / 255, 1024).astype(np.float32) / 255


def _sparks(shot: Shot, sparks: Array, t: float) -> Array:
    canvas = dark(shot)
    life = (sparks[:, 0] + t * (0.18 + 0.3 * sparks[:, 1])) % 1
    px = (
        0.5 + (sparks[:, 2] - 0.5) * (0.2 + 0.7 * life) + 0.03 * np.sin(life * 20 + sparks[:, 3] * 9)
    ) * shot.width
    py = (0.66 - 0.7 * life) * shot.height
    tint = np.array([1.0, 0.55, 0.2]) * ((1 - life) ** 1.5 * 5)[:, None]
    for dx, dy in ((0, 0), (0.8, 0), (0, 0.8)):
        splat(canvas, px + dx, py + dy, tint)
    return expose(canvas, 1.0)


def _wood(shot: Shot) -> Array:
    """Trunks in the dark, a floor of earth, logs and stones."""
    image = Image.fromarray(expose(stars(shot, 320, below=0.6), 1.2))
    pen, w, h, rng = ImageDraw.Draw(image), shot.width, shot.height, shot.rng(2)
    for k in range(11):
        x, thick = rng.random() * w, w * rng.uniform(0.02, 0.06)
        tone = int(20 + 3 * k)
        pen.polygon(
            [(x - thick, h * 0.72), (x - thick * 0.5, 0), (x + thick * 0.5, 0), (x + thick, h * 0.72)],
            fill=(tone, tone - 6, tone - 4),
        )
    pen.rectangle((0, h * 0.7, w, h), fill=(46, 30, 24))
    grain = noise(rng, w, h, cell=w / 14, octaves=5)[..., None]
    ground = blurred(np.asarray(image), 1.2) * (0.55 + 0.8 * grain)
    image = Image.fromarray(ground.clip(0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(image)
    for k in range(13):
        a = k / 13 * 2 * np.pi
        cx, cy, r = w * (0.5 + 0.3 * np.cos(a)), h * (0.735 + 0.04 * np.sin(a)), w * 0.04
        pen.ellipse((cx - r, cy - r * 0.7, cx + r, cy + r * 0.7), fill=(74, 66, 66))
    for start, end in (
        ((0.3, 0.735), (0.68, 0.695)),
        ((0.32, 0.695), (0.7, 0.74)),
        ((0.4, 0.75), (0.6, 0.68)),
    ):
        pen.line((start[0] * w, start[1] * h, end[0] * w, end[1] * h), fill=(92, 52, 32), width=int(w * 0.05))
    return np.asarray(image).astype(np.float32) / 255
