"""The pictures that stand for a clip: its poster, its thumbnails and its storyboard, from one rendition."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ffmpeg
from PIL import Image

from app.media.filters import POSTER_WIDTH, Stream, jpeg
from app.media.guards import file_url, input_options
from app.media.ladder import fit_width
from app.media.probe import Probe, probe
from app.media.process import Limits, run
from app.media.quality import best_of
from app.media.thumbnails import preview_of
from app.media.transcode import POSTER, STILL, command_of

THUMBNAILS, THUMBNAIL_WIDTH = 5, 360
JPEG_QUALITY = 85
STORYBOARD = "storyboard.jpg"
COLUMNS, MOST_TILES = 6, 60
TILE_EDGE = 160
SHORTEST_INTERVAL = 0.5
KEYS = "key%03d.jpg"
LAST_PICTURE = 0.1  # before the end
SEEN_SECONDS = 0.5  # of which the first picture is the cover
LIMITS = Limits(cpu_seconds=120, wall_seconds=300)


@dataclass(frozen=True, slots=True)
class Storyboard:
    """One picture of many small ones: the n-th, by rows, shows the moment n x interval."""

    file: str
    columns: int
    rows: int
    width: int
    height: int
    interval: float


@dataclass(frozen=True, slots=True)
class Stills:
    """Names of files lying flat in one folder; ``preview`` is a data URI."""

    poster: str
    preview: str
    thumbnails: tuple[str, ...]
    storyboard: Storyboard


def make_stills(
    rendition: Path, out: Path, *, cover: float | None = None, small: Path | None = None
) -> Stills:
    """Make the stills of ``rendition`` in ``out``; the poster shows ``cover``, or else the best key frame.

    ``small`` is a lesser rendition of the clip, if there is one: good enough for the storyboard, and cheap.
    """
    seen = probe(rendition, "mov")
    board = _board(seen)
    with TemporaryDirectory(dir=out) as scratch:
        folder = Path(scratch)
        outputs = _key_outputs(rendition, seen, cover=cover)
        sheet = ffmpeg.output(_sheet(small or rendition, board), STORYBOARD, **STILL, update=1)
        run(command_of(*outputs, sheet), LIMITS, folder=folder)
        keys = sorted(folder.glob("key*.jpg"))
        thumbnails = _thumbnails(keys, out)
        chosen = folder / POSTER if cover is not None else keys[best_of(keys)]
        shutil.copy(chosen, out / POSTER)
        shutil.copy(folder / STORYBOARD, out / STORYBOARD)
    return Stills(POSTER, preview_of(out / POSTER), thumbnails, board)


def _board(seen: Probe) -> Storyboard:
    interval = max(SHORTEST_INTERVAL, ceil(10 * seen.header_seconds / MOST_TILES) / 10)
    rows = ceil(ceil(seen.header_seconds / interval) / COLUMNS)
    scale = TILE_EDGE / seen.long_edge
    width, height = (max(2, 2 * round(edge * scale / 2)) for edge in (seen.width, seen.height))
    return Storyboard(STORYBOARD, COLUMNS, rows, width, height, interval)


def _key_outputs(rendition: Path, seen: Probe, *, cover: float | None) -> list[Stream]:
    """Nothing but key frames is decoded, and the one picture that was asked for."""
    keys = _poster_size(_input(rendition, skip_frame="nokey"), seen)
    outputs = [ffmpeg.output(keys, KEYS, **STILL)]
    if cover is not None:
        start = min(cover, max(0.0, seen.header_seconds - LAST_PICTURE))
        moment = _only_first(_input(rendition, ss=f"{start:.3f}", t=SEEN_SECONDS))
        outputs.append(ffmpeg.output(_poster_size(moment, seen), POSTER, **STILL, update=1))
    return outputs


def _sheet(rendition: Path, board: Storyboard) -> Stream:
    """The tiles are too small to show what is skipped in decoding."""
    flow = _input(rendition, skip_frame="noref", skip_loop_filter="all")
    tiles = jpeg(flow.filter("scale", board.width, board.height, flags="area"))
    few = tiles.filter("fps", fps=f"1/{board.interval}", start_time=0)
    return _only_first(few.filter("tile", f"{board.columns}x{board.rows}"))


def _only_first(flow: Stream) -> Stream:
    """Not by an output's "frames:v": see `first_command`."""
    return flow.filter("select", "eq(n,0)")


def _input(rendition: Path, **options: Any) -> Stream:
    return ffmpeg.input(file_url(rendition), **options, **input_options("mov"))["V:0"]


def _poster_size(flow: Stream, seen: Probe) -> Stream:
    size = fit_width(seen.width, seen.height, widest=POSTER_WIDTH)
    return jpeg(flow.filter("scale", *size, flags="bicubic"))


def _thumbnails(keys: Sequence[Path], out: Path) -> tuple[str, ...]:
    """Key frames spread evenly over the clip."""
    count = min(THUMBNAILS, len(keys))
    chosen = [keys[(2 * n + 1) * len(keys) // (2 * count)] for n in range(count)]
    names = tuple(f"thumb{n}.jpg" for n in range(1, count + 1))
    for name, key in zip(names, chosen, strict=True):
        with Image.open(key) as picture:
            size = fit_width(*picture.size, widest=THUMBNAIL_WIDTH)
            picture.resize(size, Image.Resampling.LANCZOS).save(out / name, quality=JPEG_QUALITY)
    return names
