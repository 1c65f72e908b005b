"""Deleted videos move into the archive whatever dies meanwhile, and leave it only when they may."""

import hashlib
import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlmodel import select

from app import jobs, storage
from app.accounts.viewer import signed_in
from app.db import new_session, transaction
from app.lifecycle import archive, deletion
from app.models import AuditLog, Comment, Like, Sound, Upload, UploadChunk, User, Video, VideoStatus
from app.models.columns import now
from app.settings import settings
from app.uploads import service as uploads
from tests.builders import make_user, make_video
from tests.outages import without_storage
from tests.unit.media.clips import H264, run_ffmpeg, sound
from tests.workers.conftest import Start, kept, make_creator, send, wait_for, work_through

pytestmark = pytest.mark.usefixtures("clean")


@pytest.fixture
def creator(clean: None) -> User:
    return make_creator()


@pytest.fixture
def video_id(creator: User, clip: Path) -> int:
    """Published, with an original and renditions."""
    made = send(creator, clip.read_bytes(), description="my #first clip")
    work_through()
    assert kept(made).status is VideoStatus.PUBLISHED
    return made


def remove(creator: User, video_id: int, *, reason: str = "") -> None:
    with transaction() as session:
        deletion.remove(session, signed_in(creator), video_id, reason=reason)


def change(video_id: int, **columns: object) -> None:
    with transaction() as session:
        video = session.get_one(Video, video_id)
        for name, value in columns.items():
            setattr(video, name, value)


def stored(prefix: str) -> list[str]:
    return [entry.key for entry in storage.listing(prefix)]


def originals(video_id: int) -> list[str]:
    """None or one: a listing would also name those of longer numbers that begin so."""
    key = storage.original_key(video_id)
    return [key] if storage.stat(key) else []


def archived(video_id: int) -> list[str]:
    found = storage.listing(f"{video_id}/", bucket=settings().archive_bucket)
    return sorted(entry.key.split("/")[1] for entry in found)


def about(video_id: int) -> dict[str, object]:
    return json.loads(b"".join(storage.read(f"{video_id}/metadata.json", bucket=settings().archive_bucket)))


def test_the_original_is_kept_with_what_was_known_of_it_and_nothing_else_is_left(
    creator: User, video_id: int, clip: Path
) -> None:
    with transaction() as session:
        session.add(Comment(video_id=video_id, author_id=creator.id, text="so long"))
    remove(creator, video_id, reason="a bad day")
    work_through("housekeeping")
    assert archived(video_id) == ["metadata.json", "original"]
    assert stored(f"v/{video_id}/") == originals(video_id) == []
    original = b"".join(storage.read(f"{video_id}/original", bucket=settings().archive_bucket))
    told = about(video_id)
    assert original == clip.read_bytes()
    assert told["original_sha256"] == hashlib.sha256(original).hexdigest()
    assert told["video"]["description"] == "my #first clip"  # type: ignore[index]
    assert told["deleted_by"]["actor_id"] == creator.id  # type: ignore[index]
    assert told["deleted_by"]["details"]["reason"] == "a bad day"  # type: ignore[index]
    assert told["creator"]["username"] == creator.username  # type: ignore[index]
    with new_session() as session:
        assert session.exec(select(Comment)).one().text == "so long"


def test_an_original_that_still_lies_in_pieces_is_kept_whole(creator: User) -> None:
    with transaction() as session:
        upload = Upload(creator_id=creator.id, length=5, received=5, completed_at=now(), expires_at=now())
        session.add(upload)
        session.flush()
        for position, piece in ((0, b"fi"), (2, b"lms")):
            key = storage.piece_key(upload.id, str(position))
            chunk = UploadChunk(upload_id=upload.id, position=position, length=len(piece), key=key)
            session.add(chunk)
            storage.put_stream(key, BytesIO(piece), length=len(piece), content_type="video/mp4")
        video = make_video(session, creator, upload_id=upload.id, status=VideoStatus.PROCESSING)
    remove(creator, video.id)
    uploads.sweep()
    work_through("housekeeping")
    original = b"".join(storage.read(f"{video.id}/original", bucket=settings().archive_bucket))
    assert original == b"films"
    assert stored(storage.piece_key(upload.id, "")) == []
    assert kept(video.id).upload_id is None


