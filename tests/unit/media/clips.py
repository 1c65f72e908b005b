"""Makes the clips that these tests need, and looks at files with an unguarded ffprobe."""

import json
import subprocess
from pathlib import Path
from typing import Any

from app.settings import ffmpeg_path, ffprobe_path

H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "15")


def run_ffmpeg(*arguments: str | Path) -> None:
    command = [ffmpeg_path(), "-nostdin", "-v", "error", "-y", *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)


def picture(size: str = "96x160", *, seconds: float = 1, rate: int | str = 30) -> tuple[str, ...]:
    """An input of moving colours."""
    return ("-f", "lavfi", "-i", f"testsrc2=s={size}:r={rate}:d={seconds}")


def sound(*, seconds: float = 1) -> tuple[str, ...]:
    """An input of a plain tone."""
    return ("-f", "lavfi", "-i", f"sine=f=440:r=44100:d={seconds}")


def ask(path: Path, entries: str, *flags: str) -> dict[str, Any]:
    command = [ffprobe_path(), "-v", "error", "-show_entries", entries, "-of", "json", *flags, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, timeout=240)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def streams(path: Path) -> dict[str, dict[str, Any]]:
    """The streams of a file by kind."""
    return {stream["codec_type"]: stream for stream in ask(path, "stream")["streams"]}


def key_times(path: Path) -> list[float]:
    """When the key frames are, found by decoding."""
    flags = ("-select_streams", "v:0", "-skip_frame", "nokey")
    return [float(frame["pts_time"]) for frame in ask(path, "frame=pts_time", *flags)["frames"]]


def frame_count(path: Path) -> int:
    flags = ("-select_streams", "v:0", "-count_frames")
    return int(ask(path, "stream=nb_read_frames", *flags)["streams"][0]["nb_read_frames"])
