"""What is heard of an edited clip: whose sound, how loud, from where, and how it steps back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.media.edit import Edit
from app.media.mixing import tempo_steps
from app.media.package import First, make_first
from app.media.planning import plan_for
from tests.unit.media.clips import H264, picture, run_ffmpeg
from tests.unit.media.seen import loudness, samples, strength

VOICE, MUSIC, LATER = 440.0, 1500.0, 2500.0
Make = Callable[..., Path]


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip of 4 s whose voice is heard in its first half, one without sound, and a sound of 3 s."""
    folder = tmp_path_factory.mktemp("mixing")
    voice = ("-f", "lavfi", "-i", f"sine=f={VOICE}:r=48000:d=4,volume='3*lt(t,2)':eval=frame")
    run_ffmpeg(*picture(seconds=4), *voice, *H264, "-c:a", "aac", folder / "voice.mp4")
    run_ffmpeg(*picture(seconds=4), *H264, folder / "silent.mp4")
    tones = f"0.3*(sin(2*PI*{MUSIC}*t)*lt(t,2)+sin(2*PI*{LATER}*t)*gte(t,2))"
    run_ffmpeg("-f", "lavfi", "-i", f"aevalsrc='{tones}':s=48000:d=3", "-c:a", "aac", folder / "music.m4a")
    return folder


@pytest.fixture
def heard(sources: Path, tmp_path: Path) -> Make:
    def make(name: str, *, music: dict[str, Any] | None = None, **edit: Any) -> Path:
        added = {"sound": {"sound_id": 1, **music}} if music is not None else {}
        sound = sources / "music.m4a" if music is not None else None
        wanted = Edit.model_validate({**edit, **added})
        plan = plan_for(sources / name, max_seconds=60, edit=wanted, sound=sound)
        first: First = make_first(plan, tmp_path, on_percent=lambda percent: None)
        return tmp_path / first.rendition.file

    return make


def test_added_sound_steps_back_while_the_original_is_heard(heard: Make) -> None:
    clip = heard("voice.mp4", music={"volume": 0.6})
    during, after = strength(clip, MUSIC, start=0.5, end=1.8), strength(clip, LATER, start=2.6, end=2.9)
    assert strength(clip, VOICE, start=0.5, end=1.8) > 0.1
    assert 0 < during < 0.5 * after
    assert loudness(clip) == pytest.approx(-14, abs=2)


def test_without_ducking_both_are_heard_as_loud_as_asked(heard: Make) -> None:
    clip = heard("voice.mp4", music={"volume": 0.6, "ducks": False})
    voice, music = (strength(clip, tone, start=0.5, end=1.8) for tone in (VOICE, MUSIC))
    assert music / voice == pytest.approx(0.6 * 0.3 / (3 / 8), rel=0.25)
    assert loudness(clip) == pytest.approx(-14, abs=2)


def test_added_sound_begins_where_asked_and_begins_again_at_its_end(heard: Make) -> None:
    clip = heard("silent.mp4", music={"start": 2})
    assert strength(clip, LATER, start=0.2, end=0.8) > 20 * strength(clip, MUSIC, start=0.2, end=0.8)
    assert strength(clip, MUSIC, start=1.2, end=2.8) > 20 * strength(clip, LATER, start=1.2, end=2.8)
    assert strength(clip, LATER, start=3.1, end=3.5) > 0.02


def test_added_sound_fades_at_the_very_end(heard: Make) -> None:
    clip = heard("silent.mp4", music={})
    assert strength(clip, MUSIC, start=3.95, end=4) < 0.4 * strength(clip, MUSIC, start=3.3, end=3.6)


def test_an_original_at_no_volume_is_not_heard(heard: Make) -> None:
    clip = heard("voice.mp4", volume=0, music={})
    assert strength(clip, VOICE, start=0.5, end=1.8) < 0.01 * strength(clip, MUSIC, start=0.5, end=1.8)


def test_no_volume_and_no_added_sound_is_silence_of_the_right_length(heard: Make) -> None:
    clip = heard("voice.mp4", volume=0)
    assert abs(samples(clip)).max() < 0.001
    assert len(samples(clip)) / 16_000 == pytest.approx(4, abs=0.07)


def test_speed_keeps_the_pitch(heard: Make) -> None:
    clip = heard("voice.mp4", speed=2)
    assert strength(clip, VOICE, start=0.2, end=0.8) > 10 * strength(clip, 2 * VOICE, start=0.2, end=0.8)


@pytest.mark.parametrize("speed", [0.3, 0.45, 0.5, 1, 1.5, 2, 2.5, 3])
def test_tempo_goes_in_steps_that_leave_nothing_out(speed: float) -> None:
    product = 1.0
    for step in tempo_steps(speed):
        assert 0.5 <= step <= 2
        product *= step
    assert product == pytest.approx(speed)
