"""How loud a clip's audio is, what it looks like as a wave, and what it sounds like: one run of ffmpeg."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from app.media.fingerprint import Words
from app.media.guards import file_url, input_options
from app.media.process import Limits, run
from app.settings import ffmpeg_path

BARS, FULL = 100, 1000
RATE = 8000
# Below this nobody hears anything; ebur128 calls silence -70.
SILENT_LUFS = -55.0
LOUDNESS = "lavfi.r128.I="
WAVE, CHROMA = "wave.s16", "chroma.raw"
GRAPH = (
    "[0:a:0]asplit=3[a][b][c];"
    "[a]ebur128=metadata=1,ametadata=print:key=lavfi.r128.I:file=-[loudness];"
    f"[b]aformat=sample_rates={RATE}:channel_layouts=mono[wave];"
    "[c]anull[chroma]"
)


@dataclass(frozen=True, slots=True)
class Heard:
    """`waveform` holds a hundred heights from 0 to 1000; `words` are chromaprint's."""

    lufs: float
    seconds: float
    waveform: list[int]
    words: Words

    @property
    def is_silent(self) -> bool:
        return self.lufs <= SILENT_LUFS


def hear(audio: Path, *, seconds: float) -> Heard:
    """Listen to an M4A file of ours; `seconds` bounds the work."""
    loudness: list[str] = []
    limits = Limits(cpu_seconds=int(30 + 2 * seconds), wall_seconds=60 + 10 * seconds)
    with TemporaryDirectory(prefix="zoetrope-sound-") as folder:
        run(_command(audio), limits, folder=Path(folder), on_line=_keeper(loudness))
        wave = np.fromfile(Path(folder) / WAVE, "<i2")
        words = np.fromfile(Path(folder) / CHROMA, "<u4").astype(np.uint32)
    return Heard(_last(loudness), round(len(wave) / RATE, 3), waveform_of(wave), words)


def waveform_of(wave: NDArray[np.int16]) -> list[int]:
    """A hundred heights, the highest of them full; all low when it is silent."""
    if len(wave) < BARS:
        return [0] * BARS
    power = [
        float(np.sqrt(np.mean(np.square(part, dtype=np.float64)))) for part in np.array_split(wave, BARS)
    ]
    highest = max(power)
    return [round(FULL * one / highest) if highest >= 1 else 0 for one in power]


def _command(audio: Path) -> list[str]:
    options = [word for name, value in input_options("mov").items() for word in (f"-{name}", str(value))]
    start = [ffmpeg_path(), "-nostdin", "-hide_banner", "-v", "error", "-y", "-threads", "1"]
    outputs = ["-map", "[loudness]", "-f", "null", "-", "-map", "[wave]", "-f", "s16le", WAVE]
    print_ = ["-map", "[chroma]", "-f", "chromaprint", "-fp_format", "raw", CHROMA]
    return [*start, *options, "-i", file_url(audio), "-filter_complex", GRAPH, *outputs, *print_]


def _keeper(kept: list[str]) -> Callable[[str], None]:
    def keep(line: str) -> None:
        if line.startswith(LOUDNESS):
            kept[:] = [line.removeprefix(LOUDNESS).strip()]

    return keep


def _last(said: list[str]) -> float:
    """The integrated loudness of the whole; very short ones have none."""
    value = float(said[-1]) if said else -math.inf
    return value if math.isfinite(value) else -70.0
