"""The stills show the best of a clip, every moment at its place, and cost no full decode."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from app.media.quality import best_of
from app.media.stills import Stills, make_stills
from tests.unit.media.clips import run_ffmpeg

SECONDS = 4
# Black, then red at 1 s, a bright and detailed scene at 2 s, then white; a key frame at every second.
SCENES = (
    "color=black:s=360x640:r=30:d=1[a];color=0xC02020:s=360x640:r=30:d=1[b];"
    "testsrc2=s=360x640:r=30:d=1[c];color=white:s=360x640:r=30:d=1[d];[a][b][c][d]concat=n=4"
)
KEYS = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "30", "-sc_threshold", "0")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stills") / "clip.mp4"
    run_ffmpeg("-f", "lavfi", "-i", SCENES, *KEYS, path)
    return path


@pytest.fixture(scope="module")
def stills(clip: Path) -> Stills:
    out = clip.parent / "out"
    out.mkdir()
    return make_stills(clip, out, cover=None)


def pixels(path: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.asarray(Image.open(path).convert("RGB")).astype(int)


def test_the_poster_is_neither_black_nor_white_nor_empty(clip: Path, stills: Stills):
    poster = pixels(clip.parent / "out" / stills.poster)
    assert poster.shape == (640, 360, 3)
    assert poster.std() > 60


def test_a_chosen_cover_is_the_poster_whatever_it_shows(clip: Path, tmp_path: Path):
    made = make_stills(clip, tmp_path, cover=1.5)
    assert pixels(tmp_path / made.poster).mean((0, 1)) == pytest.approx([192, 32, 32], abs=12)


@pytest.mark.parametrize("cover", [3.999, 100])
def test_a_cover_behind_the_end_is_the_last_picture(clip: Path, tmp_path: Path, cover: float):
    made = make_stills(clip, tmp_path, cover=cover)
    assert pixels(tmp_path / made.poster).mean() > 240


def test_thumbnails_show_different_moments(clip: Path, stills: Stills):
    assert len(stills.thumbnails) == SECONDS
    means = [pixels(clip.parent / "out" / name).mean() for name in stills.thumbnails]
    assert means == sorted(means)
    assert len({round(mean) for mean in means}) == SECONDS


def test_each_tile_of_the_storyboard_shows_its_moment(clip: Path, stills: Stills):
    board = stills.storyboard
    assert (board.columns, board.rows, board.interval) == (6, 2, 0.5)
    assert (board.width, board.height) == (90, 160)
    sheet = pixels(clip.parent / "out" / board.file)
    assert sheet.shape == (2 * 160, 6 * 90, 3)
    tiles = sheet.reshape(2, 160, 6, 90, 3).transpose(0, 2, 1, 3, 4).reshape(12, -1)
    assert tiles[:2].mean() < 5
    assert tiles[3].reshape(-1, 3).mean(0) == pytest.approx([192, 32, 32], abs=15)
    assert tiles[6:8].mean() > 250


def test_a_lesser_rendition_may_give_the_storyboard(clip: Path, stills: Stills, tmp_path: Path):
    run_ffmpeg("-i", clip, "-vf", "scale=180:320", *KEYS, tmp_path / "small.mp4")
    made = make_stills(clip, tmp_path, small=tmp_path / "small.mp4")
    assert replace(made, poster="", preview="") == replace(stills, poster="", preview="")


def test_nothing_but_the_stills_remains(clip: Path, stills: Stills):
    names = {stills.poster, stills.storyboard.file, *stills.thumbnails}
    assert {path.name for path in (clip.parent / "out").iterdir()} == names


def test_a_sharp_picture_is_better_than_the_same_blurred_and_than_a_dark_one(tmp_path: Path):
    noise = np.random.default_rng(1).integers(0, 255, (40, 30, 3), dtype=np.uint8)
    sharp = Image.fromarray(noise).resize((300, 400), Image.Resampling.NEAREST)
    blurred = sharp.filter(ImageFilter.GaussianBlur(6))
    dark = sharp.point([value // 12 for value in range(256)] * 3)
    paths = [tmp_path / f"{n}.jpg" for n in range(3)]
    for path, picture in zip(paths, (dark, blurred, sharp), strict=True):
        picture.save(path)
    assert best_of(paths) == 2
    assert best_of(paths[:2]) == 1
