"""The stages that turn a creator's file into files that every player can play, or refuse it.

`plan_for` looks, `make_first` makes what playing needs, `make_rungs` the larger pictures, `make_stills` the
pictures that stand for it. Each writes into a folder of its own and may be run again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from app.errors import Rejected
from app.media import hls
from app.media.encoding import fast_start_name, playlist_name, rendition_name
from app.media.hls import RenditionFile
from app.media.ladder import Rung
from app.media.mixing import mixed_sound
from app.media.plan import Plan
from app.media.planning import plan_for
from app.media.room import check_room
from app.media.scan import scan
from app.media.stills import Stills, make_stills
from app.media.thumbnails import preview_of
from app.media.transcode import (
    AUDIO,
    CHROMA,
    FRAMES,
    POSTER,
    first_command,
    rungs_command,
    transcode,
)

__all__ = ["First", "Plan", "RenditionFile", "Stills", "make_first", "make_rungs", "make_stills", "plan_for"]

MIN_SHARE_DECODED = 0.95
ROUNDED_FRAMES = 1.5  # may be missing at the end of a short clip that was slowed down

Percent = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class First:
    """What the first stage made; each name is a file lying flat in its folder.

    ``width`` and ``height`` are those of the largest rung. ``frames`` are 64x64 gray pictures, 4 a second;
    ``chroma`` is chromaprint's raw fingerprint, 32 bits each.
    """

    rendition: RenditionFile
    start: hls.Start
    fast_start: str
    poster: str
    preview: str
    audio: str | None
    frames: str
    chroma: str | None
    duration_seconds: float
    width: int
    height: int
    fps: float

    @property
    def files(self) -> list[str]:
        """What viewers get."""
        rung = self.rendition
        plain = [rung.fast_start] if rung.fast_start else []
        return [rung.file, rung.playlist, *plain, self.poster, *([self.audio] if self.audio else [])]

    @property
    def files_to_keep(self) -> list[str]:
        """Those, and what fingerprints are made of."""
        return [*self.files, self.frames, *([self.chroma] if self.chroma else [])]


def make_first(plan: Plan, out: Path, *, on_percent: Percent) -> First:
    """Make the smallest rung and the sound in ``out``, for good, and what is needed to judge them."""
    check_room(out, [plan.first_rung], plan.seconds)
    with TemporaryDirectory(dir=out) as scratch:
        plan = replace(plan, scratch=Path(scratch), mixed=mixed_sound(plan, Path(scratch)))
        transcode(first_command(plan), plan, out, on_percent=on_percent)
    on_percent(100.0)
    return collect_first(plan, out)


def collect_first(plan: Plan, out: Path) -> First:
    """What lies in ``out`` after the first run."""
    rung, top = plan.first_rung, plan.rungs[0]
    playlist = _whole_playlist(plan, out, rung)
    rendition = _rendition(plan, out, rung)
    return First(
        rendition=rendition,
        start=hls.start_of(playlist, rendition.codecs),
        fast_start=fast_start_name(rung),
        poster=POSTER,
        preview=preview_of(out / POSTER),
        audio=AUDIO if plan.has_sound else None,
        frames=FRAMES,
        chroma=CHROMA if plan.has_sound else None,
        duration_seconds=round(playlist.seconds, 3),
        width=top.width,
        height=top.height,
        fps=rendition.fps,
    )


def make_rungs(plan: Plan, out: Path, *, audio: Path, on_percent: Percent) -> tuple[RenditionFile, ...]:
    """Make all other rungs in ``out``, largest first, cut like the first rung, whose file is ``audio``."""
    if not plan.other_rungs:
        return ()
    check_room(out, plan.other_rungs, plan.seconds)
    key_times = scan(audio, "mov").key_times
    if plan.copies_top and not _are_close(key_times, plan.copied_keys, plan):
        plan = replace(plan, copied_keys=())  # the first rung was made before the whole file could be seen
    with TemporaryDirectory(dir=out) as scratch:
        plan = replace(plan, scratch=Path(scratch))
        transcode(rungs_command(plan, audio=audio, key_times=key_times), plan, out, on_percent=on_percent)
    for rung in plan.other_rungs:
        if not _are_close(_whole_playlist(plan, out, rung).cuts, key_times, plan):
            raise RuntimeError(f"The segments of {rung.name} do not begin where those of the first rung do.")
    on_percent(100.0)
    return tuple(_rendition(plan, out, rung) for rung in plan.other_rungs)


def _whole_playlist(plan: Plan, out: Path, rung: Rung) -> hls.MediaPlaylist:
    """A decoder may stop in the middle and still end well, so the result is measured."""
    playlist = hls.read_playlist(out / playlist_name(rung))
    shortest = MIN_SHARE_DECODED * plan.seconds - ROUNDED_FRAMES / float(plan.frame_rate)
    if not plan.is_open and playlist.seconds < shortest:
        raise Rejected("broken", "This file is damaged: only a part of its video can be decoded.")
    return playlist


def _are_close(times: Sequence[float], others: Sequence[float], plan: Plan) -> bool:
    """Whether these are the same pictures' times."""
    gaps = [abs(time - other) for time, other in zip(times, others, strict=False)]
    return len(times) == len(others) and max(gaps) < 0.6 / float(plan.frame_rate)


def _rendition(plan: Plan, out: Path, rung: Rung) -> RenditionFile:
    playlist = hls.read_playlist(out / playlist_name(rung))
    plain = fast_start_name(rung)
    return RenditionFile(
        name=rung.name,
        width=rung.width,
        height=rung.height,
        fps=round(float(plan.frame_rate), 3),
        bitrate=playlist.bitrate,
        peak_bitrate=playlist.peak_bitrate,
        codecs=hls.codecs_of(out / rendition_name(rung), playlist),
        file=playlist.file,
        playlist=playlist.name,
        fast_start=plain if (out / plain).exists() else None,
    )
