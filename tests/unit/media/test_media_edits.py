"""An edit list is rendered to the frame: what is kept, how fast, with which words and colours."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.errors import Rejected
from app.media import hls
from app.media.edit import Edit
from app.media.package import First, make_first, make_rungs
from app.media.planning import plan_for
from tests.unit.media.clips import H264, picture, run_ffmpeg, sound
from tests.unit.media.seen import RATE, pictures, samples

SIZE = (96, 160)
STEP = 4  # of brightness from picture to picture
ALLOWED = {"ramp.avi": 1.8}  # its clock starts one picture early
FLASH = 2.0
Make = Callable[..., tuple[First, Path]]


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sources: a ramp whose picture n has the brightness 20 + 4n, and a flash with a beep at 2 s."""
    folder = tmp_path_factory.mktemp("sources")
    ramp = ("-f", "lavfi", "-i", f"color=black:s=96x160:r=15:d=3.6,geq=lum='20+{STEP}*N':cb=128:cr=128")
    for name, codec in {"ramp.mp4": H264, "ramp.mkv": H264, "ramp.ts": H264, "ramp.avi": H264}.items():
        run_ffmpeg(*ramp, *sound(seconds=3.6), *codec, folder / name)
    run_ffmpeg(*ramp, "-vf", "fps=10", folder / "ramp.gif")
    during = f"between(t,{FLASH},{FLASH + 0.2})"
    white = "geq=lum='16+219*between(T,2,2.19)':cb=128:cr=128"
    flash = ("-f", "lavfi", "-i", f"color=black:s=96x160:r=30:d=4,{white}")
    beep = ("-f", "lavfi", "-i", f"sine=f=1000:r=44100:d=4,volume='{during}':eval=frame")
    run_ffmpeg(*flash, *beep, *H264, "-c:a", "aac", folder / "flash.mp4")
    run_ffmpeg(*picture("480x600", seconds=1), *H264, folder / "colors.mp4")
    early = ("-f", "lavfi", "-i", "sine=f=440:d=4", "-itsoffset", "0.5")
    large = ("-f", "lavfi", "-i", f"color=black:s=480x600:r=30:d=3.5,{white.replace('T,2,2.19', 'T,1,1.19')}")
    run_ffmpeg(*early, *large, "-map", "1:v", "-map", "0:a", *H264, folder / "early.ts")
    late = ("-itsoffset", "0.7", *beep[:-1], beep[-1].replace(during, "between(t,1.3,1.5)"))
    run_ffmpeg(*flash, *late, *H264, "-t", "4", folder / "late.ts")
    return folder


@pytest.fixture
def made(clips: Path, tmp_path: Path) -> Make:
    def make(name: str, **edit: Any) -> tuple[First, Path]:
        plan = plan_for(clips / name, max_seconds=60, edit=Edit.model_validate(edit))
        return make_first(plan, tmp_path, on_percent=lambda percent: None), tmp_path

    return make


def levels(first: First, out: Path) -> np.ndarray[Any, Any]:
    """The brightness of each picture as the ramp counts: which picture of the source it is."""
    seen = pictures(out / first.rendition.file, SIZE).mean(axis=(1, 2, 3))
    return (seen * 219 / 255 + 16 - 20) / STEP


@pytest.mark.parametrize("name", ["ramp.mp4", "ramp.mkv", "ramp.ts", "ramp.avi"])
def test_a_cut_keeps_exactly_the_pictures_between_its_ends(made: Make, name: str) -> None:
    first, out = made(name, trim={"start": 1.2, "end": 2.8})
    seen = levels(first, out)
    assert len(seen) == 24
    assert np.abs(seen - np.arange(18, 42)).max() < ALLOWED.get(name, 0.8)


def test_a_cut_of_an_animation_keeps_its_pictures(made: Make) -> None:
    first, out = made("ramp.gif", trim={"start": 1.2, "end": 2.8})
    seen = levels(first, out)
    assert len(seen) == 16
    assert abs(seen[0] - 18) < 2


@pytest.mark.parametrize("speed", [0.3, 0.5, 1.5, 2, 3])
def test_speed_changes_the_length_to_a_frame_and_keeps_the_order(made: Make, speed: float) -> None:
    first, out = made("ramp.mp4", speed=speed)
    seen = levels(first, out)
    assert len(seen) == pytest.approx(3.6 * 15 / speed, abs=1)
    assert np.abs(seen - np.arange(len(seen)) * speed).max() <= max(1.5, speed)  # one picture, not two
    assert len(samples(out / first.rendition.file)) / RATE == pytest.approx(3.6 / speed, abs=0.07)


@pytest.mark.parametrize("speed", [0.5, 1, 1.7, 3])
@pytest.mark.parametrize("name", ["flash.mp4", "late.ts"])
def test_sound_stays_in_step_with_the_picture(made: Make, name: str, speed: float) -> None:
    first, out = made(name, speed=speed, trim={"start": 1, "end": 4}, volume=0.9)
    bright = pictures(out / first.rendition.file, SIZE).mean(axis=(1, 2, 3)) > 128
    heard = np.abs(samples(out / first.rendition.file)) > 0.02
    flash, beep = np.argmax(bright) / 30, np.argmax(heard) / RATE
    assert flash == pytest.approx((FLASH - 1) / speed, abs=1.5 / 30)
    assert beep == pytest.approx(flash, abs=0.05)


