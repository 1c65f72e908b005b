"""Demo content and imported folders go the way that everything goes, and can be asked for again."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from app import eventlog, storage
from app.accounts.viewer import anonymous
from app.db import new_session, transaction
from app.demo import audience, clips, importing, progress, service
from app.demo.progress import Progress
from app.feed import exploration_books
from app.models import Comment, ExplorationPool, Role, Sound, User, Video, VideoStatus, WatchHistory
from app.sounds import service as sounds
from app.sounds.settling import ORIGINAL
from app.videos import counts
from app.watching import service as watching
from tests.builders import make_user
from tests.workers.conftest import kept, wait_for


def quiet(_: str) -> None:
    """Nobody listens."""


def apply_events() -> None:
    eventlog.join(watching.TOPIC, watching.GROUP)
    while eventlog.consume(watching.TOPIC, watching.GROUP, "test", apply=watching.apply, wait_ms=10):
        pass


@pytest.fixture
def quick_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short clips of the cheapest scenes: the same code at little cost."""
    names = ("quotes", "sorting", "maze", "lava")
    monkeypatch.setattr(clips, "SCENES", {name: replace(clips.SCENES[name], seconds=1.5) for name in names})
    monkeypatch.setattr(clips, "FIRST_NATURAL", {})


def test_demo_content_is_published_watched_and_talked_about(media_worker: None, quick_plan: None) -> None:
    made = service.make(videos=2, users=9, on_progress=quiet)
    apply_events()
    counts.flush()
    with new_session() as session:
        videos = session.exec(select(Video)).all()
        people = session.exec(select(func.count()).select_from(User)).one()
        watches = session.exec(select(func.count()).select_from(WatchHistory)).one()
        said = session.exec(select(func.count()).select_from(Comment)).one()
        owed = session.exec(select(func.sum(ExplorationPool.promised))).one()
        assert (owed, exploration_books.imbalances(session)) == (0, [])
    assert (made.published, made.refused, people) == (2, [], 9)
    assert [video.status for video in videos] == [VideoStatus.PUBLISHED] * 2
    assert watches == made.watches == sum(video.view_count for video in videos) > 20
    assert said == sum(video.comment_count for video in videos) > 0
    assert all(video.hashtags and video.published_at for video in videos)
    wait_for(lambda: all(kept(video.id).sound_id for video in videos))


def test_asking_again_adds_more(media_worker: None, quick_plan: None) -> None:
    service.make(videos=1, users=4, on_progress=quiet)
    again = service.make(videos=1, users=5, on_progress=quiet)
    with new_session() as session:
        captions = session.exec(select(Video.description)).all()
    assert again.sent == 1
    assert len(set(captions)) == 2


def test_an_interrupted_run_is_finished_and_nothing_is_made_twice(
    media_worker: None, quick_plan: None
) -> None:
    service.make(videos=1, users=4, on_progress=quiet)
    interrupted = progress.load()
    with new_session() as session:
        first = session.exec(select(Video.id)).one()
    interrupted.target, interrupted.quiet = 2, {str(first): 0}
    interrupted.save()
    service.make(videos=36, users=4, on_progress=quiet)
    apply_events()
    counts.flush()
    with new_session() as session:
        videos = session.exec(select(Video).order_by(col(Video.id))).all()
        watches = session.exec(select(WatchHistory.video_id)).all()
        said = session.exec(select(Comment).where(Comment.video_id == first)).all()
    assert len(videos) == 2
    assert videos[0].view_count == watches.count(first)
    assert videos[0].comment_count == len(said)
    assert progress.load() == Progress(reached=2, target=2)


def test_clips_with_the_same_music_share_one_sound(clean: None) -> None:
    with transaction() as session:
        creator = make_user(session, "mira", role=Role.CREATOR)
        ids = []
        for number in (1, 2):
            sound = Sound(
                title=f"{ORIGINAL} — mira", creator_id=creator.id, audio_key="k", duration_seconds=7
            )
            session.add(sound)
            session.flush()
            video = Video(creator_id=creator.id, sound_id=sound.id, status=VideoStatus.PUBLISHED)
            session.add(video)
            session.flush()
            recipe = clips.Recipe(number, "lava", 0, "late tram", "retro", 7)
            audience._name_sound(session, video.id, recipe)
            ids.append(video.sound_id)
        shown = sounds.cards(session, anonymous("demo-looker"), set(ids))
    assert len(set(ids)) == 1
    assert shown[ids[0] or 0].title == "Late Tram"


def test_a_folder_is_published_and_the_bad_file_is_told(
    media_worker: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with transaction() as session:
        make_user(session, "ada", role=Role.CREATOR)
    recipe = next(one for one in clips.plan(47) if one.scene == "quotes")
    clips.render(recipe, tmp_path / "my_first-clip.mp4")
    (tmp_path / "notes.mp4").write_text("this is no film")
    (tmp_path / "readme.txt").write_text("not looked at")
    assert importing.publish_folder(tmp_path, creator="ada") == 1
    told = capsys.readouterr().out
    assert "notes.mp4: " in told
    assert "1 published, 1 refused" in told
    with new_session() as session:
        shown = session.exec(select(Video.description).where(Video.status == VideoStatus.PUBLISHED)).all()
    assert shown == ["my first clip"]
    shutil.copy(tmp_path / "my_first-clip.mp4", tmp_path / "the same again.mp4")
    (tmp_path / "notes.mp4").unlink()
    (tmp_path / "my_first-clip.mp4").unlink()
    importing.publish_folder(tmp_path, creator="@ada")
    with new_session() as session:
        assert session.exec(select(func.count()).select_from(Video)).one() == 2


def test_faces_can_be_fetched(clean: None) -> None:
    residents = service.settle(3, seed=0)
    key = (residents[0].user.avatar_url or "").removeprefix("/media/")
    assert storage.stat(key) is not None
