"""How streams become files: the encoders' settings, the key frames, the files that share one encoder."""

import os
from collections.abc import Sequence
from typing import Any

import ffmpeg

from app.media.filters import Stream
from app.media.ladder import Rung
from app.media.plan import Plan
from app.settings import settings

PRESET = "veryfast"
AUDIO_BITRATE = "96k"
# x264 and the decoder take memory per thread; more than eight gain nothing on a short clip.
MOST_THREADS = 8
# Rungs up to this are encoded by one thread each, side by side: threads cost work and some quality.
ALONE_EDGE = 720

# A key frame at 0 s, at 1 s, then every 2 s: a short first segment starts sooner. Tested against
# -hls_init_time, which cuts every segment at the first length.
# None shortly before the end: the last segment would be a crumb.
KEY_FRAMES = "expr:if(isnan(prev_forced_t),1,gte(t,prev_forced_t+if(eq(n_forced,1),1,2))*lt(t,{last:.3f}))"
SHORTEST_SEGMENT = 0.3
LONGEST_GOP = 600
SIDE_NOTES = 6  # H.264 calls them supplemental enhancement information
# A key frame is asked for a little before its picture, or rounding would give it to the next.
HAIR = 0.005

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


def threads() -> int:
    """How many each decoder, encoder and graph may use."""
    return settings().zoetrope_encoder_threads or min(MOST_THREADS, (os.cpu_count() or 1) + 1)


def rendition_name(rung: Rung) -> str:
    return f"{rung.name}.mp4"


def playlist_name(rung: Rung) -> str:
    return f"{rung.name}.m3u8"


def fast_start_name(rung: Rung) -> str:
    return f"{rung.name}-fast.mp4"


def first_key_frames(plan: Plan) -> str:
    """Where the first rung is cut, and all others after it."""
    if plan.copies_top:
        return key_frames_at(plan.copied_keys)
    return KEY_FRAMES.format(last=plan.seconds - SHORTEST_SEGMENT)


def key_frames_at(times: Sequence[float]) -> str:
    return ",".join(f"{max(0.0, time - HAIR):.6f}" for time in times)


def encoder(number: int, rung: Rung, plan: Plan, *, key_frames: str) -> Options:
    """Options of the ``number``-th stream of pictures. Scene cuts make no key frames, or rungs would differ.

    The key frames are named once an encoder: ffmpeg 9 damages a list that several share.
    """
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
        "threads": threads() if rung.short_edge > ALONE_EDGE else 1,
        "fps_mode": "cfr",
        "r": f"{plan.frame_rate.numerator}/{plan.frame_rate.denominator}",
        "force_key_frames": key_frames,
    }
    return {f"{name}:v:{number}": value for name, value in wanted.items()}


def copier(number: int) -> Options:
    """Options of a stream that stays as it is, but for what its camera wrote between the pictures."""
    return {f"c:v:{number}": "copy", f"bsf:v:{number}": f"filter_units=remove_types={SIDE_NOTES}"}


def shared_output(streams: Sequence[Stream], files: Sequence[str], plan: Plan, options: Options) -> Stream:
    """Encoders whose packets are written to every one of ``files`` that wants them."""
    common: Options = {"f": "tee", "t": time_text(plan.seconds), "map_metadata": -1, "map_chapters": -1}
    if plan.is_open:
        common["shortest"] = None  # the sound has been made endless
    return ffmpeg.output(*streams, "|".join(files), **common, **options)


def hls_file(number: int, rung: Rung) -> str:
    """A rendition of the rung whose encoder is the ``number``-th."""
    options = {**HLS, "hls_segment_filename": rendition_name(rung)}
    return _slave(f"v:{number},a:0", options, playlist_name(rung))


def fast_start_file(number: int, rung: Rung) -> str:
    return _slave(f"v:{number},a:0", PLAIN, fast_start_name(rung))


def sound_file(name: str) -> str:
    return _slave("a:0", PLAIN, name)


def _slave(select: str, options: dict[str, str], name: str) -> str:
    settings = ":".join(f"{key}={value}" for key, value in options.items())
    return rf"[select=\'{select}\':{settings}]{name}"


def time_text(seconds: float) -> str:
    return f"{seconds:.6f}"
