"""Whether one clip is another one again: the same pictures in order, with the same sound or motion."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.media.fingerprint import Codes, Flags, Look, Words, heard

# Bits of 64 in which codes of the same picture may differ; those of other pictures differ in about 32.
ALIKE_BITS = 16
LEAST_SHARE = 0.4
LEAST_MOMENTS = 3
# Ways to lay one upon the other that are worth a closer look: with so much of the most hits.
WORTH = 0.9
# Motions of one clip differ in so many bits at most, those of others in about 32.
SAME_MOTION_BITS = 20
# Clips in which hardly anything moves must look much more alike to be the same.
STILL_BITS, LEAST_MOVING = 6, 5
SAME_SOUND_ERRORS, LEAST_WORDS = 0.25, 12
PACES = (1, 1.05, 1 / 1.05, 1.1, 1 / 1.1, 1.25, 0.8, 1.5, 1 / 1.5, 2, 0.5)
WORDS_PER_SECOND = 11025 * 3 / 4096
UNKNOWN = 64
Distances = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Match:
    """How a new clip lies upon a known one; `offset_seconds`: the known one's moment where the new begins."""

    share: float
    pace: float = 1.0
    offset_seconds: float = 0.0
    bits: float = UNKNOWN
    motion_bits: float | None = None
    sound_errors: float | None = None

    @property
    def is_same_sound(self) -> bool:
        return self.sound_errors is not None and self.sound_errors <= SAME_SOUND_ERRORS

    @property
    def rank(self) -> tuple[bool, float, float]:
        """The better of two ways to lay a clip upon another has the higher one."""
        return self.is_duplicate, self.share, -self.bits

    @property
    def is_duplicate(self) -> bool:
        """A camera that does not move sees the same picture at any time: something else must agree too."""
        if self.share < LEAST_SHARE:
            return False
        if self.is_same_sound:
            return True
        return self.bits <= STILL_BITS if self.motion_bits is None else self.motion_bits <= SAME_MOTION_BITS


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two clips and how far every moment of one is from every moment of the other."""

    new: Look
    words: Words
    known: Look
    known_words: Words
    apart: Distances

    @property
    def whole(self) -> int:
        """The moments of the shorter one in which there is something to see."""
        ours = int(self.new.shows.sum() * self.known.per_second / self.new.per_second)
        return min(int(self.known.shows.sum()), ours)

    def moments(self, pace: float) -> NDArray[np.int64]:
        """For every known moment the new one at this pace, before it is shifted."""
        seconds = np.arange(len(self.known.codes)) / self.known.per_second
        return np.rint(seconds / pace * self.new.per_second).astype(np.int64)


def match(new: Look, words: Words, known: Look, known_words: Words) -> Match:
    """The best way to lay the new clip (four moments a second) upon the known one (two a second)."""
    distances = _apart(known.codes, known.shows, new.codes, new.shows)
    if distances.size == 0:
        return Match(0.0)
    pair = _Pair(new, words, known, known_words, distances)
    laid = [_laid(pair, pace) for pace in PACES]
    most = max(hits for hits, _, _ in laid)
    if most < LEAST_MOMENTS:
        return Match(0.0)
    worth = [(pace, shift) for hits, pace, shift in laid if hits >= WORTH * most]
    # Pictures that hardly change lie upon each other anywhere; the sound says where.
    heard_at = _shift_by_sound(pair)
    ways = worth if heard_at is None else [*worth, (1.0, heard_at)]
    return max((_described(pair, pace, shift) for pace, shift in ways), key=lambda found: found.rank)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Where two sounds agree best: the share of wrong bits, over how many words, at which shift."""

    errors: float
    words: int
    shift: int


def overlap_of(new: Words, known: Words) -> Overlap:
    """The best way to lay one sound upon the other."""
    ours = len(new)
    best = Overlap(1.0, 0, 0)
    for shift in range(LEAST_WORDS - ours, len(known) - LEAST_WORDS + 1):
        first, last = max(0, -shift), min(ours, len(known) - shift)
        errors = _wrong(new[first:last], known[first + shift : last + shift])
        if errors is not None and errors < best.errors:
            best = Overlap(errors, last - first, shift)
    return best


