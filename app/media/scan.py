"""Reads every packet's time without decoding: the truth about length and density that headers may hide."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple

from app.media.probe import ask

MAX_PACKETS = 50_000


class Packet(NamedTuple):
    """One picture as it lies in the file."""

    time: float
    seconds: float
    is_key: bool
    position: int
    size: int

    @property
    def end(self) -> int:
        return self.position + self.size


@dataclass(frozen=True, slots=True)
class Scan:
    """The times of one video stream as they are, in seconds."""

    packets: int = 0
    start_seconds: float = 0.0
    end_seconds: float = 0.0
    usual_gap_seconds: float = 0.0
    min_gap_seconds: float = 0.0
    max_gap_seconds: float = 0.0
    max_gop_seconds: float = 0.0
    keys: tuple[Packet, ...] = ()
    size: int = 0
    has_skipped: bool = False

    @property
    def span_seconds(self) -> float:
        return self.end_seconds - self.start_seconds

    @property
    def key_times(self) -> tuple[float, ...]:
        return tuple(key.time for key in self.keys)


def scan(path: Path, demuxer: str, stream: int | str = "V:0") -> Scan:
    """Read the packet times of one stream, at most MAX_PACKETS of them."""
    entries = "packet=pts_time,dts_time,duration_time,size,pos,flags"
    questions = ["-select_streams", str(stream), "-show_entries", entries]
    if demuxer == "mov":  # its index tells all; the pictures themselves may not have arrived yet
        questions += ["-fflags", "+noparse"]
    text = ask(path, demuxer, *questions, "-read_intervals", f"%+#{MAX_PACKETS}", "-of", "compact=p=0")
    return scan_of(text)


def scan_of(text: str) -> Scan:
    """The scan that ffprobe's packet lines tell."""
    lines = [dict(part.partition("=")[::2] for part in line.split("|")) for line in text.splitlines()]
    shown = [line for line in lines if "D" not in line.get("flags", "")]  # D: the player is told to skip it
    packets = sorted(found for line in shown if (found := _packet(line)))
    if not packets:
        return Scan()
    times = [packet.time for packet in packets]
    end = max(packet.time + packet.seconds for packet in packets)
    keys = tuple(packet for packet in packets if packet.is_key)
    return Scan(
        packets=len(packets),
        start_seconds=times[0],
        end_seconds=end,
        usual_gap_seconds=median(_gaps([*times, end])),
        min_gap_seconds=min(_gaps([*times, end])),
        max_gap_seconds=max(_gaps([*times, end])),
        max_gop_seconds=max(_gaps([*(key.time for key in keys), end]), default=0.0),
        keys=keys,
        size=sum(packet.size for packet in packets),
        has_skipped=len(shown) < len(lines),
    )


def _packet(values: dict[str, str]) -> Packet | None:
    shown = _number(values.get("pts_time"))
    time = shown if shown is not None else _number(values.get("dts_time"))
    if time is None:
        return None
    length = _number(values.get("duration_time")) or 0.0
    place, size = (int(_number(values.get(name)) or 0) for name in ("pos", "size"))
    return Packet(time, length, "K" in values.get("flags", ""), place, size)


def _number(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:
        return None


def _gaps(times: list[float]) -> list[float]:
    return [late - early for early, late in pairwise(times)]
