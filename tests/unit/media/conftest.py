"""Packages of clips, each made once however many tests look at it."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.unit.media.clips import H264, picture, run_ffmpeg, sound
from tests.unit.media.whole import Package, make_package

Made = tuple[Package, Path]


@pytest.fixture(scope="session")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Made]:
    """A package and its folder, made of a clip that ffmpeg makes of these arguments."""

    @cache
    def make(name: str, *arguments: str) -> Made:
        folder = tmp_path_factory.mktemp("media")
        run_ffmpeg(*arguments, folder / name)
        out = folder / "out"
        return make_package(folder / name, out, max_seconds=10, on_progress=lambda stage, percent: None), out

    return make


@pytest.fixture(scope="session")
def portrait(packaged: Callable[..., Made]) -> Made:
    """A vertical clip that is large enough for three rungs, with sound."""
    return packaged("portrait.mp4", *picture("720x1280", seconds=3.6), *sound(seconds=3.6), *H264)
