"""Turns a clip into a point, so that clips that look, sound and read alike lie near each other.

It says how a clip looks and sounds, not what it means; a trained tower may take the same place.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from math import log1p

import numpy as np
from numpy.typing import NDArray

from app.recsys import hearing, sight

DIMENSIONS = 128
SEED = 20_261_123
WORD_DIMENSIONS = 64
# How much each sense counts.
WEIGHTS = {"seen": 1.0, "heard": 0.8, "read": 1.6, "length": 0.1}
USUAL_LENGTH = 2.7  # the logarithm of 14 seconds
LONGEST_CAPTION = 5_000

Floats = NDArray[np.float32]


def embedding(
    frames: NDArray[np.uint8],
    audio: Floats | None,
    *,
    caption: str,
    hashtags: Iterable[str],
    seconds: float,
) -> Floats:
    """A point of length one for a clip of ``frames`` [n, height, width, 3] and ``audio`` at 16 kHz, mono."""
    parts = {
        "seen": np.concatenate(sight.features(frames)) if len(frames) else np.zeros(1),
        "heard": np.concatenate(hearing.features(audio)),
        "read": _read(caption, hashtags),
        "length": np.array([log1p(max(0.0, seconds)) - USUAL_LENGTH]),
    }
    point = np.zeros(DIMENSIONS)
    for sense, part in parts.items():
        point += WEIGHTS[sense] * (part @ _directions(sense, len(part)))
    return _unit(point)


def _read(caption: str, hashtags: Iterable[str]) -> Floats:
    """Each word lands on a few places by its hash; a hashtag counts as two words."""
    words = _words(caption[:LONGEST_CAPTION])
    tags = [word for tag in hashtags for word in _words(tag)]
    found = np.zeros(WORD_DIMENSIONS, np.float32)
    for word in [*words, *tags, *tags]:
        found += _place(word)
    return _unit(found) if found.any() else found


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter if letter.isalnum() else " " for letter in plain).split()


def _place(word: str) -> Floats:
    digest = np.frombuffer(blake2b(word.encode(), digest_size=8).digest(), np.uint8)
    place = np.zeros(WORD_DIMENSIONS, np.float32)
    np.add.at(place, digest[:4] % WORD_DIMENSIONS, np.where(digest[4:] & 1, 1, -1))
    return place


@cache
def _directions(sense: str, count: int) -> Floats:
    """Random directions, nearly at right angles; the old generator, whose numbers are promised for ever."""
    seed = int.from_bytes(blake2b(f"{SEED} {sense}".encode(), digest_size=4).digest(), "big")
    rows = np.random.RandomState(seed).standard_normal((count, DIMENSIONS))
    return np.asarray(rows / np.sqrt(DIMENSIONS), np.float32)


def _unit(point: NDArray[np.floating]) -> Floats:
    length = float(np.linalg.norm(point))
    if length < 1e-9:
        point, length = np.eye(1, len(point))[0], 1.0
    return np.asarray(point / length, np.float32)
