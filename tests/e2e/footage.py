"""Clips whose edits can be read off their pixels, and files that take their time to be sent."""

import os
import re
import subprocess
from io import BytesIO
from pathlib import Path

from PIL import Image

from app.settings import ffmpeg_path

# The first part of a two-coloured clip is blue, the rest orange.
BLUE, ORANGE = "0x2040C0", "0xC08040"


def two_colours(path: Path, *, first: float = 2, seconds: float = 6) -> Path:
    """Blue, then orange, with a quiet tone."""
    parts = [f"color={BLUE}:s=360x640:r=25:d={first}", f"color={ORANGE}:s=360x640:r=25:d={seconds - first}"]
    sources = [word for part in parts for word in ("-f", "lavfi", "-i", part)]
    tone = ["-f", "lavfi", "-i", f"sine=frequency=330:duration={seconds}"]
    graph = ["-filter_complex", "[0][1]concat[v];[2]volume=-18dB[a]", "-map", "[v]", "-map", "[a]"]
    coding = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", str(path)]
    subprocess.run([ffmpeg_path(), "-v", "error", "-y", *sources, *tone, *graph, *coding], check=True)
    return path


def heavy(clip: Path, *, megabytes: int) -> Path:
    """The same clip with an empty box behind it: larger, and plays as before."""
    ballast = os.urandom(megabytes * 2**20 - 8)
    with clip.open("ab") as file:
        file.write((len(ballast) + 8).to_bytes(4, "big") + b"free" + ballast)
    return clip


def frame(video: Path, at: float) -> Image.Image:
    """The picture at a moment."""
    command = [ffmpeg_path(), "-v", "error", "-ss", str(at), "-i", str(video), "-frames:v", "1"]
    made = subprocess.run([*command, "-f", "image2", "-c:v", "png", "-"], check=True, capture_output=True)
    return Image.open(BytesIO(made.stdout)).convert("RGB")


def loudness(video: Path) -> float:
    """Integrated, in LUFS."""
    command = [ffmpeg_path(), "-hide_banner", "-i", str(video), "-af", "ebur128", "-f", "null", "-"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    return float(re.findall(r"I:\s+(-?[\d.]+) LUFS", said)[-1])


def is_gray(pixel: tuple[int, ...], *, slack: int = 12) -> bool:
    return max(pixel) - min(pixel) <= slack


def share_of_white(picture: Image.Image) -> float:
    """How much of the picture is (almost) white, as only words are."""
    pixels = list(picture.get_flattened_data())
    return sum(min(pixel) > 215 for pixel in pixels) / len(pixels)
