"""`zoetrope backfill media` makes really lost parts again, and leaves everything else alone."""

from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app import cli, storage
from app.db import new_session, transaction
from app.lifecycle import mending, shelves
from app.lifecycle.backfill import Part, lacking
from app.lifecycle.check import findings
from app.models import Video, VideoStatus
from tests.unit.media.clips import H264, picture, run_ffmpeg, sound
from tests.workers.conftest import Start, kept, make_creator, send, work_through

pytestmark = pytest.mark.usefixtures("clean")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Large enough for two rungs."""
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    run_ffmpeg(*picture("480x854"), *sound(), *H264, path)
    return path


@pytest.fixture
def video_id(clip: Path, clean: None) -> int:
    """Everything about it is made."""
    storage.remove_below("")
    made = send(make_creator(), clip.read_bytes())
    work_through()
    assert kept(made).status is VideoStatus.PUBLISHED
    assert named(made) <= stored(made)
    return made


def named(video_id: int) -> set[str]:
    return {f"v/{video_id}/{name}" for name in shelves.files(kept(video_id).media or {})}


def stored(video_id: int) -> set[str]:
    return {entry.key for entry in storage.listing(f"v/{video_id}/")}


def lost(video_id: int, name: str) -> None:
    """A file is gone from the store."""
    assert storage.stat(f"v/{video_id}/{name}")
    storage.remove([f"v/{video_id}/{name}"])


def found(part: Part) -> list[int]:
    with new_session() as session:
        return [lack.video_id for lack in lacking(session, part)]


def wrong() -> list[str]:
    with new_session() as session:
        return [finding.what for finding in findings(session)]


def backfill(part: str, *more: str) -> Result:
    return CliRunner().invoke(cli.cli, ["backfill", "media", "--missing", part, *more])


def change_media(video_id: int, **parts: object) -> None:
    with transaction() as session:
        video = session.get_one(Video, video_id)
        media = {**(video.media or {}), **parts}
        video.media = {name: value for name, value in media.items() if value is not None}


def file_of(video_id: int, part: Part) -> str:
    media = kept(video_id).media or {}
    return {Part.POSTER: media["poster"], Part.STORYBOARD: media["storyboard"]["file"]}[part]


@pytest.mark.parametrize("part", [Part.POSTER, Part.STORYBOARD])
def test_a_lost_picture_is_made_again(video_id: int, part: Part) -> None:
    assert found(part) == []
    lost(video_id, file_of(video_id, part))
    assert found(part) == [video_id]
    assert backfill(part, "--no-wait").output == f"1 without {part}.\n"
    assert found(part) == []
    work_through()
    assert named(video_id) <= stored(video_id)
    mending.mend(older=timedelta(0))  # what was there before stays for a while for those who look at it
    assert wrong() == []


def test_a_part_that_was_never_made_is_made(video_id: int) -> None:
    change_media(video_id, storyboard=None)
    assert found(Part.STORYBOARD) == [video_id]
    backfill("storyboard", "--no-wait")
    work_through()
    assert (kept(video_id).media or {})["storyboard"]["file"]


def test_a_lost_upper_rung_is_made_again_beside_the_first(video_id: int) -> None:
    before = kept(video_id).media or {}
    lost(video_id, before["renditions"][0]["file"])
    assert backfill("rung", "--no-wait").output == "1 without rung.\n"
    work_through()
    after = kept(video_id).media or {}
    assert [one["name"] for one in after["renditions"]] == [one["name"] for one in before["renditions"]]
    assert named(video_id) <= stored(video_id)


def test_a_lost_first_rung_has_everything_made_again_from_the_original(video_id: int) -> None:
    published_at = kept(video_id).published_at
    lost(video_id, (kept(video_id).media or {})["renditions"][-1]["file"])
    backfill("rung", "--no-wait")
    work_through()
    assert kept(video_id).published_at == published_at
    assert named(video_id) <= stored(video_id)
    mending.mend(older=timedelta(0))  # what was there before stays for a while for those who look at it
    assert wrong() == []


def test_only_as_many_as_asked_and_only_the_one_that_is_named(clip: Path, video_id: int) -> None:
    other = send(make_creator(), clip.read_bytes())
    work_through()
    for one in (video_id, other):
        lost(one, file_of(one, Part.POSTER))
    assert backfill("poster", "--no-wait", "--limit", "1").output == "1 without poster.\n"
    assert backfill("poster", "--no-wait", "--video", str(video_id)).output == "0 without poster.\n"
    assert backfill("poster", "--no-wait", "--video", str(other)).output == "1 without poster.\n"


def test_it_waits_for_the_workers_and_says_what_failed(video_id: int, start: Start) -> None:
    lost(video_id, file_of(video_id, Part.POSTER))
    start("parts")
    assert backfill("poster").exit_code == 0
    assert found(Part.POSTER) == []
    lost(video_id, file_of(video_id, Part.POSTER))
    lost(video_id, (kept(video_id).media or {})["renditions"][0]["file"])
    ended = backfill("poster", "--video", str(video_id))
    assert ended.exit_code == 1
    assert f"video {video_id}: " in ended.output


def test_a_part_that_nobody_knows_is_refused() -> None:
    assert "Say one of poster, storyboard" in backfill("soul").output
