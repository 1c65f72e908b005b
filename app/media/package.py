"""The one way in: a creator's file becomes a folder of files that every player can play, or is refused."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.errors import Rejected
from app.media import hls, policy
from app.media.ladder import Rung, rungs_for
from app.media.pace import frame_rate_for
from app.media.probe import probe
from app.media.scan import scan
from app.media.sniff import sniff
from app.media.thumbnails import preview_of
from app.media.transcode import (
    AUDIO,
    POSTER,
    Plan,
    fast_start_name,
    playlist_name,
    rendition_name,
    transcode,
)

PROBING, TRANSCODING = "probing", "transcoding"
MIN_SHARE_DECODED = 0.95

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class RenditionFile:
    """One rung as a file."""

    name: str
    width: int
    height: int
    bitrate: int
    codecs: str
    file: str
    playlist: str


@dataclass(frozen=True, slots=True)
class Package:
    """Everything made of one video; each name is a file lying flat in the package's folder."""

    duration_seconds: float
    width: int
    height: int
    fps: float
    has_audio: bool
    renditions: tuple[RenditionFile, ...]
    master: str
    fast_start: str
    start: hls.Start
    poster: str
    thumbnails: tuple[str, ...]
    preview: str
    audio: str | None

    @property
    def files(self) -> tuple[str, ...]:
        """Every file to be stored."""
        rungs = [name for made in self.renditions for name in (made.file, made.playlist)]
        sound = [self.audio] if self.audio else []
        return (self.master, *rungs, self.fast_start, self.poster, *self.thumbnails, *sound)


def make_package(source: Path, out: Path, *, max_seconds: float, on_progress: Progress) -> Package:
    """Make the files of ``source`` in its own folder ``out``: emptied first, gone again on any failure."""
    shutil.rmtree(out, ignore_errors=True)  # what a killed worker left
    out.mkdir(parents=True)
    try:
        plan = plan_for(source, max_seconds=max_seconds, on_progress=on_progress)
        transcode(plan, out, on_percent=lambda percent: on_progress(TRANSCODING, min(percent, 99.0)))
        package = _collected(plan, out)
    except BaseException:
        shutil.rmtree(out, ignore_errors=True)
        raise
    on_progress(TRANSCODING, 100.0)
    return package


def plan_for(source: Path, *, max_seconds: float, on_progress: Progress) -> Plan:
    """Look at the file without decoding it and decide what to make, or refuse it."""
    on_progress(PROBING, 0.0)
    demuxer = sniff(source)
    policy.judge_index(source, demuxer)
    found = probe(source, demuxer)
    policy.judge_picture(found)
    on_progress(PROBING, 50.0)
    times = scan(source, demuxer, found.video_index)
    policy.judge_length(found, times, max_seconds=max_seconds)
    policy.judge_end(found, times)
    on_progress(PROBING, 100.0)
    seconds = min(policy.playing_seconds(found, times), max_seconds)
    rungs = rungs_for(found.width, found.height)
    return Plan(source, found, rungs, seconds, frame_rate_for(times, found.frame_rate))


def _collected(plan: Plan, out: Path) -> Package:
    _check_times(plan, out)
    variants = [_variant(rung, out, float(plan.frame_rate)) for rung in plan.rungs]
    (out / hls.MASTER).write_text(hls.master_text(variants))
    start = variants[plan.rungs.index(plan.start_rung)]
    return Package(
        duration_seconds=round(start.playlist.seconds, 3),
        width=variants[0].width,
        height=variants[0].height,
        fps=round(float(plan.frame_rate), 3),
        has_audio=plan.probe.has_audio,
        renditions=tuple(map(_rendition, plan.rungs, variants)),
        master=hls.MASTER,
        fast_start=fast_start_name(plan.start_rung),
        start=hls.start_of(start.playlist, start.codecs),
        poster=POSTER,
        thumbnails=tuple(sorted(path.name for path in out.glob("thumb*.jpg"))),
        preview=preview_of(out / POSTER),
        audio=AUDIO if plan.probe.has_audio else None,
    )


def _check_times(plan: Plan, out: Path) -> None:
    """A decoder may stop in the middle and still end well, so the result is measured."""
    scans = [scan(out / rendition_name(rung), "mov") for rung in plan.rungs]
    if any(made.span_seconds < MIN_SHARE_DECODED * plan.seconds for made in scans):
        raise Rejected("broken", "This file is damaged: only a part of its video can be decoded.")
    if len({made.key_times for made in scans}) > 1:
        raise RuntimeError("The key frames of the renditions are not aligned.")


def _variant(rung: Rung, out: Path, frame_rate: float) -> hls.Variant:
    playlist = hls.read_playlist(out / playlist_name(rung))
    codecs = hls.codecs_of(out / rendition_name(rung), playlist)
    return hls.Variant(playlist, rung.width, rung.height, frame_rate, codecs)


def _rendition(rung: Rung, variant: hls.Variant) -> RenditionFile:
    return RenditionFile(
        name=rung.name,
        width=rung.width,
        height=rung.height,
        bitrate=variant.playlist.bitrate,
        codecs=variant.codecs,
        file=variant.playlist.file,
        playlist=variant.playlist.name,
    )
