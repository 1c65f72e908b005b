"""The two ffmpeg runs of a video: the first rung with all that must be known early, then the other rungs."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import ffmpeg

from app.errors import Rejected
from app.media import encoding
from app.media.encoding import Options, threads, time_text
from app.media.filters import Stream, first_pictures, rung_pictures
from app.media.guards import MAX_ALLOCATION, file_url, input_options
from app.media.plan import NO_INDEX, Plan
from app.media.process import Limits, ToolFailed, run
from app.settings import ffmpeg_path

POSTER = "poster.jpg"
AUDIO = "audio.m4a"
FRAMES = "frames.gray"
CHROMA = "chroma.raw"
MIXED_DEMUXER = "matroska"
STILL: Options = {"fps_mode": "passthrough", "map_metadata": -1, "q:v": 4, "threads": 1}


def transcode(command: Sequence[str], plan: Plan, out: Path, *, on_percent: Callable[[float], None]) -> None:
    """Run ``command`` in ``out``; a file that cannot be decoded is refused."""

    def tell(line: str) -> None:
        name, _, value = line.strip().partition("=")
        if name == "out_time_us" and value.lstrip("-").isdigit():
            on_percent(max(0.0, min(99.0, int(value) / 10_000 / plan.seconds)))

    try:
        run(command, limits_for(max(plan.seconds, plan.source_seconds)), folder=out, on_line=tell)
    except ToolFailed as failure:
        if failure.is_machines_fault:
            raise
        raise refusal(failure) from failure


def limits_for(seconds: float) -> Limits:
    """Four times what the heaviest accepted source took when measured, so only the endless ones hit it."""
    return Limits(cpu_seconds=int(60 + 20 * seconds), wall_seconds=120 + 60 * seconds)


def refusal(failure: ToolFailed) -> Rejected:
    if failure.used_too_much:
        return Rejected("too_heavy", "This video takes too much work to convert. Send a smaller version.")
    return Rejected("broken", "This file is damaged: its video cannot be decoded.")


def first_command(plan: Plan, *, is_piped: bool = False) -> list[str]:
    """Makes the first rung, the sound, the poster, and what fingerprints are made of, with one decode."""
    source, rung = source_of(plan, is_piped=is_piped), plan.first_rung
    made = first_pictures(_video(source, plan), plan)
    files = [encoding.hls_file(0, rung), encoding.fast_start_file(0, rung)]
    if plan.has_sound:
        files.append(encoding.sound_file(AUDIO))
    options = {
        **encoding.encoder(0, rung, plan, key_frames=encoding.first_key_frames(plan)),
        "af": _sound_filter(plan),
        "c:a": "aac",
        "b:a": encoding.AUDIO_BITRATE,
    }
    outputs = [
        encoding.shared_output([made.rung, _sound(source, plan)], files, plan, options),
        # No "frames:v": ffmpeg 9 may wait for ever on an output that is told to end before others.
        ffmpeg.output(made.poster, POSTER, **STILL, update=1),
        ffmpeg.output(made.frames, FRAMES, f="rawvideo", fps_mode="passthrough", t=time_text(plan.seconds)),
    ]
    if plan.mixed or not plan.own_sound_is_heard:
        outputs += _audio_read_too(source, plan)
    return command_of(*outputs, *_chroma(source, plan))


def rungs_command(plan: Plan, *, audio: Path, key_times: Sequence[float]) -> list[str]:
    """Makes all other rungs with one decode; the sound comes encoded from the first rung's file."""
    source, rungs = source_of(plan), plan.other_rungs
    pictures = _video(source, plan)
    copied = 1 if plan.copies_top else 0
    streams = [*[pictures] * copied, *rung_pictures(pictures, plan, rungs[copied:])]
    options: Options = {"c:a": "copy", **(encoding.copier(0) if copied else {})}
    files = []
    for number, rung in enumerate(rungs):
        files.append(encoding.hls_file(number, rung))
        if rung == plan.fast_start_rung:
            files.append(encoding.fast_start_file(number, rung))
        if number >= copied:
            forced = encoding.key_frames_at(key_times)
            options.update(encoding.encoder(number, rung, plan, key_frames=forced))
    sound = ffmpeg.input(file_url(audio), **input_options("mov"))["a:0"]
    output = encoding.shared_output([*streams, sound], files, plan, options)
    return command_of(output, *_audio_read_too(source, plan))


