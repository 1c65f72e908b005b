"""Reads every packet's time without decoding: the truth about length and density that headers may hide."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

from app.media.probe import ask

MAX_PACKETS = 50_000


@dataclass(frozen=True, slots=True)
class Scan:
    """The times of one video stream as they are, in seconds."""

    packets: int
    start_seconds: float
    end_seconds: float
    usual_gap_seconds: float
    max_gap_seconds: float
    max_gop_seconds: float
    key_times: tuple[float, ...]

    @property
    def span_seconds(self) -> float:
        return self.end_seconds - self.start_seconds


def scan(path: Path, demuxer: str, stream: int | str = "V:0") -> Scan:
    """Read the packet times of one stream, at most MAX_PACKETS of them."""
    entries = "packet=pts_time,dts_time,duration_time,flags"
    questions = ["-select_streams", str(stream), "-show_entries", entries]
    text = ask(path, demuxer, *questions, "-read_intervals", f"%+#{MAX_PACKETS}", "-of", "compact=p=0")
    return scan_of(text)


def scan_of(text: str) -> Scan:
    """The scan that ffprobe's packet lines tell."""
    packets = sorted(found for line in text.splitlines() if (found := _packet(line)))
    if not packets:
        return Scan(0, 0.0, 0.0, 0.0, 0.0, 0.0, ())
    times = [time for time, _, _ in packets]
    end = max(time + length for time, length, _ in packets)
    keys = tuple(time for time, _, is_key in packets if is_key)
    return Scan(
        packets=len(packets),
        start_seconds=times[0],
        end_seconds=end,
        usual_gap_seconds=median(_gaps([*times, end])),
        max_gap_seconds=max(_gaps([*times, end])),
        max_gop_seconds=max(_gaps([*keys, end]), default=0.0),
        key_times=keys,
    )


def _packet(line: str) -> tuple[float, float, bool] | None:
    values = dict(part.partition("=")[::2] for part in line.split("|"))
    shown = _number(values.get("pts_time"))
    time = shown if shown is not None else _number(values.get("dts_time"))
    flags = values.get("flags", "")
    if time is None or "D" in flags:  # a packet that the player is told to skip
        return None
    return time, _number(values.get("duration_time")) or 0.0, "K" in flags


def _number(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:
        return None


def _gaps(times: list[float]) -> list[float]:
    return [late - early for early, late in pairwise(times)]
