"""The sizes a video is offered in: pure arithmetic on the short edge, never upscaled, always even."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quality:
    """One step of the ladder; the rates are for a 9:16 picture."""

    short_edge: int
    crf: int
    max_kilobits: int


@dataclass(frozen=True, slots=True)
class Rung:
    """One rendition to be made."""

    name: str
    width: int
    height: int
    crf: int
    max_kilobits: int

    @property
    def short_edge(self) -> int:
        return min(self.width, self.height)


LADDER = (Quality(1080, 23, 4500), Quality(720, 23, 2200), Quality(480, 24, 1000), Quality(360, 25, 550))
FAST_START_EDGE = 480


def qualities_for(short_edge: int) -> tuple[Quality, ...]:
    """Every step at or below the source; a smaller source gets one step of its own size."""
    lowest = LADDER[-1]
    own = Quality(_even_below(short_edge), lowest.crf, lowest.max_kilobits)
    return tuple(step for step in LADDER if step.short_edge <= short_edge) or (own,)


def rungs_for(width: int, height: int) -> tuple[Rung, ...]:
    """The rungs of a picture of this size, largest first."""
    return tuple(_rung(width, height, step) for step in qualities_for(min(width, height)))


def middle(rungs: tuple[Rung, ...]) -> Rung:
    """The rung for players that take one plain file: small enough to come soon, large for a phone."""
    return next((rung for rung in rungs if rung.short_edge <= FAST_START_EDGE), rungs[-1])


def fit_width(width: int, height: int, *, widest: int) -> tuple[int, int]:
    """The even size of this picture when it may be at most ``widest`` wide."""
    new_width = min(_even_below(width), widest)
    return new_width, max(2, min(_even_near(height * new_width / width), _even_below(height)))


def _rung(width: int, height: int, step: Quality) -> Rung:
    edge = step.short_edge
    short, long = sorted((width, height))
    far = min(_even_near(long * edge / short), _even_below(long))
    size = (edge, far) if width <= height else (far, edge)
    return Rung(str(edge), *size, crf=step.crf, max_kilobits=step.max_kilobits)


def _even_near(length: float) -> int:
    return 2 * round(length / 2)


def _even_below(length: int) -> int:
    return max(2, length - length % 2)
