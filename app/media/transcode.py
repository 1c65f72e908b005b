"""One ffmpeg run that makes every rendition, the sound, the poster and the thumbnails of a video."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import ffmpeg

from app.errors import Rejected
from app.media.filters import Stream, pictures
from app.media.guards import MAX_ALLOCATION, file_url, input_options
from app.media.ladder import Rung, middle
from app.media.probe import Probe
from app.media.process import Limits, ToolFailed, run
from app.settings import ffmpeg_path

PRESET = "veryfast"
AUDIO_BITRATE = "96k"
POSTER = "poster.jpg"
THUMBNAIL_PATTERN = "thumb%d.jpg"
THUMBNAILS = 5
AUDIO = "audio.m4a"
# x264 and the decoder take memory per thread; more than eight gain nothing on a short clip.
THREADS = min(8, (os.cpu_count() or 1) + 1)

# A key frame at 0 s, at 1 s, then every 2 s: a short first segment starts sooner. Tested against
# -hls_init_time, which cuts every segment at the first length.
# None shortly before the end: the last segment would be a crumb.
KEY_FRAMES = "expr:if(isnan(prev_forced_t),1,gte(t,prev_forced_t+if(eq(n_forced,1),1,2))*lt(t,{last:.3f}))"
SHORTEST_SEGMENT = 0.3
LONGEST_GOP = 600

HLS = {
    "f": "hls",
    "hls_time": "0.5",  # cut at every key frame
    "hls_playlist_type": "vod",
    "hls_segment_type": "fmp4",
    "hls_flags": "single_file+independent_segments",
    "hls_list_size": "0",
    "avoid_negative_ts": "disabled",  # the first picture is at 0.0, by an edit list
}
PLAIN = {"f": "mp4", "movflags": "+faststart"}

Options = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be made of one accepted file."""

    source: Path
    probe: Probe
    rungs: tuple[Rung, ...]
    seconds: float
    frame_rate: Fraction

    @property
    def start_rung(self) -> Rung:
        return middle(self.rungs)


def rendition_name(rung: Rung) -> str:
    return f"{rung.name}.mp4"


def playlist_name(rung: Rung) -> str:
    return f"{rung.name}.m3u8"


def fast_start_name(rung: Rung) -> str:
    return f"{rung.name}-fast.mp4"


def transcode(plan: Plan, out: Path, *, on_percent: Callable[[float], None]) -> None:
    """Make all files of ``plan`` in ``out``; a file that cannot be decoded is refused."""

    def tell(line: str) -> None:
        name, _, value = line.strip().partition("=")
        if name == "out_time_us" and value.lstrip("-").isdigit():
            on_percent(max(0.0, min(100.0, int(value) / 10_000 / plan.seconds)))

    try:
        run(command_for(plan), limits_for(plan.seconds), folder=out, on_line=tell)
    except ToolFailed as failure:
        if failure.is_machines_fault:
            raise
        raise _refusal(failure) from failure


def limits_for(seconds: float) -> Limits:
    """Four times what the heaviest accepted source took when measured, so only the endless ones hit it."""
    return Limits(cpu_seconds=int(60 + 20 * seconds), wall_seconds=120 + 60 * seconds)


def _refusal(failure: ToolFailed) -> Rejected:
    if failure.used_too_much:
        return Rejected("too_heavy", "This video takes too much work to convert. Send a smaller version.")
    return Rejected("broken", "This file is damaged: its video cannot be decoded.")


def command_for(plan: Plan) -> list[str]:
    """The whole argument list; names of outputs are relative to the folder it runs in."""
    source = ffmpeg.input(file_url(plan.source), **_source_options(plan))
    rate = THUMBNAILS / plan.seconds
    made = pictures(source[str(plan.probe.video_index)], plan.probe, plan.rungs, thumbnails_per_second=rate)
    still: Options = {"fps_mode": "passthrough", "map_metadata": -1, "q:v": 4, "threads": 1}
    outputs = [
        _tee([*made.rungs, _sound(source, plan)], plan),
        ffmpeg.output(made.poster, POSTER, **still, **{"frames:v": 1}, update=1),
        ffmpeg.output(made.thumbnails, THUMBNAIL_PATTERN, **still, **{"frames:v": THUMBNAILS}),
    ]
    arguments: list[str] = ffmpeg.merge_outputs(*outputs).get_args()
    return [ffmpeg_path(), *_whole_run_options(), *arguments]


