"""What is to be made of one file: all that its stages have to agree on."""

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from app.media.edit import Edit
from app.media.ladder import Rung, middle
from app.media.probe import Probe

NO_INDEX = frozenset({"mpegts", "mpeg"})


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
    # Where the source's key frames are, if its pictures are good enough to be the largest rung as they are.
    copied_keys: tuple[float, ...] = ()
    # Whether ``seconds`` is only the most there may be: the file is still arriving and does not tell.
    is_open: bool = False

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
    def copies_top(self) -> bool:
        return bool(self.copied_keys)

    @property
    def skipped_seconds(self) -> float:
        """How much of the source is read for nothing: without an index it cannot be entered exactly."""
        trim = self.edit.trim
        return trim.start if trim and self.probe.demuxer in NO_INDEX else 0.0

    @property
    def has_sound(self) -> bool:
        return self.own_sound_is_heard or self.sound is not None

    @property
    def own_sound_is_heard(self) -> bool:
        return self.probe.has_audio and self.edit.volume > 0
