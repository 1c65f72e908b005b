"""Clips differ from one another, are the same every time, and can be seen and heard."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.demo import clips, music, natural, synth
from app.demo.captions import CAPTIONS, TAGS
from app.demo.paint import Array, Shot
from app.demo.scenes import SCENES
from app.media.probe import probe

DEFAULT = clips.plan(36)


def shot(variant: int = 0, seconds: float = 0.4) -> Shot:
    """A little of a scene on a small canvas, to music."""
    beat = music.piece("warehouse", seconds)
    levels = synth.levels(beat, fps=30, count=round(seconds * 30))
    return Shot(180, 320, seconds, variant=variant, levels=levels)


def frame(name: str, variant: int, at: int) -> Array:
    return next(itertools.islice(SCENES[name].frames(shot(variant)), at, None))


def small(picture: Array) -> Array:
    return np.asarray(Image.fromarray(picture).resize((18, 32)), np.float32)


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_draws_the_same_upright_moving_picture_every_time(name: str) -> None:
    wanted = shot(seconds=1.2 if name == "fireworks" else 0.4)
    first, again = list(SCENES[name].frames(wanted)), list(SCENES[name].frames(wanted))
    assert len(first) == wanted.count
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert first[0].dtype == np.uint8
    assert first[0].shape[0] / first[0].shape[1] == pytest.approx(16 / 9, abs=0.02)
    assert np.abs(first[2].astype(int) - first[-1]).mean() > 0.05, "nothing moves"
    assert first[-1].std() > 4, "nothing is to be seen"


def test_no_two_of_two_hundred_clips_look_alike() -> None:
    drawn = [recipe for recipe in clips.plan(200) if not recipe.natural]
    assert len({(recipe.scene, recipe.variant) for recipe in drawn}) == len(drawn)
    looks = [small(frame(name, variant, 6)) for name in sorted(SCENES)[::2] for variant in (0, 1)]
    distances = [np.abs(a - b).mean() for a, b in itertools.combinations(looks, 2)]
    assert min(distances) > 1.5


def test_the_first_screen_mixes_topics_sounds_and_real_pictures() -> None:
    assert len({recipe.scene for recipe in DEFAULT}) == 36
    assert len({recipe.topic for recipe in DEFAULT}) >= 10
    assert len({recipe.sound for recipe in DEFAULT}) >= 12
    assert sum(recipe.natural for recipe in DEFAULT) >= 4
    assert all(one.topic != other.topic for one, other in itertools.pairwise(DEFAULT[:8]))


def test_sounds_are_shared_so_that_they_mean_something() -> None:
    titles = [recipe.sound_title for recipe in DEFAULT if recipe.sound_title]
    assert max(titles.count(title) for title in titles) >= 3


def test_every_scene_and_film_has_words() -> None:
    assert set(CAPTIONS) == set(TAGS) == set(SCENES) | set(natural.MOMENTS)


@pytest.mark.parametrize("title", music.SOUNDS)
def test_a_sound_is_heard_and_never_clips(title: str) -> None:
    wave = music.piece(title, 3)
    assert wave.shape == (2, 3 * synth.RATE)
    assert 0.03 < np.sqrt(np.mean(wave**2)) < 0.4
    assert np.abs(wave).max() <= 1


def test_a_bounce_is_heard_when_it_is_seen() -> None:
    recipe = next(one for one in DEFAULT if one.scene == "balls")
    wave = clips.soundtrack(recipe)
    notes = SCENES["balls"].notes
    assert wave is not None
    assert notes is not None
    loudness = np.abs(wave).mean(axis=0)
    at = round(min(note.at for note in notes(clips.shot_of(recipe))) * synth.RATE)
    assert loudness[at : at + 2_000].mean() > 20 * loudness[: at - 200].mean()


@pytest.mark.parametrize("name", ["quotes", "sorting", "bunny"])
def test_a_clip_is_a_vertical_film_with_sound(tmp_path: Path, name: str) -> None:
    recipe = next(one for one in DEFAULT if one.scene == name)
    path = tmp_path / "clip.mp4"
    clips.render(recipe, path)
    found = probe(path, "mov")
    assert (found.width, found.height) == recipe.size
    assert found.header_seconds == pytest.approx(recipe.seconds, abs=0.15)
    assert found.audio_codec == "aac"
    assert list(tmp_path.iterdir()) == [path]


def test_films_under_a_licence_that_asks_for_it_are_credited() -> None:
    bunnies = [recipe for recipe in DEFAULT if recipe.scene in {"bunny", "yawn"}]
    assert all("Blender Foundation" in recipe.credit for recipe in bunnies)
