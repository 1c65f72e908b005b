"""The yardstick of the pipeline: one ffmpeg run for each rung and each still, and what work costs."""

import resource
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.media import encoding
from app.media.guards import file_url
from app.media.plan import Plan
from app.settings import ffmpeg_path

Flags = list[str | Path]
LOUD = "loudnorm=I=-14:TP=-1.5:LRA=11,aformat=sample_rates=48000:channel_layouts=stereo"
SOUND = ("-c:a", "aac", "-b:a", encoding.AUDIO_BITRATE, "-af", LOUD)


@dataclass
class Cost:
    """Seconds of processors and of the clock."""

    cpu: float = 0.0
    wall: float = 0.0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.cpu + other.cpu, self.wall + other.wall)


def _cpu_now() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


@contextmanager
def measured() -> Iterator[Cost]:
    """What the block costs, programs that it starts included."""
    cost = Cost(_cpu_now(), time.monotonic())
    yield cost
    cost.cpu, cost.wall = _cpu_now() - cost.cpu, time.monotonic() - cost.wall


def ffmpeg(*arguments: str | Path) -> str:
    command = [ffmpeg_path(), "-nostdin", "-hide_banner", "-v", "error", "-y", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def ladder_apart(plan: Plan, out: Path) -> Cost:
    """Each rung by a run of its own, with our encoder's settings, for the same kind of file."""
    with measured() as cost:
        for rung in plan.rungs:
            options = encoding.encoder(0, rung, plan, key_frames=encoding.first_key_frames(plan))
            flags = [str(part) for name, value in options.items() for part in (f"-{name}", value)]
            picture = f"scale={rung.width}:{rung.height}:flags=bicubic,setsar=1,format=yuv420p"
            segments: Flags = [part for name, value in encoding.HLS.items() for part in (f"-{name}", value)]
            names = [out / f"{rung.name}.mp4", out / f"{rung.name}.m3u8"]
            to: Flags = [*segments, "-hls_segment_filename", *names]
            ffmpeg("-i", file_url(plan.source), "-vf", picture, *flags, *SOUND, *to)
    return cost


def extras_apart(plan: Plan, out: Path) -> Cost:
    """All else that our stages give, each by the run that anyone would write for it."""
    source, board = file_url(plan.source), f"fps=2,scale=90:160,tile=6x{int(plan.seconds * 2 + 5) // 6}"
    with measured() as cost:
        ffmpeg("-i", source, "-frames:v", "1", "-vf", "scale=720:-2", out / "poster.jpg")
        for n in range(5):
            at = str((n + 0.5) * plan.seconds / 5)
            ffmpeg("-ss", at, "-i", source, "-frames:v", "1", "-vf", "scale=360:-2", out / f"thumb{n}.jpg")
        ffmpeg("-i", source, "-an", "-vf", board, "-frames:v", "1", out / "storyboard.jpg")
        gray = "scale=64:64:flags=area,format=gray,fps=4"
        ffmpeg("-i", source, "-an", "-vf", gray, "-f", "rawvideo", out / "frames.gray")
        raw: Flags = ["-f", "chromaprint", "-fp_format", "raw", out / "chroma.raw"]
        ffmpeg("-i", source, "-vn", "-ac", "1", "-ar", "11025", *raw)
        ffmpeg("-i", source, "-vn", *SOUND, out / "audio.m4a")
        for name in ("480", "360"):
            fast: Flags = ["-c", "copy", "-movflags", "+faststart", out / f"{name}-fast.mp4"]
            ffmpeg("-i", out / f"{name}.mp4", *fast)
    return cost
