"""The pictures' way through ffmpeg: one decode, each rung scaled from the one above, stills on the side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.media.ladder import Rung, fit_width
from app.media.probe import Probe

POSTER_WIDTH = 720
THUMBNAIL_WIDTH = 360
HIGH_DEFINITION_EDGE = 720

Stream = Any  # ffmpeg-python has no types


@dataclass(frozen=True, slots=True)
class Pictures:
    """The ends of the graph, to be mapped to outputs."""

    rungs: tuple[Stream, ...]
    poster: Stream
    thumbnails: Stream


def pictures(
    source: Stream, probe: Probe, rungs: Sequence[Rung], *, thumbnails_per_second: float
) -> Pictures:
    """Split one decoded video into every rung and the stills.

    No filter here may make frames (`fps` is only at the stills, at a very low rate): a tiny file with long
    delays would otherwise be blown up to gigabytes.
    """
    stills_from = _still_source(rungs)
    ends: list[Stream] = []
    stills: Stream = None
    flow = _normal(source, probe, rungs[0])
    for rung, below in zip(rungs, [*rungs[1:], None], strict=True):
        count = 1 + (below is not None) + (rung is stills_from)
        branches = iter(_split(flow, count))
        ends.append(next(branches))
        stills = next(branches) if rung is stills_from else stills
        flow = _scaled(next(branches), below) if below else None
    poster, thumbnails = _stills(stills, stills_from, thumbnails_per_second)
    return Pictures(tuple(ends), poster, thumbnails)


def _normal(source: Stream, probe: Probe, top: Rung) -> Stream:
    """Progressive, square pixels, 8 bits, and one colour matrix whatever the size.

    Players guess the matrix of an untagged video by its height, so rungs would differ in colour.
    """
    flow = source.filter("bwdif", mode="send_frame", deint="interlaced") if probe.is_interlaced else source
    colors = {"out_color_matrix": "bt709", "out_range": "tv"}
    if probe.color_space is None:
        is_high = probe.short_edge >= HIGH_DEFINITION_EDGE
        colors["in_color_matrix"] = "bt709" if is_high else "bt601"
    return _scaled(flow, top, **colors).filter("setsar", 1).filter("format", "yuv420p")


def _scaled(flow: Stream, rung: Rung, **options: str) -> Stream:
    return flow.filter("scale", rung.width, rung.height, flags="bicubic", **options)


def _split(flow: Stream, count: int) -> list[Stream]:
    if count == 1:
        return [flow]
    parts = flow.filter_multi_output("split", count)
    return [parts[n] for n in range(count)]


def _still_source(rungs: Sequence[Rung]) -> Rung:
    """The smallest rung that still fills a poster."""
    return next((rung for rung in reversed(rungs) if rung.width >= POSTER_WIDTH), rungs[0])


def _stills(flow: Stream, rung: Rung, thumbnails_per_second: float) -> tuple[Stream, Stream]:
    poster, moments = _split(flow, 2)
    moments = moments.filter("fps", fps=f"{thumbnails_per_second:.6f}", round="down")
    return _still(poster, rung, POSTER_WIDTH), _still(moments, rung, THUMBNAIL_WIDTH)


def _still(flow: Stream, rung: Rung, widest: int) -> Stream:
    """JPEG wants the full range and the older matrix."""
    width, height = fit_width(rung.width, rung.height, widest=widest)
    jpeg = {"out_range": "pc", "out_color_matrix": "bt601"}
    return flow.filter("scale", width, height, **jpeg).filter("format", "yuv420p")
