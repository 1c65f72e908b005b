"""A source that fits is its own largest rung: copied as it is, with the others cut at its key frames."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.media.edit import Edit
from app.media.hls import RenditionFile, read_playlist
from app.media.package import First, make_first, make_rungs, plan_for
from app.media.plan import Plan
from tests.unit.media.clips import frame_count, key_times, picture, run_ffmpeg, sound, streams

CALM = ("-f", "lavfi", "-i", "gradients=s=480x854:r=30:d=4:speed=0.01:seed=1")
FITTING = (
    "-c:v",
    "libx264",
    "-preset",
    "ultrafast",
    "-pix_fmt",
    "yuv420p",
    "-crf",
    "30",
    "-sc_threshold",
    "0",
)
COLORS = ("-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709")
GOP = ("-g", "45", "-keyint_min", "45", "-bf", "2")
USUAL = (*CALM, *FITTING, *COLORS, *GOP)


@pytest.fixture
def planned(tmp_path: Path) -> Callable[..., Plan]:
    def plan(*arguments: str, name: str = "clip.mp4", edit: Edit | None = None) -> Plan:
        run_ffmpeg(*arguments, tmp_path / name)
        return plan_for(tmp_path / name, max_seconds=10, edit=edit)

    return plan


@dataclass(frozen=True)
class Staged:
    plan: Plan
    first: First
    rungs: tuple[RenditionFile, ...]
    out: Path


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Staged:
    out = tmp_path_factory.mktemp("copied")
    run_ffmpeg(*CALM, *sound(seconds=4), *FITTING, *COLORS, *GOP, out / "clip.mp4")
    plan = plan_for(out / "clip.mp4", max_seconds=10)
    first = make_first(plan, out, on_percent=lambda percent: None)
    rungs = make_rungs(plan, out, audio=out / first.rendition.file, on_percent=lambda percent: None)
    return Staged(plan, first, rungs, out)


def packets(path: Path) -> list[str]:
    """What the pictures' packets hold, without what stands between the pictures."""
    text = path.with_suffix(".md5")
    clean = ("-map", "0:v:0", "-c", "copy", "-bsf:v", "filter_units=remove_types=6")
    run_ffmpeg("-i", path, *clean, "-f", "framemd5", text)
    return [line.split(",")[-1] for line in text.read_text().splitlines() if line[0] != "#"]


def test_the_largest_rung_has_the_very_pictures_of_the_source(copied: Staged):
    assert copied.plan.copies_top
    top = copied.out / copied.rungs[0].file
    assert packets(top) == packets(copied.plan.source)
    assert frame_count(top) == 120


def test_all_rungs_are_cut_where_the_source_is(copied: Staged):
    for made in (*copied.rungs, copied.first.rendition):
        assert key_times(copied.out / made.file) == pytest.approx([0, 1.5, 3], abs=0.02)
        cuts = read_playlist(copied.out / made.playlist).cuts
        assert cuts == pytest.approx([0, 1.5, 3], abs=0.02)


def test_a_copy_has_the_sound_of_the_first_rung(copied: Staged):
    top, first = (copied.out / made.file for made in (copied.rungs[0], copied.first.rendition))
    for path in (top, first):
        run_ffmpeg("-i", path, "-map", "0:a:0", "-c", "copy", "-f", "md5", path.with_suffix(".sound"))
    assert top.with_suffix(".sound").read_text() == first.with_suffix(".sound").read_text()
    assert float(streams(top)["audio"]["duration"]) == pytest.approx(4, abs=0.05)


def test_a_first_rung_cut_elsewhere_makes_the_largest_be_encoded(copied: Staged, tmp_path: Path):
    run_ffmpeg(*picture("360x640", seconds=4), *sound(seconds=4), "-g", "30", tmp_path / "first.mp4")
    rungs = make_rungs(copied.plan, tmp_path, audio=tmp_path / "first.mp4", on_percent=lambda percent: None)
    assert key_times(tmp_path / rungs[0].file) == pytest.approx([0, 1, 2, 3], abs=0.02)


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param((*USUAL, "-b:v", "1M"), id="plain"),
        pytest.param((*USUAL, "-movflags", "+faststart"), id="index first"),
        pytest.param((*CALM, *FITTING, *COLORS, *GOP[:4], "-bf", "0"), id="no pictures out of order"),
    ],
)
def test_what_fits_is_copied(planned: Callable[..., Plan], arguments: tuple[str, ...]):
    assert planned(*arguments).copies_top


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param((*CALM, *FITTING, *COLORS, "-g", "75", "-keyint_min", "75"), id="too few key frames"),
        pytest.param((*CALM, *FITTING, *COLORS, "-g", "1"), id="nothing but key frames"),
        pytest.param((*USUAL, "-x264-params", "open-gop=1"), id="open groups"),
        pytest.param((*USUAL, "-vf", "noise=alls=60:allf=t", "-crf", "18"), id="too many bits"),
        pytest.param((*CALM, *FITTING, *GOP), id="no colour matrix told"),
        pytest.param((*USUAL, "-color_range", "pc"), id="full range"),
        pytest.param((*USUAL, "-pix_fmt", "yuv444p"), id="colours too fine"),
        pytest.param((*USUAL, "-vf", "setsar=4/3"), id="pixels not square"),
        pytest.param((*USUAL, "-vf", "scale=500:890"), id="size of no rung"),
        pytest.param((*USUAL, "-vf", "select=not(eq(mod(n\\,7)\\,3))", "-fps_mode", "vfr"), id="uneven rate"),
        pytest.param((*CALM[:3], CALM[3].replace("r=30", "r=60"), *USUAL[4:]), id="too fast"),
        pytest.param((*CALM[:3], CALM[3].replace("480x854", "360x640"), *USUAL[4:]), id="only rung"),
    ],
)
def test_what_does_not_fit_is_encoded(planned: Callable[..., Plan], arguments: tuple[str, ...]):
    assert not planned(*arguments).copies_top


def test_another_container_is_encoded(planned: Callable[..., Plan]):
    assert not planned(*USUAL, name="clip.mkv").copies_top


def test_an_edit_makes_it_be_encoded_and_a_cover_alone_does_not(planned: Callable[..., Plan]):
    assert not planned(*USUAL, edit=Edit(speed=2)).copies_top
    assert planned(*USUAL, edit=Edit(cover=1)).copies_top