def _whole_run_options() -> list[str]:
    quiet = ["-nostdin", "-hide_banner", "-v", "error", "-y"]
    bounds = ["-max_alloc", str(MAX_ALLOCATION), "-filter_complex_threads", str(THREADS)]
    return [*quiet, *bounds, "-progress", "pipe:1", "-stats_period", "0.5"]


def _source_options(plan: Plan) -> Options:
    options: Options = {**input_options(plan.probe.demuxer), "t": _time(plan.seconds), "threads": THREADS}
    return options if plan.probe.is_upright else {**options, "noautorotate": None}


def _sound(source: Stream, plan: Plan) -> Stream:
    """The sound track, or silence: every rendition has the same codecs."""
    if plan.probe.has_audio:
        return source[str(plan.probe.audio_index)]
    return ffmpeg.input("anullsrc=r=48000:cl=stereo", f="lavfi", t=_time(plan.seconds))["a"]


def _sound_filter(plan: Plan) -> str:
    """As loud as its neighbours in the feed, in stereo, without holes, exactly as long as the pictures.

    It stands apart from the graph of pictures, which starts anew when a source changes its size.
    """
    loudness = "loudnorm=I=-14:TP=-1.5:LRA=11," if plan.probe.has_audio else ""
    stereo = "aformat=sample_rates=48000:channel_layouts=stereo"
    return f"aresample=async=1:first_pts=0,{loudness}{stereo},apad=whole_dur={_time(plan.seconds)}"


def _tee(streams: Sequence[Stream], plan: Plan) -> Stream:
    """One encoder per rung and one for sound, whose packets are written to every file that wants them."""
    options: Options = {
        "f": "tee",
        "t": _time(plan.seconds),
        "fps_mode": "cfr",
        "r": f"{plan.frame_rate.numerator}/{plan.frame_rate.denominator}",
        "force_key_frames": KEY_FRAMES.format(last=plan.seconds - SHORTEST_SEGMENT),
        "af": _sound_filter(plan),
        "c:a": "aac",
        "b:a": AUDIO_BITRATE,
        "map_metadata": -1,
        "map_chapters": -1,
    }
    for number, rung in enumerate(plan.rungs):
        options.update(_encoder(number, rung))
    return ffmpeg.output(*streams, _slaves(plan), **options)


def _encoder(number: int, rung: Rung) -> Options:
    """Scene cuts make no key frames, or the rungs would be cut at different times."""
    wanted = {
        "c": "libx264",
        "preset": PRESET,
        "profile": "high",
        "crf": rung.crf,
        "maxrate": f"{rung.max_kilobits}k",
        "bufsize": f"{2 * rung.max_kilobits}k",
        "g": LONGEST_GOP,
        "keyint_min": LONGEST_GOP,
        "forced-idr": 1,
        "threads": THREADS,
    }
    return {f"{name}:v:{number}": value for name, value in wanted.items()}


def _slaves(plan: Plan) -> str:
    files = [_slave(_both(n), _hls(rung), playlist_name(rung)) for n, rung in enumerate(plan.rungs)]
    start = plan.start_rung
    files.append(_slave(_both(plan.rungs.index(start)), PLAIN, fast_start_name(start)))
    if plan.probe.has_audio:
        files.append(_slave("a:0", PLAIN, AUDIO))
    return "|".join(files)


def _both(number: int) -> str:
    return f"v:{number},a:0"


def _hls(rung: Rung) -> dict[str, str]:
    return {**HLS, "hls_segment_filename": rendition_name(rung)}


def _slave(select: str, options: dict[str, str], name: str) -> str:
    settings = ":".join(f"{key}={value}" for key, value in options.items())
    return rf"[select=\'{select}\':{settings}]{name}"


def _time(seconds: float) -> str:
    return f"{seconds:.6f}"
