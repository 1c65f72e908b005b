"""Looks at a file without decoding it and decides what is made of it, or refuses it."""

from dataclasses import replace
from math import inf
from pathlib import Path

from app.media import policy
from app.media.copying import fits
from app.media.edit import Edit
from app.media.ladder import rungs_for
from app.media.pace import frame_rate_for
from app.media.plan import Plan
from app.media.probe import Probe, probe
from app.media.scan import Scan, scan
from app.media.sniff import sniff


def plan_for(
    source: Path, *, max_seconds: float, edit: Edit | None = None, sound: Path | None = None
) -> Plan:
    """Decide what to make of ``source``; ``sound`` is the file that the edit adds."""
    edit = edit or Edit()
    demuxer = sniff(source)
    policy.judge_index(source, demuxer)
    found, times = look(source, demuxer)
    length = policy.playing_seconds(found, times)
    policy.judge_trim(edit.trim, length)
    seconds = edit.seconds_of(length)
    policy.judge_length(seconds, max_seconds=max_seconds)
    policy.judge_density(found, times)
    policy.judge_end(found, times)
    plan = plain_plan(source, found, times, min(seconds, max_seconds))
    return with_copying(replace(plan, edit=edit, sound=sound), times)


def look(source: Path, demuxer: str) -> tuple[Probe, Scan]:
    """What headers and packets tell; a picture that cannot be converted is refused."""
    found = probe(source, demuxer)
    policy.judge_picture(found)
    return found, scan(source, demuxer, found.video_index)


def plain_plan(source: Path, found: Probe, times: Scan, seconds: float) -> Plan:
    rungs = rungs_for(found.width, found.height)
    return Plan(source, found, rungs, seconds, frame_rate_for(times, found.frame_rate))


def with_copying(plan: Plan, times: Scan, *, arrived: float = inf) -> Plan:
    """The same plan, copying the largest rung where the source fits, as far as ``arrived`` bytes tell."""
    if not fits(plan, times, arrived=arrived):
        return plan
    return replace(plan, copied_keys=tuple(time - plan.probe.start_seconds for time in times.key_times))
