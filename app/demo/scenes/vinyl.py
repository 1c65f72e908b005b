"""A record going round on a warm evening."""

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw

from app.demo.paint import Array, Shot, colours, font, plane

WORDS = (
    ("side A", "slow rain"),
    ("side B", "late tram"),
    ("33 1/3", "warm static"),
    ("side A", "paper moon"),
)
ROOMS = ((58, 34, 44), (24, 40, 46), (40, 32, 62), (64, 44, 30))


def frames(shot: Shot) -> Iterator[Array]:
    x, y = plane(shot)
    y = y + 0.12
    r, a = np.hypot(x, y), np.arctan2(y, x)
    desk, label = _desk(shot), _label(shot)
    disc = np.clip((0.86 - r) * 90, 0, 1)[..., None]
    groove = 26 + 9 * np.sin(r * 260) + 7 * np.sin(r * 61) * (r > 0.33)
    inner = r < 0.3
    still = _power(np.cos(2 * (a + 0.75))) * 46
    lx, ly = x[inner] / 0.3, y[inner] / 0.3
    for i, t in enumerate(shot.times):
        turn = t * 3.49
        shine = _power(np.cos(2 * (a - 0.7 + np.float32(0.02) * np.sin(np.float32(turn) + r * 30)))) * 115
        shine = shine + still
        black = (groove + shine * (r > 0.3))[..., None] * np.array([1.0, 0.96, 1.02], np.float32)
        c, s = np.cos(turn), np.sin(turn)
        u = ((lx * c + ly * s) * 0.5 + 0.5) * (label.shape[1] - 1)
        v = ((-lx * s + ly * c) * 0.5 + 0.5) * (label.shape[0] - 1)
        black[inner] = label[v.astype(np.intp), u.astype(np.intp)]
        black[r < 0.022] = 210
        image = Image.fromarray((desk * (1 - disc) + black * disc).clip(0, 255).astype(np.uint8))
        _arm(shot, image, i / shot.count + 0.012 * np.sin(turn))
        yield np.asarray(image)


def _power(wave: Array) -> Array:
    """A narrow sheen: the sixteenth power of what is lit."""
    lit = np.clip(wave, 0, 1)
    for _ in range(4):
        lit = lit * lit
    return lit


def _desk(shot: Shot) -> Array:
    room = np.array(ROOMS[shot.variant % len(ROOMS)], float)
    x, y = plane(shot)
    lamp = np.exp(-np.hypot(x + 0.7, y + 1.3) * 0.75)[..., None]
    shade = np.clip((np.hypot(x, y + 0.08) - 0.8) * 5, 0.25, 1)[..., None]
    grain = 1 + 0.05 * np.sin(x * 40 + 3 * np.sin(y * 5))[..., None] * np.sin(y * 90)[..., None]
    return np.asarray(
        (room * (0.55 + 2.3 * lamp) * shade * grain + lamp * [60, 34, 10]).clip(0, 255).astype(np.float32)
    )


def _label(shot: Shot, size: int = 340) -> Array:
    tint = colours(shot.pick("ember", "sea", "violet", "gold"))
    image = Image.new("RGB", (size, size), tint[3])
    pen = ImageDraw.Draw(image)
    pen.ellipse((40, 40, size - 40, size - 40), outline=tint[4], width=5)
    side, name = WORDS[shot.variant % len(WORDS)]
    pen.text((size / 2, size * 0.27), name, font=font(34), fill=(255, 250, 240), anchor="mm", stroke_width=1)
    pen.text((size / 2, size * 0.74), side, font=font(28), fill=(255, 250, 240), anchor="mm")
    pen.rectangle((size * 0.42, size * 0.82, size * 0.58, size * 0.84), fill=tint[4])
    return np.asarray(image).astype(float)


def _arm(shot: Shot, image: Image.Image, done: float) -> None:
    pen, w, h = ImageDraw.Draw(image), shot.width, shot.height
    root = (w * 0.9, h * 0.16)
    tip = (w * (0.79 - 0.1 * done), h * (0.58 + 0.01 * done))
    knee = (w * 0.91, h * 0.44)
    for shift, fill in ((7, (14, 9, 14)), (0, (206, 204, 212))):
        pen.line(
            [
                (root[0] + shift, root[1] + shift),
                (knee[0] + shift, knee[1] + shift),
                (tip[0] + shift, tip[1] + shift),
            ],
            fill=fill,
            width=int(w * 0.017),
            joint="curve",
        )
    pen.ellipse(
        (root[0] - w * 0.06, root[1] - w * 0.06, root[0] + w * 0.06, root[1] + w * 0.06), fill=(168, 164, 176)
    )
    pen.ellipse(
        (root[0] - w * 0.03, root[1] - w * 0.03, root[0] + w * 0.03, root[1] + w * 0.03), fill=(90, 86, 98)
    )
    pen.polygon(
        [
            (tip[0] - 13, tip[1] - 6),
            (tip[0] + 13, tip[1] - 12),
            (tip[0] + 3, tip[1] + 26),
            (tip[0] - 16, tip[1] + 26),
        ],
        fill=(236, 234, 240),
    )
