"""The drawing kit that every scene shares: a shot, palettes, noise, points of light, bloom."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter, ImageFont

Array = NDArray[Any]

PALETTES = {
    "ember": "0b0410 3b0f3a a3263f ff5a36 ffd29a",
    "ice": "020617 0b2a4a 1f7fb8 7fd8ff f3fdff",
    "violet": "08041a 2a1070 7c5cff c79bff fff0ff",
    "forest": "03110d 0d3b2e 2d8a57 b7e07a fbffe0",
    "candy": "1a0b2e 7b2d8b ff5fa2 ffb36b fff3c9",
    "sea": "011a27 064e6b 0fa3a3 8ff0d0 fdfff0",
    "gold": "0d0703 4a260c b8701d ffcf6b fffbe6",
    "mono": "08080a 2c2c34 77778a c9c9d6 ffffff",
    "sunset": "140b2f 51266b d1495b f79256 fbe3a0",
    "acid": "05070a 0c3b2a 18b26b c6ff3d fbffe0",
    "rose": "180510 5c1238 c93b76 ff9fb8 fff2f2",
    "dusk": "0a1030 2c3e78 7d6fb0 e8a0a8 ffe8c9",
    "peacock": "04121f 083d77 0f8b8d ec9a29 fff1d0",
    "berry": "0b0820 3a0f5c 8f1d8a f2558a ffc4a3",
}


@dataclass(frozen=True, slots=True)
class Shot:
    """What a scene is asked to draw: the size of its canvas, for how long, and which of its variants."""

    width: int
    height: int
    seconds: float
    seed: int = 0
    variant: int = 0
    fps: int = 30
    levels: Array | None = None

    @property
    def count(self) -> int:
        return round(self.seconds * self.fps)

    @property
    def times(self) -> list[float]:
        return [i / self.fps for i in range(self.count)]

    @property
    def aspect(self) -> float:
        return self.height / self.width

    def rng(self, salt: int = 0) -> np.random.Generator:
        return np.random.default_rng([self.seed, self.variant, salt])

    def pick(self, *names: str) -> str:
        return names[self.variant % len(names)]

    def level(self, index: int) -> Array:
        """How loud each of 24 bands is at frame ``index``, 0 to 1."""
        silent = np.zeros(24, np.float32)
        return silent if self.levels is None else self.levels[min(index, len(self.levels) - 1)]


def rgb(code: str) -> tuple[int, int, int]:
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def colours(name: str) -> list[tuple[int, int, int]]:
    return [rgb(code) for code in PALETTES[name].split()]


@lru_cache(maxsize=64)
def ramp(name: str, size: int = 1024) -> Array:
    """A palette as a look-up table, dark to light, mixed in linear light so that middles stay clean."""
    stops = np.array(colours(name), np.float64) / 255
    return blend_stops(stops, size)


@lru_cache(maxsize=64)
def tints(name: str) -> Array:
    """The palette as light: floats of 0..1."""
    return ramp(name).astype(np.float32) / 255


@lru_cache(maxsize=64)
def wheel_tints(name: str) -> Array:
    return wheel(name).astype(np.float32) / 255


def wheel(name: str, size: int = 1024) -> Array:
    """A palette without its black that ends where it begins."""
    stops = np.array(colours(name)[1:], np.float64) / 255
    return blend_stops(np.concatenate([stops, stops[-2:0:-1], stops[:1]]), size)


def blend_stops(stops: Array, size: int) -> Array:
    where = np.linspace(0, len(stops) - 1, size)
    mixed = [np.interp(where, range(len(stops)), stops[:, c] ** 2.2) for c in range(3)]
    return (np.stack(mixed, 1) ** (1 / 2.2) * 255).astype(np.uint8)


def rainbow(size: int = 1024, *, light: float = 0.62, depth: float = 0.38) -> Array:
    hue = np.linspace(0, 2 * np.pi, size, endpoint=False)[:, None] + np.array([0.0, -2.094, -4.189])
    return np.asarray(((light + depth * np.cos(hue)) * 255).astype(np.uint8))


def look_up(table: Array, field: Array) -> Array:
    """Colour a field of 0..1 through a table."""
    index = (np.clip(field, 0, 1) * (len(table) - 1)).astype(np.intp)
    return np.take(table, index, axis=0)


def look_round(table: Array, field: Array) -> Array:
    """Colour a field that wraps at 1."""
    index = (field * len(table)).astype(np.intp) % len(table)
    return np.take(table, index, axis=0)


def plane(shot: Shot) -> tuple[Array, Array]:
    """Coordinates with x from -1 to 1 and y in the same unit, downwards."""
    x = np.linspace(-1, 1, shot.width, dtype=np.float32)
    y = np.linspace(-shot.aspect, shot.aspect, shot.height, dtype=np.float32)
    return np.broadcast_to(x, (shot.height, shot.width)), np.broadcast_to(
        y[:, None], (shot.height, shot.width)
    )


def noise(rng: np.random.Generator, width: int, height: int, *, cell: float, octaves: int = 4) -> Array:
    """Smooth noise of 0..1 that wraps at its sides."""
    total = np.zeros((height, width), np.float32)
    weight, strength = 0.0, 1.0
    for _ in range(octaves):
        total += strength * _wrapped(rng, width, height, max(cell, 2))
        weight, strength, cell = weight + strength, strength * 0.5, cell / 2
    total /= weight
    low, high = float(total.min()), float(total.max())
    return (total - low) / (high - low)


def _wrapped(rng: np.random.Generator, width: int, height: int, cell: float) -> Array:
    across, down = max(2, round(width / cell)), max(2, round(height / cell))
    small = np.pad(rng.random((down, across), np.float32), 3, mode="wrap")
    sx, sy = width / across, height / down
    image = Image.fromarray(small).resize(
        (round((across + 6) * sx), round((down + 6) * sy)), Image.Resampling.BICUBIC
    )
    left, top = round(3 * sx), round(3 * sy)
    return np.asarray(image)[top : top + height, left : left + width]


def dark(shot: Shot) -> Array:
    """A canvas for light: three planes, because adding to whole planes is quickest."""
    return np.zeros((3, shot.height, shot.width), np.float32)


def splat(canvas: Array, x: Array, y: Array, tint: Array) -> None:
    """Add points of light (N x 3 tints) at pixel places, each spread over four pixels."""
    _, height, width = canvas.shape
    inside = (x >= 0) & (x < width - 1) & (y >= 0) & (y < height - 1)
    x, y, tint = x[inside], y[inside], tint[inside]
    left, top = x.astype(np.intp), y.astype(np.intp)
    fx, fy = x - left, y - top
    corner = top * width + left
    where = np.concatenate([corner, corner + 1, corner + width, corner + width + 1])
    share = np.concatenate([(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy])
    for channel in range(3):
        weights = share * np.tile(tint[:, channel], 4)
        canvas[channel] += np.bincount(where, weights, height * width).reshape(height, width)


def expose(canvas: Array, strength: float = 1.0, ground: Array | None = None) -> Array:
    """A canvas of light as a frame: bright places roll off and keep their hue."""
    lit = canvas * np.float32(strength)
    peak = np.maximum(np.maximum(lit[0], lit[1]), lit[2])
    lit *= np.float32(285) / (1 + peak)
    picture = np.ascontiguousarray(lit.transpose(1, 2, 0))
    if ground is not None:
        picture += ground
    picture += _grain(*picture.shape[:2])
    return np.minimum(picture, 255, out=picture).astype(np.uint8)


def finish(picture: Array) -> Array:
    """Floats of 0..1 as a frame; a fixed grain keeps dark gradients from banding."""
    scaled = picture * np.float32(255)
    scaled += _grain(picture.shape[0], picture.shape[1])
    return np.clip(scaled, 0, 255, out=scaled).astype(np.uint8)


@lru_cache(maxsize=8)
def _grain(height: int, width: int) -> Array:
    return np.random.default_rng(7).random((height, width, 1), np.float32)


def relief(field: Array, step: int = 2) -> Array:
    """How much a field falls towards the light at the upper left."""
    padded = np.pad(field, ((step, 0), (step, 0)), mode="edge")
    return padded[:-step, :-step] - field


def bloom(frame: Array, *, radius: float = 6, strength: float = 0.8) -> Array:
    """Let bright places glow: a blurred quarter-size copy screened over the frame."""
    image = Image.fromarray(frame)
    small = image.reduce(4).filter(ImageFilter.GaussianBlur(radius))
    light = small.point(lambda v: v * strength).resize(image.size, Image.Resampling.BILINEAR)
    return np.asarray(ImageChops.screen(image, light))


def blurred(field: Array, radius: float) -> Array:
    """A uint8 picture or field, blurred."""
    return np.asarray(Image.fromarray(field).filter(ImageFilter.GaussianBlur(radius)))


def vignette(shot: Shot, depth: float = 0.35) -> Array:
    x, y = plane(shot)
    return (1 - depth * np.clip((x**2 + (y / shot.aspect) ** 2) / 1.6, 0, 1))[..., None]


def vertical(shot: Shot, *codes: str) -> Array:
    """A top-to-bottom gradient as floats of 0..1."""
    stops = np.array([rgb(code) for code in codes], np.float64) / 255
    column = blend_stops(stops, shot.height).astype(np.float32) / 255
    return np.repeat(column[:, None, :], shot.width, 1)


def stars(shot: Shot, number: int, *, below: float = 1.0, salt: int = 99) -> Array:
    """A night sky's stars as light, down to ``below`` of the height."""
    rng = shot.rng(salt)
    canvas = dark(shot)
    bright = rng.pareto(1.6, number).clip(0.15, 6)[:, None] * 0.6
    tint = bright * (1 + 0.25 * rng.standard_normal((number, 1)) * np.array([1.0, 0.1, -1.0])).clip(0.3, 2)
    splat(canvas, rng.random(number) * shot.width, rng.random(number) * shot.height * below, tint)
    return canvas


def ease(t: float) -> float:
    t = min(1.0, max(0.0, t))
    return t * t * (3 - 2 * t)


@lru_cache(maxsize=32)
def font(size: int) -> ImageFont.FreeTypeFont:
    found = ImageFont.load_default(size)
    if not isinstance(found, ImageFont.FreeTypeFont):
        raise RuntimeError("Pillow was built without FreeType; its wheels have it.")
    return found


def paper(shot: Shot, colour: tuple[int, int, int], sharp: int = 2) -> Image.Image:
    """A canvas ``sharp`` times too large; ``shrink`` brings it back with smooth edges."""
    return Image.new("RGB", (shot.width * sharp, shot.height * sharp), colour)


def shrink(image: Image.Image, sharp: int = 2) -> Array:
    return np.asarray(image.reduce(sharp))
