"""What was here before is recognised before it is published."""

from pathlib import Path

import pytest
from sqlmodel import select

from app.db import new_session, transaction
from app.models import NearDuplicate, User, VideoStatus
from app.moderation import blocklist
from app.videos import stages
from tests.unit.media.clips import H264, picture, run_ffmpeg
from tests.workers.conftest import kept, make_creator, send, work_through

MELODY = "sin(2*PI*t*(220+110*floor(mod(t*3,7))))*0.3+sin(2*PI*t*(330+55*floor(mod(t*2,5))))*0.2"


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six seconds that move, with a melody."""
    path = tmp_path_factory.mktemp("films") / "film.mp4"
    tune = ("-f", "lavfi", "-i", f"aevalsrc='{MELODY}':d=6")
    run_ffmpeg(*picture("240x426", seconds=6), *tune, *H264, path)
    return path


@pytest.fixture(scope="module")
def other_file(film: Path) -> Path:
    """The same clip as another program would write it."""
    path = film.with_name("other.mp4")
    run_ffmpeg("-i", film, "-c:v", "libx264", "-crf", "30", "-pix_fmt", "yuv420p", "-c:a", "aac", path)
    return path


@pytest.fixture(scope="module")
def ada(house: None) -> User:
    return make_creator()


@pytest.fixture(scope="module")
def first(ada: User, film: Path) -> int:
    video_id = send(ada, film.read_bytes())
    work_through()
    assert kept(video_id).status is VideoStatus.PUBLISHED
    return video_id


def sent(creator: User, file: Path) -> int:
    video_id = send(creator, file.read_bytes())
    work_through()
    return video_id


def test_its_owner_is_led_to_the_first(ada: User, first: int, film: Path, other_file: Path) -> None:
    for file in (film, other_file):
        again = kept(sent(ada, file))
        assert (again.status, again.failure_code) == (VideoStatus.REJECTED, "duplicate")
        assert f"/v/{first}" in (again.failure_message or "")


def test_another_s_copy_is_published_flagged_and_plays_the_same_sound(first: int, other_file: Path) -> None:
    copy = sent(make_creator(), other_file)
    with new_session() as session:
        flag = session.exec(select(NearDuplicate).where(NearDuplicate.video_id == copy)).one()
    assert kept(copy).status is VideoStatus.PUBLISHED
    assert (flag.other_id, flag.share) == (first, 1)
    assert flag.is_same_sound
    assert kept(copy).sound_id == kept(first).sound_id


def test_prints_can_be_made_again_from_what_is_stored(first: int) -> None:
    with transaction() as session:
        stages.redo(session, first, stages.Stage.FINGERPRINT)
    work_through()
    with new_session() as session:
        row = {one.stage: one.state for one in stages.of(session, [first])[first]}
    assert row[stages.Stage.FINGERPRINT] == "done"


def test_what_is_blocked_does_not_come_back(first: int, other_file: Path) -> None:
    with transaction() as session:
        blocklist.add(session, first, reason="Case 12")
    again = kept(sent(make_creator(), other_file))
    assert (again.status, again.failure_code) == (VideoStatus.REJECTED, "blocked")
