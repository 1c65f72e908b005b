"""A rendition of any length and with any sound can be looked at."""

from pathlib import Path

import pytest

from app.media.samples import samples_of
from tests.unit.media.clips import H264, picture, run_ffmpeg, sound

SILENCE = ("-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo")


@pytest.mark.parametrize(("seconds", "frames"), [(0.04, 1), (0.6, 1), (1, 1), (3.4, 4), (12, 12)])
def test_one_frame_a_second_and_at_least_one(tmp_path: Path, seconds: float, frames: int) -> None:
    run_ffmpeg(*picture(seconds=seconds), *SILENCE, *H264, "-shortest", tmp_path / "clip.mp4")
    samples = samples_of(tmp_path / "clip.mp4")
    assert abs(len(samples.frames) - frames) <= (seconds > 1)
    assert samples.frames.shape[1:] == (224, 224, 3)
    assert abs(samples.audio).max(initial=0) == 0


def test_sound_is_mono_at_16_kilohertz(tmp_path: Path) -> None:
    run_ffmpeg(*picture(seconds=2), *sound(seconds=2), *H264, tmp_path / "clip.mp4")
    samples = samples_of(tmp_path / "clip.mp4")
    assert len(samples.audio) == pytest.approx(32_000, abs=1_000)
    assert abs(samples.audio).max() > 0.05
