"""Reads what the HLS muxer wrote and writes what it cannot: the master playlist and the start object."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TypedDict

from app.media.boxes import avc_codec

AUDIO_CODEC = "mp4a.40.2"
MASTER = "master.m3u8"

_MAP = re.compile(r'#EXT-X-MAP:URI="([^"]+)",BYTERANGE="(\d+)@(\d+)"')
_LENGTH = re.compile(r"#EXTINF:([\d.]+),")
_RANGE = re.compile(r"#EXT-X-BYTERANGE:(\d+)@(\d+)")


class Start(TypedDict):
    """All that a player needs to begin with one Range request."""

    url: str
    mime: str
    init: list[int]
    segments: list[list[float]]


@dataclass(frozen=True, slots=True)
class Segment:
    offset: int
    length: int
    seconds: float

    @property
    def bits_per_second(self) -> int:
        return round(self.length * 8 / self.seconds) if self.seconds else 0


@dataclass(frozen=True, slots=True)
class MediaPlaylist:
    """The byte ranges of one rendition's single file."""

    name: str
    file: str
    init_offset: int
    init_length: int
    segments: tuple[Segment, ...]

    @property
    def seconds(self) -> float:
        return sum(segment.seconds for segment in self.segments)

    @property
    def cuts(self) -> tuple[float, ...]:
        """When each segment begins."""
        return (0.0, *accumulate(segment.seconds for segment in self.segments[:-1]))

    @property
    def peak_bitrate(self) -> int:
        return max(segment.bits_per_second for segment in self.segments)

    @property
    def bitrate(self) -> int:
        return round(sum(segment.length for segment in self.segments) * 8 / self.seconds)


@dataclass(frozen=True, slots=True)
class RenditionFile:
    """One rung as files, and its line in the master playlist."""

    name: str
    width: int
    height: int
    fps: float
    bitrate: int
    peak_bitrate: int
    codecs: str
    file: str
    playlist: str
    fast_start: str | None = None


def read_playlist(path: Path) -> MediaPlaylist:
    """The byte ranges that ffmpeg wrote."""
    text = path.read_text()
    found = _MAP.search(text)
    lengths, ranges = _LENGTH.findall(text), _RANGE.findall(text)
    if found is None or not lengths or len(lengths) != len(ranges):
        raise ValueError(f"{path.name} is not a byte-range playlist.")
    file, init_length, init_offset = found.groups()
    pairs = zip(lengths, ranges, strict=True)
    segments = tuple(Segment(int(at), int(size), float(seconds)) for seconds, (size, at) in pairs)
    return MediaPlaylist(path.name, file, int(init_offset), int(init_length), segments)


def codecs_of(path: Path, playlist: MediaPlaylist) -> str:
    """The codecs of a rendition, from its own initialisation segment."""
    with path.open("rb") as file:
        file.seek(playlist.init_offset)
        return f"{avc_codec(file.read(playlist.init_length))},{AUDIO_CODEC}"


def master_text(renditions: Sequence[RenditionFile]) -> str:
    """The master playlist, best rendition first."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for one in sorted(renditions, key=lambda one: -one.height):
        lines += [f"#EXT-X-STREAM-INF:{_attributes(one)}", one.playlist]
    return "\n".join(lines) + "\n"


def _attributes(one: RenditionFile) -> str:
    return ",".join(
        (
            f"BANDWIDTH={one.peak_bitrate}",
            f"AVERAGE-BANDWIDTH={one.bitrate}",
            f"RESOLUTION={one.width}x{one.height}",
            f"FRAME-RATE={one.fps:.3f}",
            f'CODECS="{one.codecs}"',
        )
    )


def start_of(playlist: MediaPlaylist, codecs: str) -> Start:
    """The start object of one rendition; ``url`` is the bare file name."""
    return {
        "url": playlist.file,
        "mime": f'video/mp4; codecs="{codecs}"',
        "init": [playlist.init_offset, playlist.init_length],
        "segments": [[part.offset, part.length, part.seconds] for part in playlist.segments],
    }
