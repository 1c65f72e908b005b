"""Looks at a file without decoding it and decides what is made of it."""

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from app.media import policy
from app.media.edit import Edit
from app.media.ladder import Rung, middle, rungs_for
from app.media.pace import frame_rate_for
from app.media.probe import Probe, probe
from app.media.scan import scan
from app.media.sniff import sniff


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be made of one accepted file; ``seconds`` is the length of the finished clip."""

    source: Path
    probe: Probe
    rungs: tuple[Rung, ...]
    seconds: float
    frame_rate: Fraction
    edit: Edit = field(default_factory=Edit)
    sound: Path | None = None
    # What the edits need beside the source: a folder for pictures of words, and the sound, already mixed.
    scratch: Path | None = None
    mixed: Path | None = None

    @property
    def first_rung(self) -> Rung:
        """The smallest: made before all others, so that the clip plays as soon as possible."""
        return self.rungs[-1]

    @property
    def other_rungs(self) -> tuple[Rung, ...]:
        return self.rungs[:-1]

    @property
    def fast_start_rung(self) -> Rung:
        return middle(self.rungs)

    @property
    def source_seconds(self) -> float:
        """How much of the source is read."""
        return self.seconds * self.edit.speed

    @property
    def has_sound(self) -> bool:
        return self.own_sound_is_heard or self.sound is not None

    @property
    def own_sound_is_heard(self) -> bool:
        return self.probe.has_audio and self.edit.volume > 0


def plan_for(
    source: Path, *, max_seconds: float, edit: Edit | None = None, sound: Path | None = None
) -> Plan:
    """Decide what to make of ``source``, or refuse it; ``sound`` is the file that the edit adds."""
    edit = edit or Edit()
    demuxer = sniff(source)
    policy.judge_index(source, demuxer)
    found = probe(source, demuxer)
    policy.judge_picture(found)
    times = scan(source, demuxer, found.video_index)
    length = policy.playing_seconds(found, times)
    policy.judge_trim(edit.trim, length)
    seconds = edit.seconds_of(length)
    policy.judge_length(seconds, max_seconds=max_seconds)
    policy.judge_density(found, times)
    policy.judge_end(found, times)
    rungs = rungs_for(found.width, found.height)
    rate = frame_rate_for(times, found.frame_rate)
    return Plan(source, found, rungs, min(seconds, max_seconds), rate, edit, sound)
