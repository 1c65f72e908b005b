"""What pictures look like and audio sounds like, in numbers that survive what people do to a copy."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint64]
Words = NDArray[np.uint32]
Frames = NDArray[np.uint8]
Flags = NDArray[np.bool_]

EDGE = 64
FRAMES_PER_SECOND, KEPT_PER_SECOND = 4, 2
BAND = 8
# No part of a bar is ever brighter than this, of 255; compression makes black a little gray.
DARK = 40
LEAST_LEFT = 0.35
# Below these spreads a picture shows nothing, and two pictures differ by nothing but noise.
FLAT_SPREAD, STILL_SPREAD = 4.0, 2.0
# What chromaprint says of silence.
SILENT_WORD = 627964279


@dataclass(frozen=True, slots=True)
class Look:
    """A code for each moment, what changes around it, and whether there is anything to see and to change."""

    per_second: int
    codes: Codes
    motions: Codes
    shows: Flags
    moves: Flags

    @property
    def kept(self) -> "Look":
        """As it is stored: fewer moments."""
        every = slice(None, None, self.per_second // KEPT_PER_SECOND)
        return Look(
            KEPT_PER_SECOND, self.codes[every], self.motions[every], self.shows[every], self.moves[every]
        )


@dataclass(frozen=True, slots=True)
class Prints:
    """Everything by which a clip is recognised; `mirrored` finds those that turned a picture round."""

    look: Look
    mirrored: Look
    words: Words


def prints_of(frames: bytes, chroma: bytes | None = None) -> Prints:
    """From 64x64 gray pictures, four a second, and chromaprint's raw words."""
    pictures = frames_in(frames)
    words = np.frombuffer(chroma or b"", "<u4", len(chroma or b"") // 4).astype(np.uint32)
    return Prints(look_of(pictures), look_of(pictures[:, :, ::-1]), words)


def frames_in(raw: bytes) -> Frames:
    whole = len(raw) // EDGE**2
    return np.frombuffer(raw, np.uint8, whole * EDGE**2).reshape(-1, EDGE, EDGE)


def look_of(frames: Frames) -> Look:
    shown = without_bars(frames).astype(np.float32)
    around = np.pad(shown, ((1, 1), (0, 0), (0, 0)), mode="edge")
    change = around[2:] - around[:-2]
    return Look(
        FRAMES_PER_SECOND,
        codes_of(shown),
        codes_of(change),
        _spread(shown) > FLAT_SPREAD,
        _spread(change) > STILL_SPREAD,
    )


def without_bars(frames: Frames) -> Frames:
    """Without the dark borders that never light up; all of it when too little would be left."""
    if not len(frames):
        return frames
    brightest = frames.max(axis=0)
    top, bottom = _lit(brightest.max(axis=1))
    left, right = _lit(brightest.max(axis=0))
    least = LEAST_LEFT * EDGE
    is_picture = bottom - top >= least and right - left >= least
    return frames[:, top:bottom, left:right] if is_picture else frames


def codes_of(pictures: NDArray[np.float32]) -> Codes:
    """pHash: which of the 64 lowest waves of a picture are stronger than their median."""
    if not len(pictures):
        return np.empty(0, np.uint64)
    rows, columns = (_waves(size) for size in pictures.shape[1:])
    bands = np.einsum("ur,nrc,vc->nuv", rows, pictures, columns, optimize=True)
    flat = bands.reshape(len(pictures), -1)
    strong = flat > np.median(flat, axis=1, keepdims=True)
    return np.packbits(strong, axis=1).view(">u8").astype(np.uint64).ravel()


def heard(words: Words) -> Flags:
    """Which words tell of something else than silence."""
    return np.asarray(words != SILENT_WORD)


def words_to(words: Words) -> list[int]:
    """As PostgreSQL's integers, which have a sign."""
    return [int(word) for word in words.view(np.int32)]


def words_from(words: Sequence[int]) -> Words:
    return np.array(words, np.int32).view(np.uint32)


def _lit(brightest: Frames) -> tuple[int, int]:
    lines = np.flatnonzero(brightest > DARK)
    return (int(lines[0]), int(lines[-1]) + 1) if len(lines) else (0, len(brightest))


def _spread(pictures: NDArray[np.float32]) -> NDArray[np.float32]:
    return pictures.std(axis=(1, 2)) if len(pictures) else np.empty(0, np.float32)


def _waves(size: int) -> NDArray[np.float32]:
    """The cosines of the low band, without the mean, over `size` pixels."""
    at = (np.arange(size) + 0.5) / size
    return np.cos(np.pi * np.arange(1, BAND + 1)[:, None] * at[None, :]).astype(np.float32)