def test_words_are_there_in_their_time_only_and_where_they_belong(made: Make) -> None:
    text = {"text": "WORDS", "start": 1, "end": 2, "y": 0.25, "size": 0.2, "color": "#FF0000"}
    first, out = made("flash.mp4", texts=[text])
    red = pictures(out / first.rendition.file, SIZE).astype(int)
    is_red = (red[..., 0] - red[..., 1] > 90).sum(axis=2)  # [time, row]
    times = np.flatnonzero(is_red.sum(axis=1)) / 30
    rows = np.flatnonzero(is_red[45])
    assert times.min() == pytest.approx(1, abs=0.04)
    assert times.max() == pytest.approx(2 - 1 / 30, abs=0.04)
    assert rows.mean() == pytest.approx(160 * 0.25, abs=3)
    assert len(times) == 30


def test_every_rung_and_the_cover_show_the_same_edits(clips: Path, tmp_path: Path) -> None:
    text = {"text": "Hi", "start": 0.5, "end": 1, "size": 0.3, "background": "#0000FF"}
    edit = Edit.model_validate({"look": "noir", "texts": [text], "cover": 0.7})
    plan = plan_for(clips / "colors.mp4", max_seconds=60, edit=edit)
    (tmp_path / "rungs").mkdir()
    first = make_first(plan, tmp_path, on_percent=lambda percent: None)
    whole = tmp_path / first.rendition.file
    others = make_rungs(plan, tmp_path / "rungs", audio=whole, on_percent=lambda percent: None)
    small = pictures(whole, (first.rendition.width, first.rendition.height))
    large = pictures(tmp_path / "rungs" / others[0].file, (others[0].width, others[0].height))
    cover = pictures(tmp_path / first.poster, (480, 600))
    for moment, share in ((5, 0.0), (20, 0.1)):
        blue = [blueness(one) for one in (small[moment], large[moment])]
        assert blue[0] == pytest.approx(blue[1], abs=0.01)
        assert (blue[0] > share) == bool(share)
        assert np.abs(small[moment].mean(axis=(0, 1)) - large[moment].mean(axis=(0, 1))).max() < 3
    assert blueness(cover[0]) == pytest.approx(blueness(large[21]), abs=0.02)
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {"rungs"}


def blueness(one: np.ndarray[Any, Any]) -> float:
    return float((one[..., 2].astype(int) - one[..., 0] > 100).mean())


@pytest.mark.parametrize("trim", [{"start": 5, "end": 9}, {"start": 1, "end": 5}])
def test_a_cut_of_what_is_not_there_is_refused_with_a_sentence(made: Make, trim: dict[str, float]) -> None:
    with pytest.raises(Rejected, match="this clip is only 0:04 long"):
        made("ramp.mp4", trim=trim)


def test_the_length_limit_holds_for_the_finished_clip(clips: Path) -> None:
    with pytest.raises(Rejected, match="the limit is 0:03"):
        plan_for(clips / "flash.mp4", max_seconds=3, edit=Edit(speed=0.5))
    fast = plan_for(clips / "flash.mp4", max_seconds=3, edit=Edit(speed=2))
    assert fast.seconds == pytest.approx(2, abs=0.05)


def test_a_playlist_of_an_edited_clip_is_as_long_as_the_clip(made: Make) -> None:
    first, out = made("flash.mp4", speed=0.5, trim={"start": 0, "end": 2})
    assert hls.read_playlist(out / first.rendition.playlist).seconds == pytest.approx(4, abs=0.05)


def test_a_slowed_moment_of_the_end_is_no_damaged_clip(made: Make) -> None:
    first, _ = made("ramp.mkv", speed=0.5, trim={"start": 3, "end": 3.6})
    assert first.duration_seconds == pytest.approx(1.2, abs=0.1)


@pytest.mark.parametrize("edit", [{}, {"trim": {"start": 1, "end": 3}}, {"volume": 0}])
def test_rungs_of_a_stream_whose_sound_begins_first_show_the_same(
    clips: Path, tmp_path: Path, edit: dict[str, Any]
) -> None:
    plan = plan_for(clips / "early.ts", max_seconds=60, edit=Edit.model_validate(edit))
    (tmp_path / "rungs").mkdir()
    first = make_first(plan, tmp_path, on_percent=lambda percent: None)
    whole = tmp_path / first.rendition.file
    others = make_rungs(plan, tmp_path / "rungs", audio=whole, on_percent=lambda percent: None)
    small = pictures(whole, (first.rendition.width, first.rendition.height))
    large = pictures(tmp_path / "rungs" / others[0].file, (others[0].width, others[0].height))
    bright = [np.argmax(one.mean(axis=(1, 2, 3)) > 128) for one in (small, large)]
    assert (
        bright[0] == bright[1] == pytest.approx((1.53 - edit.get("trim", {}).get("start", 0)) * 30, abs=1.5)
    )
