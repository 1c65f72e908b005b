"""Mixes the sound of an edited clip: its own at its speed and volume, and the one added from the library.

It is a run of its own, before the pictures': their filters start anew when a source changes its size in the
middle, and a sound must not.
"""

from pathlib import Path

import ffmpeg

from app.media.edit import AddedSound
from app.media.encoding import time_text
from app.media.guards import file_url, input_options
from app.media.looks import Stream
from app.media.plan import Plan
from app.media.scan import scan
from app.media.transcode import MIXED_DEMUXER, command_of, read_too, source_of, transcode

MIXED = "mixed.mka"
RATE = 48000
STEREO = {"sample_rates": RATE, "channel_layouts": "stereo"}
FADE_SECONDS = 0.35
LOUDEST = 0.95
# About 10 dB down under a usual voice, as in the preview.
DUCKING = {"threshold": 0.03, "ratio": 4, "attack": 20, "release": 400}
MOST_SAMPLES = 2**31 - 1
# Within these one atempo leaves nothing out.
SLOWEST_STEP, FASTEST_STEP = 0.5, 2.0


def mixed_sound(plan: Plan, folder: Path) -> Path | None:
    """The finished clip's sound before its loudness is set, or None where it stays as it was sent."""
    if not (plan.has_sound and _is_changed(plan)):
        return None
    output = ffmpeg.output(_mix(plan), MIXED, f=MIXED_DEMUXER, **{"c:a": "pcm_s16le", "map_metadata": -1})
    pictures = source_of(plan)[str(plan.probe.video_index)]
    command = command_of(output, *read_too(pictures, plan))
    transcode(command, plan, folder, on_percent=lambda percent: None)
    return folder / MIXED


def _is_changed(plan: Plan) -> bool:
    is_plain = plan.edit.speed == 1 and plan.edit.volume == 1 and plan.sound is None
    return not is_plain or plan.skipped_seconds > 0


def _mix(plan: Plan) -> Stream:
    if plan.sound is None or plan.edit.sound is None:
        mix = _own(plan)
    elif not plan.own_sound_is_heard:
        mix = _added(plan, plan.sound, plan.edit.sound)
    else:
        mix = _both(_own(plan), _added(plan, plan.sound, plan.edit.sound), ducks=plan.edit.sound.ducks)
    quiet = mix.filter("alimiter", limit=LOUDEST, level=0, latency=1)
    return quiet.filter("atrim", end=time_text(plan.seconds))


def _own(plan: Plan) -> Stream:
    """In step with the pictures: holes are filled before the speed changes, as they are in the pictures."""
    sound = source_of(plan)[str(plan.probe.audio_index)].filter("aresample", **{"async": 1, "first_pts": 0})
    sound = sound.filter("atrim", start=time_text(plan.skipped_seconds)).filter("asetpts", "PTS-STARTPTS")
    for step in tempo_steps(plan.edit.speed):
        sound = sound.filter("atempo", f"{step:.9f}")
    sound = sound.filter("aformat", **STEREO).filter("volume", plan.edit.volume)
    return sound.filter("apad", whole_dur=time_text(plan.seconds))


def tempo_steps(speed: float) -> tuple[float, ...]:
    """Factors of the speed, each of which keeps the sound whole."""
    if speed == 1:
        return ()
    return (speed,) if SLOWEST_STEP <= speed <= FASTEST_STEP else (speed**0.5, speed**0.5)


def _added(plan: Plan, file: Path, wanted: AddedSound) -> Stream:
    """The library's sound from its start on, begun again as often as the clip needs it."""
    start = wanted.start % max(0.1, scan(file, "mov", "a:0").span_seconds)
    sound = ffmpeg.input(file_url(file), **input_options("mov"))["a:0"].filter("aformat", **STEREO)
    sound = sound.filter("aloop", loop=-1, size=MOST_SAMPLES)
    sound = sound.filter("atrim", start=time_text(start), duration=time_text(plan.seconds))
    sound = sound.filter("asetpts", "PTS-STARTPTS").filter("volume", wanted.volume)
    fade = min(FADE_SECONDS, plan.seconds / 4)
    return sound.filter("afade", t="out", st=time_text(plan.seconds - fade), d=time_text(fade))


def _both(own: Stream, added: Stream, *, ducks: bool) -> Stream:
    if ducks:
        parts = own.filter_multi_output("asplit", 2)
        own, added = parts[0], ffmpeg.filter([added, parts[1]], "sidechaincompress", **DUCKING)
    return ffmpeg.filter([own, added], "amix", inputs=2, duration="longest", normalize=0)
