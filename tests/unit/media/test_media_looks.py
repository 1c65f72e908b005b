"""What a look's numbers promise is what the worker paints."""

import subprocess

import ffmpeg
import numpy as np
import pytest
from numpy.typing import NDArray

from app.media.edit import Look
from app.media.looks import LOOKS, for_browser, looked
from app.settings import ffmpeg_path

# Every combination of seven strengths of red, green and blue, in blocks that keep their colour in 4:2:0.
SHADES = np.array([0, 40, 85, 128, 170, 215, 255], np.uint8)
BLOCK = 16
ALLOWED = 3
ROUNDED_THRICE = 5  # to RGB, by the matrix, to 4:2:0: now and then all in one direction


def swatches() -> NDArray[np.uint8]:
    cube = np.stack(np.meshgrid(SHADES, SHADES, SHADES, indexing="ij"), axis=-1).reshape(49, 7, 3)
    return cube.repeat(BLOCK, 0).repeat(BLOCK, 1)


def painted(picture: NDArray[np.uint8], look: Look) -> NDArray[np.uint8]:
    """The picture as the worker paints it, without the loss of going to 4:2:0 and back."""
    height, width, _ = picture.shape
    source = ffmpeg.input("pipe:0", f="rawvideo", pix_fmt="gbrp", s=f"{width}x{height}")
    yuv = source.filter("scale", out_color_matrix="bt709", out_range="tv").filter("format", "yuv420p")
    back = looked(yuv, look).filter("scale", in_color_matrix="bt709", in_range="tv", flags="accurate_rnd")
    arguments = ffmpeg.output(back, "pipe:1", f="rawvideo", pix_fmt="gbrp").get_args()
    command = [ffmpeg_path(), "-v", "error", *arguments]
    planes = picture.transpose(2, 0, 1)[[1, 2, 0]].tobytes()
    done = subprocess.run(command, input=planes, capture_output=True, check=True, timeout=240)
    green, blue, red = np.frombuffer(done.stdout, np.uint8).reshape(3, height, width)
    return np.stack([red, green, blue], axis=-1)


def promised(picture: NDArray[np.uint8], look: Look) -> NDArray[np.float64]:
    """The picture by the definition that the browser follows, from the browser's own numbers."""
    words = next(one for one in for_browser() if one["name"] == look)
    matrix = np.array(words["matrix"].split(), float).reshape(4, 5)
    mixed = np.clip(picture / 255 @ matrix[:3, :3].T + matrix[:3, 4], 0, 1)
    tables = [np.array(words[name].split(), float) for name in ("red", "green", "blue")]
    bent = [np.interp(mixed[..., n], np.linspace(0, 1, len(t)), t) for n, t in enumerate(tables)]
    return np.stack(bent, axis=-1) * 255


def centres(picture: NDArray[np.generic]) -> NDArray[np.float64]:
    return picture[BLOCK // 2 :: BLOCK, BLOCK // 2 :: BLOCK].astype(float)


@pytest.mark.parametrize("look", LOOKS)
def test_the_worker_paints_what_the_browser_previews(look: Look) -> None:
    seen = painted(swatches(), Look.NONE)  # what 4:2:0 in eight bits has made of the swatches
    off = np.abs(centres(painted(seen, look)) - centres(promised(seen, look)))
    assert (off <= ALLOWED).mean() > 0.995
    assert off.max() < ROUNDED_THRICE


def test_every_look_but_none_has_a_recipe() -> None:
    assert set(LOOKS) == set(Look) - {Look.NONE}


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_keeps_gray_in_order_and_inside_the_range(look: Look) -> None:
    grays = np.arange(256, dtype=np.uint8)[None, :, None].repeat(3, 2)
    ramp = promised(grays, look)[0]
    assert (np.diff(ramp, axis=0) >= 0).all()
    assert ramp.min() >= 0
    assert ramp.max() <= 255
