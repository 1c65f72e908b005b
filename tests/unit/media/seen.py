"""What a viewer sees and hears of a file, as numbers."""

import re
import subprocess
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.settings import ffmpeg_path

RATE = 16_000


def pictures(path: Path, size: tuple[int, int]) -> NDArray[np.uint8]:
    """Every picture in colours: [time, height, width, (red, green, blue)]."""
    exact = ("-sws_flags", "accurate_rnd+full_chroma_int")  # or each kind of processor has its own shortcut
    raw = _read(path, "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "rgb24", *exact)
    return np.frombuffer(raw, np.uint8).reshape(-1, size[1], size[0], 3)


def samples(path: Path) -> NDArray[np.float32]:
    return np.frombuffer(_read(path, "-vn", "-ac", "1", "-ar", str(RATE), "-f", "f32le"), np.float32)


def strength(path: Path, tone: float, *, start: float, end: float) -> float:
    """How much of one tone is in the sound between two moments."""
    part = samples(path)[int(start * RATE) : int(end * RATE)]
    wave = np.exp(-2j * np.pi * tone * np.arange(len(part)) / RATE)
    return float(2 * np.abs((part * wave).mean()))


def loudness(path: Path) -> float:
    """Integrated, in LUFS."""
    command = [ffmpeg_path(), "-nostdin", "-i", str(path), "-vn", "-af", "ebur128", "-f", "null", "-"]
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=240).stderr
    return float(re.findall(r"I:\s+(-?[\d.]+) LUFS", said)[-1])


def _read(path: Path, *options: str) -> bytes:
    command = [ffmpeg_path(), "-nostdin", "-v", "error", "-i", str(path), *options, "-"]
    return subprocess.run(command, check=True, capture_output=True, timeout=240).stdout
