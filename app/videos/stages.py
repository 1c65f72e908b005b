"""The order of a video's stages, and the book of how far each of them is."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete, select

from app.db import after_commit, transaction
from app.jobs import Job, enqueue, send_again
from app.models import Stage, StageState, Video, VideoStage, VideoStatus
from app.models.columns import now

QUEUED, DONE = "queued", "done"
LIVING = (VideoStatus.PROCESSING, VideoStatus.PUBLISHED)
UNDER_WAY = (StageState.WAITING, StageState.RUNNING)


@dataclass(frozen=True, slots=True)
class Step:
    """One stage: what must be done before, its job, and its share of the whole in percent."""

    job: Job
    share: float
    needs: frozenset[Stage] = frozenset()


_AFTER_FIRST = frozenset({Stage.FIRST})
STEPS: dict[Stage, Step] = {
    Stage.FIRST: Step(Job.FIRST, 25),
    Stage.SOUND: Step(Job.SOUND, 5, _AFTER_FIRST),
    Stage.FINGERPRINT: Step(Job.FINGERPRINT, 2, _AFTER_FIRST),
    Stage.EMBEDDING: Step(Job.EMBEDDING, 5, _AFTER_FIRST),
    Stage.ORIGINAL: Step(Job.ORIGINAL, 5, _AFTER_FIRST),
    Stage.RUNGS: Step(Job.RUNGS, 50, _AFTER_FIRST),
    Stage.STILLS: Step(Job.STILLS, 8, frozenset({Stage.RUNGS})),
}


def begin(session: Session, video_id: int) -> None:
    """The original is safe: everything is to be done, beginning with the first rung."""
    rows = [{"video_id": video_id, "stage": stage} for stage in STEPS]
    session.execute(insert(VideoStage).values(rows).on_conflict_do_nothing())
    send_ready(session, video_id)


def redo(session: Session, video_id: int, stage: Stage) -> None:
    """Make one part anew; what viewers have stays until the new part is there."""
    fresh = {"state": StageState.WAITING, "percent": 0.0, "tries": 0, "reason": None, "ended_at": None}
    row = insert(VideoStage).values(video_id=video_id, stage=stage)
    session.execute(row.on_conflict_do_update(index_elements=["video_id", "stage"], set_=fresh))
    _sum_up(session, video_id)
    after_commit(session, lambda: send_again(STEPS[stage].job, video_id))


def redo_all(session: Session, video_id: int) -> None:
    """Process a video from its original as if it had just arrived."""
    session.exec(delete(VideoStage).where(col(VideoStage.video_id) == video_id))
    begin(session, video_id)


def of(session: Session, video_ids: Sequence[int]) -> dict[int, list[VideoStage]]:
    """The stages of each video, in their order."""
    wanted = select(VideoStage).where(col(VideoStage.video_id).in_(video_ids))
    rows = session.exec(wanted.execution_options(populate_existing=True)).all()
    order = list(STEPS)
    found: dict[int, list[VideoStage]] = {video_id: [] for video_id in video_ids}
    for row in sorted(rows, key=lambda row: order.index(Stage(row.stage))):
        found[row.video_id].append(row)
    return found


def ready(rows: Sequence[VideoStage]) -> list[Stage]:
    """The stages of one video that may run now: they wait, and what they need is done."""
    done = {row.stage for row in rows if row.state is StageState.DONE}
    open_ = {StageState.WAITING, StageState.RUNNING}
    return [stage for row in rows if row.state in open_ and STEPS[stage := Stage(row.stage)].needs <= done]


def send_ready(session: Session, video_id: int) -> None:
    for stage in ready(of(session, [video_id])[video_id]):
        enqueue(session, STEPS[stage].job, video_id)


def start(video_id: int, stage: Stage) -> VideoStage | None:
    """The row of a stage that is to run now; None when there is nothing to do."""
    with transaction() as session:
        row = _locked(session, video_id, stage)
        if row is None or row.state is StageState.DONE:
            return None
        row.state, row.started_at, row.tries = StageState.RUNNING, now(), row.tries + 1
        row.percent, row.ended_at, row.reason = 0, None, None
        session.flush()
        _sum_up(session, video_id)
        return row


def say(video_id: int, stage: Stage, step: str, percent: float) -> None:
    """Note how far a running stage is, for those who wait."""
    with transaction() as session:
        row = _locked(session, video_id, stage)
        if row and row.state is StageState.RUNNING:
            row.step, row.percent = step, percent
            session.flush()
            _sum_up(session, video_id)


def finish(session: Session, video_id: int, *stages: Stage) -> None:
    """Mark stages as done and send those that waited for them."""
    for stage in stages:
        row = _locked(session, video_id, stage)
        if row:
            row.state, row.step, row.percent, row.ended_at = StageState.DONE, "", 100, now()
            row.reason = None
    session.flush()
    _sum_up(session, video_id)
    send_ready(session, video_id)


def stop(video_id: int, stage: Stage, *, reason: str, for_good: bool) -> None:
    """A try failed: the next one will come by itself, or a person must look."""
    with transaction() as session:
        row = _locked(session, video_id, stage)
        if row:
            row.state = StageState.FAILED if for_good else StageState.WAITING
            row.reason, row.ended_at = reason[:500], now()
            row.tries = 0 if for_good else row.tries
            session.flush()
            _sum_up(session, video_id)


def _locked(session: Session, video_id: int, stage: Stage) -> VideoStage | None:
    """The row, with its video locked before it, as everywhere: two workers never wait for each other."""
    session.exec(select(Video.id).where(Video.id == video_id).with_for_update())
    wanted = select(VideoStage).where(VideoStage.video_id == video_id, VideoStage.stage == stage)
    return session.exec(wanted.with_for_update()).first()


def _sum_up(session: Session, video_id: int) -> None:
    """Keep the whole's stage and percent with the video, so that lists need not look them up."""
    rows = of(session, [video_id])[video_id]
    video = session.get(Video, video_id)
    if video and rows:
        video.percent = round(sum(STEPS[Stage(row.stage)].share * row.percent / 100 for row in rows), 1)
        video.stage = _headline(rows)
        session.add(video)


def _headline(rows: Sequence[VideoStage]) -> str:
    """What a person would call it: the first stage under way, else that it waits, else that all is done."""
    unfinished = [row for row in rows if row.state is not StageState.DONE]
    running = [row for row in unfinished if row.state is not StageState.WAITING]
    return running[0].stage if running else QUEUED if unfinished else DONE