def errors_between(new: Words, known: Words, *, offset_seconds: float, pace: float) -> float | None:
    """The share of wrong bits where they overlap, at the best near shift; None where they hardly do."""
    centre = round(offset_seconds * WORDS_PER_SECOND)
    found = [_errors(new, known, shift, pace) for shift in range(centre - 4, centre + 5)]
    return min((one for one in found if one is not None), default=None)


def _errors(new: Words, known: Words, shift: int, pace: float) -> float | None:
    at = np.rint(np.arange(len(new)) * pace).astype(np.int64) + shift
    inside = (at >= 0) & (at < len(known))
    return _wrong(new[inside], known[at[inside]])


def _wrong(ours: Words, theirs: Words) -> float | None:
    told = heard(ours) | heard(theirs)
    if int(told.sum()) < LEAST_WORDS:
        return None
    return float(np.bitwise_count(ours[told] ^ theirs[told]).mean() / 32)


def _apart(known: Codes, known_is: Flags, new: Codes, new_is: Flags) -> Distances:
    """Distances of every known moment to every new one, or to the new one's neighbours where nearer."""
    if not known_is.any() or not new_is.any():
        return np.empty((0, 0), np.int16)
    bits = np.bitwise_count(known[:, None] ^ new[None, :]).astype(np.int16)
    bits[~known_is] = UNKNOWN
    bits[:, ~new_is] = UNKNOWN
    beside = np.pad(bits, ((0, 0), (1, 1)), constant_values=UNKNOWN)
    nearest: Distances = np.minimum(np.minimum(beside[:, :-2], beside[:, 2:]), bits)
    return nearest


def _laid(pair: _Pair, pace: float) -> tuple[int, float, int]:
    """The best shift at one pace: how many moments are alike, the pace, the shift."""
    at, width = pair.moments(pace), pair.apart.shape[1]
    shifts = np.arange(at[-1] + width) - width + 1
    where = at[None, :] - shifts[:, None]
    inside = (where >= 0) & (where < width)
    rows = np.broadcast_to(np.arange(len(at)), where.shape)
    bits = np.where(inside, pair.apart[rows, np.where(inside, where, 0)], UNKNOWN)
    hits = (bits <= ALIKE_BITS).sum(axis=1)
    apart = np.where(bits <= ALIKE_BITS, bits, 0).sum(axis=1) / np.maximum(hits, 1)
    best = int(np.lexsort((-apart, hits))[-1])
    return int(hits[best]), pace, int(shifts[best])


def _shift_by_sound(pair: _Pair) -> int | None:
    """Where the new clip lies by its sound alone; None when nothing agrees."""
    found = overlap_of(pair.words, pair.known_words)
    if found.errors > SAME_SOUND_ERRORS:
        return None
    return round(found.shift / WORDS_PER_SECOND * pair.new.per_second)


def _described(pair: _Pair, pace: float, shift: int) -> Match:
    at = pair.moments(pace) - shift
    rows = np.flatnonzero((at >= 0) & (at < pair.apart.shape[1]))
    bits = pair.apart[rows, at[rows]]
    told = bits[bits < UNKNOWN]
    alike = rows[bits <= ALIKE_BITS]
    offset = shift / pair.new.per_second * pace
    return Match(
        share=min(1.0, len(alike) / max(pair.whole, 1)),
        pace=pace,
        offset_seconds=offset,
        bits=float(np.median(told)) if len(told) else UNKNOWN,
        motion_bits=_motion(pair, alike, at[alike]),
        sound_errors=errors_between(pair.words, pair.known_words, offset_seconds=offset, pace=pace),
    )


def _motion(pair: _Pair, rows: NDArray[np.int64], at: NDArray[np.int64]) -> float | None:
    """How differently they move where they look alike; None where hardly anything moves."""
    known, new = pair.known, pair.new
    apart = _apart(known.motions[rows], known.moves[rows], new.motions, new.moves)
    if apart.size == 0:
        return None
    bits = apart[np.arange(len(rows)), at]
    told = bits[bits < UNKNOWN]
    return float(np.median(told)) if len(told) >= LEAST_MOVING else None
