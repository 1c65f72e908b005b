"""The colour filters as numbers, so that the worker and the browser paint the same colours.

A look is applied to the gamma-coded sRGB values of a pixel, as they are, each value between 0 and 1:

1. the matrix: red' = m[0][0]*red + m[0][1]*green + m[0][2]*blue, and so on, then held between 0 and 1;
2. the tones: each new value is looked up in its channel's table, whose points stand at equal distances
   from 0 to 1 with straight lines between them.

That is an SVG filter with color-interpolation-filters="sRGB", feColorMatrix and feComponentTransfer of
type "table"; `for_browser` has the attributes ready. No matrix has a constant: tables say it exactly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from app.media.edit import Look

Stream = Any  # ffmpeg-python has no types
Row = tuple[float, float, float]
Tones = tuple[float, ...]

PLAIN: Tones = (0.0, 1.0)
# How bright each primary is to the eye (BT.709).
RED, GREEN, BLUE = 0.2126, 0.7152, 0.0722
TOP = 255


@dataclass(frozen=True, slots=True)
class Recipe:
    """One look: what each channel is mixed of, and how its tones are bent."""

    matrix: tuple[Row, Row, Row]
    red: Tones = PLAIN
    green: Tones = PLAIN
    blue: Tones = PLAIN

    @property
    def tables(self) -> tuple[Tones, Tones, Tones]:
        return self.red, self.green, self.blue


def _saturated(amount: float) -> tuple[Row, Row, Row]:
    """1 leaves the colours, 0 takes them, more than 1 deepens them; the brightness stays."""
    red, green, blue = ((1 - amount) * weight for weight in (RED, GREEN, BLUE))
    return (red + amount, green, blue), (red, green + amount, blue), (red, green, blue + amount)


def _gray(red: float, green: float, blue: float) -> tuple[Row, Row, Row]:
    """Black and white, seen through a coloured glass."""
    return ((red, green, blue),) * 3


# Points at 0, 1/8, 2/8 … 1.
LOOKS: dict[Look, Recipe] = {
    Look.VIVID: Recipe(
        _saturated(1.38),
        red=(0.0, 0.095, 0.222, 0.366, 0.515, 0.660, 0.794, 0.910, 1.0),
        green=(0.0, 0.095, 0.222, 0.366, 0.515, 0.660, 0.794, 0.910, 1.0),
        blue=(0.0, 0.100, 0.226, 0.366, 0.510, 0.652, 0.786, 0.904, 1.0),
    ),
    Look.WARM: Recipe(
        _saturated(1.08),
        red=(0.015, 0.150, 0.292, 0.432, 0.566, 0.692, 0.808, 0.914, 1.0),
        green=(0.010, 0.128, 0.256, 0.386, 0.515, 0.640, 0.760, 0.872, 0.970),
        blue=(0.010, 0.104, 0.204, 0.308, 0.416, 0.526, 0.636, 0.742, 0.840),
    ),
    Look.COOL: Recipe(
        _saturated(0.94),
        red=(0.0, 0.092, 0.196, 0.308, 0.426, 0.548, 0.672, 0.796, 0.920),
        green=(0.010, 0.126, 0.252, 0.382, 0.512, 0.638, 0.762, 0.880, 0.985),
        blue=(0.040, 0.172, 0.312, 0.450, 0.580, 0.702, 0.814, 0.914, 1.0),
    ),
    Look.MONO: Recipe(
        _gray(0.30, 0.59, 0.11),
        red=(0.0, 0.104, 0.232, 0.370, 0.512, 0.650, 0.780, 0.898, 1.0),
        green=(0.0, 0.104, 0.232, 0.370, 0.512, 0.650, 0.780, 0.898, 1.0),
        blue=(0.0, 0.104, 0.232, 0.370, 0.512, 0.650, 0.780, 0.898, 1.0),
    ),
    Look.NOIR: Recipe(
        _gray(0.48, 0.46, 0.06),
        red=(0.0, 0.012, 0.066, 0.192, 0.392, 0.616, 0.804, 0.932, 1.0),
        green=(0.0, 0.012, 0.066, 0.192, 0.392, 0.616, 0.804, 0.932, 1.0),
        blue=(0.010, 0.022, 0.074, 0.198, 0.394, 0.612, 0.796, 0.924, 0.994),
    ),
    Look.SEPIA: Recipe(
        _gray(0.34, 0.56, 0.10),
        red=(0.075, 0.220, 0.366, 0.504, 0.632, 0.748, 0.850, 0.936, 1.0),
        green=(0.040, 0.146, 0.262, 0.382, 0.504, 0.624, 0.740, 0.848, 0.945),
        blue=(0.022, 0.092, 0.176, 0.272, 0.378, 0.492, 0.608, 0.724, 0.832),
    ),
    Look.FADE: Recipe(
        _saturated(0.72),
        red=(0.120, 0.208, 0.302, 0.402, 0.504, 0.606, 0.706, 0.802, 0.890),
        green=(0.118, 0.208, 0.304, 0.404, 0.506, 0.606, 0.704, 0.796, 0.880),
        blue=(0.145, 0.226, 0.312, 0.402, 0.496, 0.590, 0.682, 0.770, 0.850),
    ),
    Look.DUSK: Recipe(
        _saturated(1.05),
        red=(0.055, 0.140, 0.250, 0.384, 0.530, 0.676, 0.812, 0.926, 1.0),
        green=(0.020, 0.108, 0.212, 0.330, 0.456, 0.584, 0.708, 0.822, 0.920),
        blue=(0.130, 0.240, 0.342, 0.436, 0.526, 0.610, 0.690, 0.768, 0.842),
    ),
    Look.FILM: Recipe(
        ((0.980, 0.060, -0.040), (0.030, 0.940, 0.030), (-0.040, 0.080, 0.960)),
        red=(0.010, 0.076, 0.188, 0.346, 0.520, 0.684, 0.818, 0.918, 0.980),
        green=(0.030, 0.122, 0.240, 0.376, 0.516, 0.652, 0.774, 0.874, 0.948),
        blue=(0.075, 0.180, 0.286, 0.394, 0.500, 0.602, 0.700, 0.792, 0.870),
    ),
}


def for_browser() -> list[dict[str, str]]:
    """Each look with the attributes of its SVG filter.

    `matrix` is `values` of feColorMatrix; `red`, `green` and `blue` are `tableValues` of feFuncR, G and B.
    """
    return [{"name": look.value, **_attributes(recipe)} for look, recipe in LOOKS.items()]


def _attributes(recipe: Recipe) -> dict[str, str]:
    rows = [f"{_numbers(row)} 0 0" for row in recipe.matrix]
    red, green, blue = map(_numbers, recipe.tables)
    return {"matrix": " ".join([*rows, "0 0 0 1 0"]), "red": red, "green": green, "blue": blue}


def _numbers(values: Sequence[float]) -> str:
    return " ".join(f"{value:g}" for value in values)


def looked(flow: Stream, look: Look) -> Stream:
    """The pictures in the look's colours; half a second's work a second at 1080p, so after scaling.

    A lut3d fine enough for the corners of these tables takes five times as long.
    """
    recipe = LOOKS.get(look)
    if recipe is None:
        return flow
    colors = flow.filter("scale", in_color_matrix="bt709", in_range="tv", flags="accurate_rnd").filter(
        "format", "gbrp"
    )
    mixed = colors.filter("colorchannelmixer", **_mixer(recipe)).filter("lutrgb", **_curves(recipe))
    return mixed.filter("scale", out_color_matrix="bt709", out_range="tv").filter("format", "yuv420p")


def _mixer(recipe: Recipe) -> dict[str, float]:
    rows = zip("rgb", recipe.matrix, strict=True)
    return {f"{to}{of}": weight for to, row in rows for of, weight in zip("rgb", row, strict=True)}


def _curves(recipe: Recipe) -> dict[str, str]:
    return {channel: _curve(tones) for channel, tones in zip("rgb", recipe.tables, strict=True)}


def _curve(tones: Tones) -> str:
    """An expression of straight lines from point to point; it is asked once for each of 256 values."""
    step = TOP / (len(tones) - 1)
    slopes = [(above - below) * TOP / step for below, above in pairwise(tones)]
    parts = [f"{slope:.5f}*clip(val-{n * step:.5f},0,{step:.5f})" for n, slope in enumerate(slopes)]
    return f"{tones[0] * TOP + 0.5:.5f}+" + "+".join(parts)