def command_of(*outputs: Stream) -> list[str]:
    """The whole argument list; names of outputs are relative to the folder it runs in."""
    quiet = ["-nostdin", "-hide_banner", "-v", "error", "-y"]
    bounds = ["-max_alloc", str(MAX_ALLOCATION), "-filter_complex_threads", str(threads())]
    told = ["-progress", "pipe:1", "-stats_period", "0.5"]
    return [ffmpeg_path(), *quiet, *bounds, *told, *ffmpeg.merge_outputs(*outputs).get_args()]


def read_too(stream: Stream, plan: Plan) -> list[Stream]:
    """Without an index, time begins with the first stream that is read, so every run has to read them all."""
    return [ffmpeg.output(stream, "-", f="null", c="copy")] if plan.probe.demuxer in NO_INDEX else []


def _audio_read_too(source: Stream, plan: Plan) -> list[Stream]:
    return read_too(source[str(plan.probe.audio_index)], plan) if plan.probe.has_audio else []


def source_of(plan: Plan, *, is_piped: bool = False) -> Any:
    """What the edit keeps of the file."""
    options: Options = {
        **input_options(plan.probe.demuxer, is_piped=is_piped),
        "t": time_text(plan.skipped_seconds + plan.source_seconds),
        # With the largest rung copied, decoding is never what others wait for.
        "threads": 1 if plan.copies_top else threads(),
    }
    if plan.edit.trim and not plan.skipped_seconds:
        options["ss"] = time_text(plan.edit.trim.start)
    upright = {} if plan.probe.is_upright else {"noautorotate": None}
    return ffmpeg.input("pipe:0" if is_piped else file_url(plan.source), **options, **upright)


def _video(source: Stream, plan: Plan) -> Stream:
    track = source[str(plan.probe.video_index)]
    if not plan.skipped_seconds:
        return track
    kept = track.filter("trim", start=time_text(plan.skipped_seconds))
    return kept.filter("setpts", f"PTS-{plan.skipped_seconds}/TB")


def _sound(source: Stream, plan: Plan) -> Stream:
    """The sound track, or silence: every rendition has the same codecs."""
    if plan.mixed:
        return ffmpeg.input(file_url(plan.mixed), **input_options(MIXED_DEMUXER))["a:0"]
    if plan.has_sound:
        return source[str(plan.probe.audio_index)]
    return ffmpeg.input("anullsrc=r=48000:cl=stereo", f="lavfi", t=time_text(plan.seconds))["a"]


def _sound_filter(plan: Plan) -> str:
    """As loud as its neighbours in the feed, in stereo, without holes, exactly as long as the pictures.

    It stands apart from the graph of pictures, which starts anew when a source changes its size.
    """
    stereo = "aformat=sample_rates=48000:channel_layouts=stereo"
    # What is heard is measured, and two channels cost less than six.
    loudness = f"{stereo},loudnorm=I=-14:TP=-1.5:LRA=11," if plan.has_sound else ""
    filled = "apad" if plan.is_open else f"apad=whole_dur={time_text(plan.seconds)}"
    return f"aresample=async=1:first_pts=0,{loudness}{stereo},{filled}"


def _chroma(source: Stream, plan: Plan) -> list[Stream]:
    """What the fingerprint of the sound is made of."""
    if not plan.has_sound:
        return []
    options: Options = {
        "f": "chromaprint",
        "fp_format": "raw",
        "c:a": "pcm_s16le",
        "ac": 1,
        "ar": 11025,
        "af": "aresample=async=1:first_pts=0",
        "t": time_text(plan.seconds),
    }
    return [ffmpeg.output(_sound(source, plan), CHROMA, **options)]
