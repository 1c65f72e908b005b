"""The book of a video's stages: what may run, what it adds up to, what is done again."""

import pytest
from sqlmodel import Session

from app.jobs import Job
from app.models import Role, Stage, StageState, Video, VideoStatus
from app.videos import stages
from tests.builders import make_user, make_video

EVERYTHING = set(Stage)


@pytest.fixture
def video(session: Session) -> Video:
    made = make_video(session, make_user(session, role=Role.CREATOR), status=VideoStatus.PROCESSING)
    stages.begin(session, made.id)
    return made


def ready(session: Session, video: Video) -> set[Stage]:
    return set(stages.ready(stages.of(session, [video.id])[video.id]))


def test_the_shares_of_all_stages_are_the_whole() -> None:
    assert set(stages.STEPS) == EVERYTHING
    assert sum(step.share for step in stages.STEPS.values()) == 100


def test_every_stage_has_a_job_that_exists() -> None:
    from workers import media

    jobs = [step.job for step in stages.STEPS.values()] + [Job.EARLY]
    assert all(callable(getattr(media, job.rpartition(".")[2])) for job in jobs)


def test_a_new_video_waits_for_its_first_rung_only(session: Session, video: Video) -> None:
    assert ready(session, video) == {Stage.FIRST}


def test_what_needs_the_first_rung_follows_it_and_the_stills_follow_the_rungs(
    session: Session, video: Video
) -> None:
    stages.finish(session, video.id, Stage.FIRST)
    assert ready(session, video) == EVERYTHING - {Stage.FIRST, Stage.STILLS}
    stages.finish(session, video.id, Stage.RUNGS)
    assert Stage.STILLS in ready(session, video)


def test_when_all_are_done_the_whole_is(session: Session, video: Video) -> None:
    for stage in Stage:
        stages.finish(session, video.id, stage)
    assert (video.stage, video.percent) == ("done", 100)
    assert ready(session, video) == set()


def test_redoing_a_part_takes_back_only_its_share(session: Session, video: Video) -> None:
    for stage in Stage:
        stages.finish(session, video.id, stage)
    stages.redo(session, video.id, Stage.STILLS)
    assert ready(session, video) == {Stage.STILLS}
    assert video.percent == 100 - stages.STEPS[Stage.STILLS].share


def test_beginning_twice_changes_nothing(session: Session, video: Video) -> None:
    stages.finish(session, video.id, Stage.FIRST)
    stages.begin(session, video.id)
    rows = stages.of(session, [video.id])[video.id]
    assert [row.stage for row in rows if row.state is StageState.DONE] == ["first"]
