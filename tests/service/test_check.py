"""`zoetrope check` names what does not belong, nothing else, and mends what it may."""

from datetime import timedelta
from io import BytesIO

import pytest
from typer.testing import CliRunner

from app import cli, storage
from app.accounts.viewer import signed_in
from app.db import new_session, transaction
from app.lifecycle import archive, deletion, mending
from app.lifecycle.check import findings
from app.models import (
    Sound,
    Stage,
    StageState,
    Upload,
    UploadChunk,
    User,
    Video,
    VideoStage,
    VideoStatus,
)
from app.models.columns import now
from app.settings import settings
from app.videos.claim import alone_on
from tests.builders import make_user, make_video

pytestmark = pytest.mark.usefixtures("clean")
AGO = now() - timedelta(hours=3)
MEDIA = {
    "master": "rungs-2222/master.m3u8",
    "fast_start": "first-1111/360-fast.mp4",
    "start": {"url": "first-1111/360.mp4", "mime": "video/mp4", "init": [0, 1], "segments": []},
    "poster": "stills-3333/poster.jpg",
    "preview": "data:image/webp;base64,AA==",
    "thumbnails": ["stills-3333/1.jpg"],
    "audio": None,
    "storyboard": {"file": "stills-3333/storyboard.jpg", "columns": 6, "rows": 5},
    "renditions": [{"name": "360", "file": "first-1111/360.mp4", "playlist": "first-1111/360.m3u8"}],
}
FILES = (
    "rungs-2222/master.m3u8", "first-1111/360-fast.mp4", "first-1111/360.mp4", "first-1111/360.m3u8",
    "stills-3333/poster.jpg", "stills-3333/1.jpg", "stills-3333/storyboard.jpg",
)  # fmt: skip


def put(key: str, *, bucket: str = "") -> str:
    storage.put_stream(key, BytesIO(b"x"), length=1, content_type="video/mp4", bucket=bucket)
    return key


@pytest.fixture(autouse=True)
def empty_store(clean: None) -> None:
    """Other tests leave their files behind."""
    storage.make_archive()
    storage.remove_below("")
    storage.remove_below("", bucket=settings().archive_bucket)


@pytest.fixture
def creator(clean: None) -> User:
    with transaction() as session:
        return make_user(session, "ada")


@pytest.fixture
def whole(creator: User) -> Video:
    """A video of which everything is as it should be."""
    with transaction() as session:
        made = make_video(session, creator, media=MEDIA)
        made.original_key = put(storage.original_key(made.id))
        rows = [VideoStage(video_id=made.id, stage=one, state=StageState.DONE) for one in Stage]
        session.add_all(rows)
    for name in FILES:
        put(f"v/{made.id}/{name}")
    return made


def make_upload(creator: User, *pieces: tuple[int, bytes], length: int, received: int) -> Upload:
    with transaction() as session:
        upload = Upload(creator_id=creator.id, length=length, received=received, expires_at=now())
        upload.completed_at = now() if received == length else None
        session.add(upload)
        session.flush()
        for position, piece in pieces:
            key = put(storage.piece_key(upload.id, f"{position:012d}-aa"))
            session.add(UploadChunk(upload_id=upload.id, position=position, length=len(piece), key=key))
        return upload


def found() -> list[tuple[str, str]]:
    with new_session() as session:
        return [(one.kind, one.where) for one in findings(session)]


def orphans() -> list[str]:
    with new_session() as session:
        return [one.orphan.key for one in findings(session) if one.orphan]


def change(video: Video, **columns: object) -> None:
    with transaction() as session:
        kept = session.get_one(Video, video.id)
        for name, value in columns.items():
            setattr(kept, name, value)


def test_a_site_in_order_has_no_findings(whole: Video, creator: User) -> None:
    make_upload(creator, (0, b"ab"), (2, b"cd"), length=9, received=4)
    assert found() == []


def test_what_a_killed_stage_left_is_an_orphan(whole: Video) -> None:
    left = put(f"v/{whole.id}/rungs-9999/720.mp4")
    assert orphans() == [left]


def test_what_a_running_stage_writes_is_not(whole: Video) -> None:
    put(f"v/{whole.id}/rungs-9999/720.mp4")
    with alone_on(f"{whole.id}-rungs"):
        assert orphans() == []
    with alone_on(f"{whole.id}-stills"):
        assert orphans() != []


def done(video: Video, stage: Stage, *, ago: timedelta) -> None:
    with transaction() as session:
        session.get_one(VideoStage, (video.id, stage)).ended_at = now() - ago


def test_what_was_made_anew_stays_an_hour_for_those_who_watch_it(whole: Video) -> None:
    old = put(f"v/{whole.id}/rungs-9999/720.mp4")
    done(whole, Stage.RUNGS, ago=timedelta(seconds=-5))
    assert orphans() == []
    done(whole, Stage.RUNGS, ago=timedelta(minutes=61))
    assert orphans() == [old]
    assert mending.mend_lately_made(older=timedelta(0)) == 1
    assert found() == []


