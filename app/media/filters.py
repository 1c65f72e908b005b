"""The pictures' way through ffmpeg: one decode, each rung scaled from the one above, stills on the side.

No filter here may make frames faster than a few a second (`fps`, and only behind `scale`): a tiny file with
long delays would otherwise be blown up to gigabytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.media.effects import dressed, paced
from app.media.ladder import Rung, fit_width
from app.media.plan import Plan
from app.media.probe import Probe

POSTER_WIDTH = 720
HDR_WHITE = 100  # candela a square metre
# What the fingerprint and the content embedding look at.
FRAME_EDGE, FRAMES_PER_SECOND = 64, 4

Stream = Any  # ffmpeg-python has no types
Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class FirstPictures:
    """The ends of the first stage's graph, to be mapped to outputs."""

    rung: Stream
    poster: Stream
    frames: Stream


def first_pictures(source: Stream, plan: Plan) -> FirstPictures:
    """The smallest rung, the poster and the small gray frames, of one decode."""
    whole, moment = split(_progressive(source, plan.probe), 2)
    rung = plan.first_rung
    shown, seen = split(_pictures(whole, plan, (rung.width, rung.height)), 2)
    top = plan.rungs[0]
    size = fit_width(top.width, top.height, widest=POSTER_WIDTH)
    poster = jpeg(_pictures(_at(moment, plan), plan, size))
    return FirstPictures(shown, poster, _small_and_gray(seen))


def rung_pictures(source: Stream, plan: Plan, rungs: Sequence[Rung]) -> tuple[Stream, ...]:
    """Every one of these rungs, of one decode."""
    if not rungs:
        return ()
    top = rungs[0]
    flow = _pictures(_progressive(source, plan.probe), plan, (top.width, top.height))
    ends: list[Stream] = []
    for below in rungs[1:]:
        end, rest = split(flow, 2)
        ends.append(end)
        flow = _scaled(rest, (below.width, below.height))
    return (*ends, flow)


def split(flow: Stream, count: int) -> list[Stream]:
    parts = flow.filter_multi_output("split", count)
    return [parts[n] for n in range(count)]


def jpeg(flow: Stream) -> Stream:
    """JPEG wants the full range and the older matrix."""
    return flow.filter("scale", out_range="pc", out_color_matrix="bt601").filter("format", "yuv420p")


def _pictures(flow: Stream, plan: Plan, size: Size) -> Stream:
    """Pictures of the finished clip at this size."""
    return dressed(_normal(paced(flow, plan), plan.probe, size), plan, size)


def _progressive(source: Stream, probe: Probe) -> Stream:
    return source.filter("bwdif", mode="send_frame", deint="interlaced") if probe.is_interlaced else source


def _normal(flow: Stream, probe: Probe, size: Size) -> Stream:
    """Square pixels, 8 bits, and one colour matrix whatever the size.

    Players guess the matrix of an untagged video by its height, so rungs would differ in colour.
    """
    if probe.is_hdr:
        return _tone_mapped(_scaled(flow, size), probe)
    colors = {"out_color_matrix": "bt709", "out_range": "tv"}
    if probe.color_space is None:
        colors["in_color_matrix"] = probe.matrix
    return _scaled(flow, size, **colors).filter("setsar", 1).filter("format", "yuv420p")


def _tone_mapped(flow: Stream, probe: Probe) -> Stream:
    """High dynamic range on an ordinary screen; dear, so it comes after the scaling."""
    wide = {"tin": probe.color_transfer, "pin": "bt2020", "min": "bt2020nc", "rin": probe.color_range or "tv"}
    light = flow.filter("zscale", t="linear", npl=HDR_WHITE, **wide).filter("format", "gbrpf32le")
    narrow = light.filter("zscale", p="bt709").filter("tonemap", "hable", desat=0)
    flat = narrow.filter("zscale", t="bt709", m="bt709", r="tv").filter("format", "yuv420p")
    return flat.filter("setsar", 1)


def _scaled(flow: Stream, size: Size, **options: str) -> Stream:
    return flow.filter("scale", *size, flags="bicubic", **options)


def _at(flow: Stream, plan: Plan) -> Stream:
    """The one picture that is the poster, before any work is done on the others."""
    cover = min(plan.edit.cover or 0.0, max(0.0, plan.seconds - 1 / plan.frame_rate))
    return flow.filter("select", f"isnan(prev_selected_t)*gte(t,{cover * plan.edit.speed:.3f})")


def _small_and_gray(flow: Stream) -> Stream:
    few = flow.filter("fps", fps=FRAMES_PER_SECOND, start_time=0)
    return few.filter("scale", FRAME_EDGE, FRAME_EDGE, flags="area").filter("format", "gray")