def test_a_sound_that_others_use_plays_on_and_one_that_nobody_uses_goes(
    creator: User, clip: Path, tmp_path: Path
) -> None:
    fractal = ("-f", "lavfi", "-t", "1", "-i", "mandelbrot=s=240x426:r=30")
    run_ffmpeg(*fractal, *sound(), *H264, tmp_path / "other.mp4")
    first, second = (send(creator, file.read_bytes()) for file in (clip, tmp_path / "other.mp4"))
    work_through()
    with transaction() as session:
        shared = session.get_one(Sound, kept(first).sound_id)
        make_video(session, make_user(session), sound_id=shared.id)
        own = kept(second).sound_id
    assert own not in (None, shared.id)
    for video_id in (first, second):
        remove(creator, video_id)
    work_through("housekeeping")
    assert stored(f"v/{first}/") == [shared.audio_key]
    assert stored(f"v/{second}/") == []
    with new_session() as session:
        assert session.get_one(Sound, shared.id).use_count == 1
        assert session.get(Sound, own) is None


def test_while_the_store_is_away_it_waits_and_housekeeping_brings_it_in(creator: User, video_id: int) -> None:
    with without_storage():
        remove(creator, video_id)
        work_through("housekeeping")
    assert kept(video_id).status is VideoStatus.DELETED
    assert kept(video_id).media is not None
    assert archive.resume() == [video_id]
    assert archive.resume() == []
    work_through("housekeeping")
    assert archived(video_id) == ["metadata.json", "original"]
    assert archive.resume() == []


@pytest.mark.parametrize("step", ["_keep_about", "_clear", "_mark_kept"])
def test_killed_between_two_steps_it_ends_the_same(
    creator: User, video_id: int, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    remove(creator, video_id)
    with monkeypatch.context() as patch:
        patch.setattr(archive, step, killed)
        with pytest.raises(KeyboardInterrupt):
            archive.keep(video_id)
    assert archive.keep(video_id)
    assert archived(video_id) == ["metadata.json", "original"]
    assert about(video_id)["original_bytes"] == kept(video_id).original_bytes
    assert stored(f"v/{video_id}/") == originals(video_id) == []
    assert not archive.keep(video_id)


def test_a_worker_killed_in_the_middle_is_followed_by_another(
    creator: User, video_id: int, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "VANISHED", timedelta(seconds=6))
    for number in range(40):  # so many that removing them takes a while
        storage.put_stream(f"v/{video_id}/x/{number}.jpg", BytesIO(b"x"), length=1, content_type="image/jpeg")
    worker = start("housekeeping")
    remove(creator, video_id)
    wait_for(lambda: "metadata.json" in archived(video_id))
    worker.kill()
    worker.wait()
    wait_for(lambda: archive.resume() or kept(video_id).media is None)
    start("housekeeping")
    wait_for(lambda: kept(video_id).media is None)
    assert archived(video_id) == ["metadata.json", "original"]
    assert stored(f"v/{video_id}/") == []


def test_what_is_not_deleted_is_not_touched(video_id: int) -> None:
    assert not archive.keep(video_id)
    assert originals(video_id)
    assert kept(video_id).media is not None


def test_after_its_time_it_is_purged_with_everything_about_it(creator: User, video_id: int) -> None:
    with transaction() as session:
        session.add(Like(user_id=creator.id, video_id=video_id))
    remove(creator, video_id)
    work_through("housekeeping")
    assert archive.purge_due() == []
    change(video_id, retain_until=now() - timedelta(seconds=1))
    assert archive.purge_due() == [video_id]
    assert archived(video_id) == []
    with new_session() as session:
        assert session.get(Video, video_id) is None
        assert session.exec(select(Like)).all() == []
        actions = session.exec(select(AuditLog.action).order_by(AuditLog.id)).all()  # type: ignore[arg-type]
    assert list(actions) == ["video.deleted", "video.purged"]


def test_what_is_held_is_never_purged(creator: User, video_id: int) -> None:
    remove(creator, video_id)
    work_through("housekeeping")
    change(video_id, retain_until=now() - timedelta(days=400), legal_hold=True)
    assert archive.purge_due() == []
    assert archived(video_id) == ["metadata.json", "original"]
    change(video_id, legal_hold=False)
    assert archive.purge_due() == [video_id]


def test_what_has_not_reached_the_archive_is_not_purged(creator: User, video_id: int) -> None:
    remove(creator, video_id)
    change(video_id, retain_until=now() - timedelta(days=1))
    assert archive.purge_due() == []
    assert kept(video_id).media is not None
