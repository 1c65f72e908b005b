"""Says whether a source's pictures can be the largest rung as they are: copied, not encoded again."""

from collections.abc import Iterator
from math import inf
from pathlib import Path

from app.media.plan import Plan
from app.media.probe import Probe
from app.media.scan import Packet, Scan

PROFILES = frozenset({"Constrained Baseline", "Main", "High"})
HIGHEST_LEVEL = 42
OVER_RATE = 1.15
LONGEST_GOP, SHORTEST_GOP = 2.1, 0.5
STEADY = 0.2  # of the usual gap
NAL_LENGTH = 4
IDR, PARAMETERS = 5, 7


def fits(plan: Plan, scan: Scan, *, arrived: float = inf) -> bool:
    """Whether every player that plays our largest rung would play these pictures, and could begin as soon.

    Of a file that is not whole yet only the bytes before ``arrived`` can be looked at.
    """
    return (
        bool(plan.other_rungs)
        and plan.edit.is_nothing
        and _is_of_our_kind(plan.probe)
        and (plan.probe.width, plan.probe.height) == (plan.rungs[0].width, plan.rungs[0].height)
        and _is_steady(plan, scan)
        and _is_light(plan, scan)
        and _begins_anew_often(scan)
        and all(_is_whole_beginning(plan.source, key) for key in scan.keys if key.end <= arrived)
    )


def _is_of_our_kind(probe: Probe) -> bool:
    is_plain = probe.demuxer == "mov" and probe.video_codec == "h264" and probe.pixel_format == "yuv420p"
    is_known = probe.video_profile in PROFILES and probe.video_level <= HIGHEST_LEVEL
    is_upright = probe.rotation == 0 and probe.has_square_pixels and not probe.is_interlaced
    is_colored = probe.matrix == "bt709" and not probe.is_hdr and probe.color_range in (None, "tv")
    return is_plain and is_known and is_upright and is_colored


def _is_steady(plan: Plan, scan: Scan) -> bool:
    """Whether picture n stands at n / rate, as in the other rungs."""
    rate = float(plan.frame_rate)
    is_even = scan.max_gap_seconds - scan.min_gap_seconds < STEADY * scan.usual_gap_seconds
    is_on_time = abs(scan.start_seconds - plan.probe.start_seconds) < 0.5 / rate
    is_whole = abs(plan.seconds - scan.span_seconds) < 0.5 / rate and not scan.has_skipped
    return is_even and is_on_time and is_whole and abs(scan.packets - scan.span_seconds * rate) < 0.5


def _is_light(plan: Plan, scan: Scan) -> bool:
    return scan.size * 8 / scan.span_seconds <= OVER_RATE * 1000 * plan.rungs[0].max_kilobits


def _begins_anew_often(scan: Scan) -> bool:
    is_often = scan.key_times[0] == scan.start_seconds and scan.max_gop_seconds <= LONGEST_GOP
    return is_often and len(scan.keys) <= 1 + scan.span_seconds / SHORTEST_GOP


def _is_whole_beginning(source: Path, key: Packet) -> bool:
    """Whether it is an IDR picture that brings no parameters of its own: the file's index tells them all."""
    with source.open("rb") as file:
        file.seek(key.position)
        kinds = set(_nal_kinds(file.read(key.size)))
    return IDR in kinds and PARAMETERS not in kinds


def _nal_kinds(packet: bytes) -> Iterator[int]:
    at = 0
    while at + NAL_LENGTH < len(packet):
        yield packet[at + NAL_LENGTH] & 31
        at += NAL_LENGTH + int.from_bytes(packet[at : at + NAL_LENGTH], "big")
