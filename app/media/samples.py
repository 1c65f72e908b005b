"""A few pictures and the sound of a stored rendition as arrays, for whoever looks at what is in a clip."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import ffmpeg
import numpy as np
from numpy.typing import NDArray

from app.media.guards import file_url, input_options
from app.media.process import Limits, run
from app.media.transcode import command_of

EDGE, PER_SECOND = 224, 1
RATE = 16_000
LIMITS = Limits(cpu_seconds=120, wall_seconds=300)
FRAMES, AUDIO = "frames.rgb", "audio.f32"


@dataclass(frozen=True, slots=True)
class Samples:
    """`frames` is [n, 224, 224, (red, green, blue)], one a second; `audio` is mono at 16 kHz."""

    frames: NDArray[np.uint8]
    audio: NDArray[np.float32]


def samples_of(rendition: Path) -> Samples:
    """Read a rendition of ours, whose sound may be silence; every clip has one frame at least."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        run(_command(rendition), LIMITS, folder=folder)
        frames = np.fromfile(folder / FRAMES, np.uint8).reshape(-1, EDGE, EDGE, 3)
        audio = np.fromfile(folder / AUDIO, np.float32)
    return Samples(frames, audio)


def _command(rendition: Path) -> list[str]:
    source = ffmpeg.input(file_url(rendition), **input_options("mov"))
    few = source["V:0"].filter("fps", fps=PER_SECOND, start_time=0, round="up")
    small = few.filter("scale", EDGE, EDGE, flags="area").filter("format", "rgb24")
    heard = {"f": "f32le", "c:a": "pcm_f32le", "ac": 1, "ar": RATE}
    return command_of(
        ffmpeg.output(small, FRAMES, f="rawvideo", fps_mode="passthrough"),
        ffmpeg.output(source["a:0"], AUDIO, **heard),
    )