def test_files_of_no_video_at_all_are_orphans(creator: User) -> None:
    left = [put("originals/999"), put("uploads/999/0-aa"), put("v/999/first-1111/360.mp4")]
    left += [put("999/original", bucket=settings().archive_bucket)]
    assert sorted(orphans()) == sorted(left)


def test_a_sound_that_outlives_its_video_keeps_its_file(whole: Video) -> None:
    key = put(f"v/{whole.id}/sound-9999/audio.m4a")
    with transaction() as session:
        session.add(Sound(title="a song", audio_key=key))
    assert found() == []


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_named_and_not_there_is_missing(whole: Video, name: str) -> None:
    storage.remove([f"v/{whole.id}/{name}"])
    assert found() == [("missing", f"video {whole.id}")]


def test_a_lost_original_is_missing(whole: Video) -> None:
    storage.remove([storage.original_key(whole.id)])
    assert found() == [("missing", f"video {whole.id}")]


def test_an_upload_with_a_gap_or_a_lost_piece_is_named(creator: User) -> None:
    gap = make_upload(creator, (0, b"ab"), (3, b"cd"), length=9, received=5)
    short = make_upload(creator, (0, b"ab"), length=9, received=4)
    lost = make_upload(creator, (0, b"ab"), length=9, received=2)
    storage.remove([storage.piece_key(lost.id, "000000000000-aa")])
    assert found() == [("upload", f"upload {one.id}") for one in (gap, short, lost)]


def test_an_upload_whose_pieces_became_an_original_is_fine(whole: Video, creator: User) -> None:
    upload = make_upload(creator, length=4, received=4)
    assert found() == [("upload", f"upload {upload.id}")]
    change(whole, upload_id=upload.id)
    assert found() == []


def test_stages_that_failed_or_stand_still_are_named(whole: Video) -> None:
    with transaction() as session:
        session.get_one(VideoStage, (whole.id, Stage.RUNGS)).state = StageState.FAILED
        stills = session.get_one(VideoStage, (whole.id, Stage.STILLS))
        stills.state, stills.started_at = StageState.RUNNING, AGO
    assert found() == [("failed", f"video {whole.id}"), ("stuck", f"video {whole.id}")]
    with alone_on(f"{whole.id}-stills"):
        assert found() == [("failed", f"video {whole.id}")]


def test_a_published_video_of_which_nothing_plays_is_named(creator: User) -> None:
    with transaction() as session:
        hollow = make_video(session, creator)
        unbegun = make_video(session, creator, status=VideoStatus.PROCESSING, created_at=AGO)
    assert found() == [("video", f"video {hollow.id}"), ("stuck", f"video {unbegun.id}")]


def test_a_deleted_video_is_in_order_on_its_way_and_in_the_archive(whole: Video, creator: User) -> None:
    with transaction() as session:
        deletion.remove(session, signed_in(creator), whole.id)
    assert found() == []
    change(whole, deleted_at=AGO)
    assert found() == [("archive", f"video {whole.id}")]
    assert archive.keep(whole.id)
    assert found() == []
    storage.remove([f"{whole.id}/metadata.json"], bucket=settings().archive_bucket)
    assert found() == [("archive", f"video {whole.id}")]


def test_ids_are_matched_however_many_digits_they_have(creator: User) -> None:
    """A listing sorts 10 before 9; rows and objects must still meet."""
    with transaction() as session:
        made = [make_video(session, creator, media=MEDIA) for _ in range(12)]
    for video in made:
        for name in FILES:
            put(f"v/{video.id}/{name}")
    assert found() == []


def test_mending_removes_old_orphans_and_nothing_else(whole: Video) -> None:
    put(f"v/{whole.id}/rungs-9999/720.mp4")
    put("originals/999")
    put("999/original", bucket=settings().archive_bucket)
    assert mending.mend() == 0
    assert len(orphans()) == 3
    assert mending.mend(older=timedelta(0)) == 3
    assert found() == []


def test_what_was_named_meanwhile_is_not_removed(whole: Video) -> None:
    key = put(f"v/{whole.id}/rungs-9999/master.m3u8")
    with new_session() as session:
        seen = list(findings(session))
    change(whole, media={**MEDIA, "master": "rungs-9999/master.m3u8"})
    assert list(mending.removed(seen, older=timedelta(0))) == []
    assert storage.stat(key)


def test_the_command_says_what_is_wrong_and_ends_with_one(whole: Video) -> None:
    run = CliRunner().invoke
    assert run(cli.cli, ["check"]).output == "Everything belongs together.\n"
    put("originals/999")
    told = run(cli.cli, ["check", "--mend"])
    assert told.exit_code == 1
    assert "orphan   originals/999        No row names originals/999." in told.output
    assert "1 found." in told.output
