"""Asks ffprobe what a file holds, guarded, and says it in the words of the viewer's screen."""

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from app.errors import Rejected
from app.media.guards import MAX_ALLOCATION, file_url, input_options
from app.media.process import Limits, ToolFailed, run
from app.settings import ffprobe_path

PROBE_LIMITS = Limits(cpu_seconds=20, wall_seconds=60, niceness=5)
ENTRIES = (
    "format=duration,start_time"
    ":stream=index,codec_type,codec_name,profile,level,width,height,sample_aspect_ratio,r_frame_rate,pix_fmt"
    ",duration,field_order,color_space,color_range,color_primaries,color_transfer,channels,sample_rate"
    ":stream_disposition=attached_pic:stream_side_data=rotation"
)
HIGH_DEFINITION_EDGE = 720
INTERLACED = frozenset({"tt", "bb", "tb", "bt"})
HDR_TRANSFERS = frozenset({"smpte2084", "arib-std-b67"})  # PQ and HLG
# Editors that crop leave pixels a hair from square; taken at their word, 1080 would become 1077.
ALMOST_SQUARE = 0.01

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Probe:
    """What the file's headers say; sizes are those on the screen: rotated, with square pixels."""

    demuxer: str
    video_index: int
    audio_index: int | None
    width: int
    height: int
    rotation: float
    has_square_pixels: bool
    frame_rate: float
    header_seconds: float
    start_seconds: float
    video_codec: str
    video_profile: str
    video_level: int
    pixel_format: str
    audio_codec: str | None
    color_space: str | None
    color_range: str | None
    color_primaries: str | None
    color_transfer: str | None
    is_interlaced: bool

    @property
    def short_edge(self) -> int:
        return min(self.width, self.height)

    @property
    def long_edge(self) -> int:
        return max(self.width, self.height)

    @property
    def has_audio(self) -> bool:
        return self.audio_index is not None

    @property
    def matrix(self) -> str:
        """Of the colours; an untagged video has that which players guess by its height."""
        return self.color_space or ("bt709" if self.short_edge >= HIGH_DEFINITION_EDGE else "bt601")

    @property
    def is_hdr(self) -> bool:
        return self.color_transfer in HDR_TRANSFERS

    @property
    def is_upright(self) -> bool:
        """Whether the rotation is one that only turns the picture by right angles."""
        return self.rotation % 90 == 0


def ask(path: Path, demuxer: str, *questions: str, limits: Limits = PROBE_LIMITS) -> str:
    """ffprobe's answer about a file of which nothing is trusted; a file it cannot read is refused."""
    options = {**input_options(demuxer), "max_alloc": MAX_ALLOCATION}
    flags = [part for name, value in options.items() for part in (f"-{name}", str(value))]
    command = [ffprobe_path(), "-hide_banner", "-v", "error", *flags, *questions, file_url(path)]
    try:
        return run(command, limits)
    except ToolFailed as failure:
        if failure.is_machines_fault:
            raise
        raise Rejected("broken", "This file is damaged: it cannot be read as a video.") from failure


def probe(path: Path, demuxer: str) -> Probe:
    """Read the headers of a file whose container is already known."""
    answer: Answer = json.loads(ask(path, demuxer, "-show_entries", ENTRIES, "-of", "json"))
    streams: list[Answer] = answer.get("streams", [])
    video = next(filter(_is_picture, streams), None)
    if video is None:
        raise Rejected("no_video", "This file has no moving picture.")
    audio = next(filter(_is_sound, streams), None)
    return _described(demuxer, video, audio, answer.get("format", {}))


def _is_picture(stream: Answer) -> bool:
    is_cover = stream.get("disposition", {}).get("attached_pic", 0)
    return stream.get("codec_type") == "video" and not is_cover and _is_known(stream)


def _is_sound(stream: Answer) -> bool:
    heard = int(stream.get("channels", 0)) > 0 and int(stream.get("sample_rate", 0)) > 0
    return stream.get("codec_type") == "audio" and heard and _is_known(stream)


def _is_known(stream: Answer) -> bool:
    return stream.get("codec_name", "unknown") not in ("unknown", "none")


def _described(demuxer: str, video: Answer, audio: Answer | None, container: Answer) -> Probe:
    rotation = _rotation(video)
    width, height = _screen_size(video, rotation)
    return Probe(
        demuxer=demuxer,
        video_index=int(video["index"]),
        audio_index=int(audio["index"]) if audio else None,
        width=width,
        height=height,
        rotation=rotation,
        has_square_pixels=_pixel_shape(video) == 1,
        frame_rate=float(_ratio(video.get("r_frame_rate"), "/") or 0),
        header_seconds=_seconds(container.get("duration")),
        start_seconds=_seconds(container.get("start_time")),
        video_codec=str(video["codec_name"]),
        video_profile=str(video.get("profile", "")),
        video_level=int(video.get("level", 0)),
        pixel_format=str(video.get("pix_fmt", "")),
        audio_codec=str(audio["codec_name"]) if audio else None,
        color_space=_named(video.get("color_space")),
        color_range=_named(video.get("color_range")),
        color_primaries=_named(video.get("color_primaries")),
        color_transfer=_named(video.get("color_transfer")),
        is_interlaced=video.get("field_order") in INTERLACED,
    )


def _rotation(video: Answer) -> float:
    turns = [float(side["rotation"]) for side in video.get("side_data_list", []) if "rotation" in side]
    return turns[0] if turns else 0.0


def _screen_size(video: Answer, rotation: float) -> tuple[int, int]:
    pixel = _pixel_shape(video)
    pixel = pixel if abs(pixel - 1) > ALMOST_SQUARE else Fraction(1)
    width, height = round(int(video.get("width", 0)) * pixel), int(video.get("height", 0))
    return (height, width) if rotation % 180 == 90 else (width, height)


def _pixel_shape(video: Answer) -> Fraction:
    return _ratio(video.get("sample_aspect_ratio"), ":") or Fraction(1)


def _ratio(text: object, sign: str) -> Fraction | None:
    above, _, below = str(text).partition(sign)
    if above.isdigit() and below.isdigit() and int(above) and int(below):
        return Fraction(int(above), int(below))
    return None


def _seconds(text: object) -> float:
    try:
        return float(str(text))
    except ValueError:
        return 0.0


def _named(color: object) -> str | None:
    return None if color in (None, "", "unknown", "reserved") else str(color)
