"""Moving pictures and tunes as the first stage hands them on, made of numbers: no file, no ffmpeg."""

import numpy as np
from numpy.typing import NDArray

from app.media.fingerprint import EDGE, Prints, prints_of
from app.media.matching import WORDS_PER_SECOND

Picture = NDArray[np.uint8]


def pictures(seed: int, *, seconds: float = 8, moves: bool = True) -> Picture:
    """Soft shapes that drift, four pictures a second; a still camera sees the same room all the time."""
    rng = np.random.default_rng(seed)
    at = np.arange(EDGE) / EDGE
    frames = np.zeros((round(seconds * 4), EDGE, EDGE))
    for _ in range(14):
        across, down = rng.uniform(0.5, 4, 2)
        speed = rng.normal(0, 0.6) if moves else 0
        phase = rng.uniform(0, 6.28) + speed * np.arange(len(frames))[:, None, None] / 2
        waves = 6.28 * (across * at[None, None, :] + down * at[None, :, None])
        frames += rng.normal() * np.sin(waves + phase) / (across + down)
    frames -= frames.min()
    return (frames / frames.max() * 200 + 45).astype(np.uint8)


def walker(frames: Picture, seed: int) -> Picture:
    """Somebody passes in front of the camera."""
    rng = np.random.default_rng(seed)
    passed, x, y = frames.copy(), rng.uniform(0, EDGE), rng.uniform(10, 50)
    for picture in passed:
        x, y = (x + rng.normal(2, 3)) % EDGE, np.clip(y + rng.normal(0, 3), 8, 56)
        picture[int(y) - 7 : int(y) + 7, max(0, int(x) - 4) : int(x) + 4] = rng.integers(60, 250)
    return passed


def tune(seed: int, *, seconds: float = 8) -> NDArray[np.uint32]:
    rng = np.random.default_rng([seed, 77])
    return rng.integers(0, 2**32, round(seconds * WORDS_PER_SECOND), dtype=np.uint32)


def noisy(words: NDArray[np.uint32], *, seed: int = 0, errors: float = 0.06) -> NDArray[np.uint32]:
    """As another encoder would write them."""
    rng = np.random.default_rng(seed)
    wrong = rng.random((len(words), 32)) < errors
    return words ^ np.packbits(wrong, axis=1).view(">u4").astype(np.uint32).ravel()


def prints(frames: Picture, words: NDArray[np.uint32] | None = None) -> Prints:
    return prints_of(frames.tobytes(), None if words is None else words.astype("<u4").tobytes())
