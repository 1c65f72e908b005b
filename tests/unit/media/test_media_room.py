"""A full disk and a bound on threads are seen before the work begins."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from app.errors import Unavailable
from app.media import encoding
from app.media.package import make_first, plan_for
from app.media.plan import Plan
from app.media.room import check_room
from app.media.transcode import first_command
from app.settings import Settings
from tests.unit.media.clips import H264, picture, run_ffmpeg


class Disk(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    run_ffmpeg(*picture(seconds=0.5), *H264, tmp_path / "clip.mp4")
    return plan_for(tmp_path / "clip.mp4", max_seconds=10)


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Says that so much of the disk is free."""

    def say(amount: int) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda path: Disk(amount, 0, amount))

    return say


def test_a_full_disk_is_a_fault_of_the_machine_and_leaves_nothing(
    plan: Plan, tmp_path: Path, free: Callable[[int], None]
):
    free(1024)
    (tmp_path / "out").mkdir()
    with pytest.raises(Unavailable) as caught:
        make_first(plan, tmp_path / "out", on_percent=lambda percent: None)
    assert caught.value.code == "disk_full"
    assert not list((tmp_path / "out").iterdir())


def test_room_is_wanted_by_length(plan: Plan, tmp_path: Path, free: Callable[[int], None]):
    free(100 * 1024 * 1024)
    check_room(tmp_path, plan.rungs, 10)
    with pytest.raises(Unavailable):
        check_room(tmp_path, plan.rungs, 3600)


def test_threads_are_bounded_by_the_setting(plan: Plan, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(encoding, "settings", lambda: Settings(zoetrope_encoder_threads=1))
    command = first_command(plan)
    given = [command[at + 1] for at, word in enumerate(command) if word.startswith("-") and "threads" in word]
    assert set(given) == {"1"}
    assert len(given) >= 3
