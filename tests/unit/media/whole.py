"""All stages of the pictures in one call, for callers that do not publish between them."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.media import hls
from app.media.filters import POSTER_WIDTH
from app.media.package import First, make_first, make_rungs, plan_for
from app.media.stills import Stills, Storyboard, make_stills

PROBING, TRANSCODING = "probing", "transcoding"
FIRST_SHARE = 20

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Package:
    """Everything made of one video; each name is a file lying flat in the package's folder."""

    duration_seconds: float
    width: int
    height: int
    fps: float
    renditions: tuple[hls.RenditionFile, ...]
    master: str
    fast_start: str
    start: hls.Start
    poster: str
    thumbnails: tuple[str, ...]
    storyboard: Storyboard
    preview: str
    audio: str | None

    @property
    def files(self) -> tuple[str, ...]:
        """Every file to be stored."""
        rungs = [name for made in self.renditions for name in (made.file, made.playlist)]
        plain = [made.fast_start for made in self.renditions if made.fast_start]
        sound = [self.audio] if self.audio else []
        return (self.master, *rungs, *plain, self.poster, self.storyboard.file, *self.thumbnails, *sound)


def make_package(source: Path, out: Path, *, max_seconds: float, on_progress: Progress) -> Package:
    """Make the files of ``source`` in its own folder ``out``: emptied first, gone again on any failure."""
    shutil.rmtree(out, ignore_errors=True)  # what a killed worker left
    out.mkdir(parents=True)
    try:
        package = _made(source, out, max_seconds, on_progress)
    except BaseException:
        shutil.rmtree(out, ignore_errors=True)
        raise
    on_progress(TRANSCODING, 100.0)
    return package


def _made(source: Path, out: Path, max_seconds: float, on_progress: Progress) -> Package:
    on_progress(PROBING, 0.0)
    plan = plan_for(source, max_seconds=max_seconds)
    on_progress(PROBING, 100.0)
    rest = 100 - FIRST_SHARE
    first = make_first(plan, out, on_percent=lambda part: on_progress(TRANSCODING, part * FIRST_SHARE / 100))
    others = make_rungs(
        plan,
        out,
        audio=out / first.rendition.file,
        on_percent=lambda part: on_progress(TRANSCODING, FIRST_SHARE + part * rest / 100),
    )
    package = _package(first, (*others, first.rendition), _stills(first, others, out))
    (out / hls.MASTER).write_text(hls.master_text(package.renditions))
    for name in (first.frames, first.chroma):
        if name:
            (out / name).unlink()
    return package


def _stills(first: First, others: tuple[hls.RenditionFile, ...], out: Path) -> Stills:
    good = [one for one in others if min(one.width, one.height) <= POSTER_WIDTH]
    return make_stills(out / (*good, first.rendition)[0].file, out, small=out / first.rendition.file)


def _package(first: First, renditions: tuple[hls.RenditionFile, ...], stills: Stills) -> Package:
    return Package(
        duration_seconds=first.duration_seconds,
        width=first.width,
        height=first.height,
        fps=first.fps,
        renditions=renditions,
        master=hls.MASTER,
        fast_start=next(one.fast_start for one in renditions if one.fast_start),
        start=first.start,
        poster=stills.poster,
        thumbnails=stills.thumbnails,
        storyboard=stills.storyboard,
        preview=stills.preview,
        audio=first.audio,
    )
