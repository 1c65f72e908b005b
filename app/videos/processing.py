"""The frame around every stage: one worker at a time, progress, and what becomes of a try that fails."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from minio.error import S3Error
from rq import get_current_job
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select
from urllib3.exceptions import HTTPError

from app.cache import DOWN
from app.db import new_session, transaction
from app.errors import Rejected, Unavailable
from app.jobs import is_known, send_again
from app.media.process import ToolFailed
from app.models import Stage, Video, VideoStage, VideoStatus
from app.models.columns import now
from app.resilience import SharedBreaker, State
from app.telemetry import log
from app.videos import making, parts, publishing, stages, storing
from app.videos.claim import alone_on, is_worked_on, scratch
from app.videos.publishing import Gone
from app.videos.work import Tell, Work

SAY_SECONDS = 0.7
# So often may a stage vanish with its worker before its file is suspected of killing it.
MOST_TRIES = 8
TRANSCODER, EMBEDDER = SharedBreaker("transcoder"), SharedBreaker("embedder")


@dataclass(frozen=True, slots=True)
class Body:
    """What a stage does, and the breaker that rests it after failures of the tool it needs."""

    act: Callable[[Work], None]
    breaker: SharedBreaker | None = None


BODIES: dict[Stage, Body] = {
    Stage.FIRST: Body(making.first, TRANSCODER),
    Stage.RUNGS: Body(making.rungs, TRANSCODER),
    Stage.STILLS: Body(making.stills, TRANSCODER),
    Stage.SOUND: Body(parts.sound),
    Stage.FINGERPRINT: Body(parts.fingerprint),
    Stage.EMBEDDING: Body(parts.embedding, EMBEDDER),
    Stage.ORIGINAL: Body(parts.original),
}


class Poisonous(Exception):
    """A stage that took its worker with it again and again."""


def run(video_id: int, stage: Stage) -> None:
    """Do one stage of a video. Safe to run again, and by two workers at once."""
    body = BODIES[stage]
    if body.breaker and not body.breaker.admits():
        return  # it keeps waiting; `resume` sends it when the breaker lets it
    with alone_on(f"{video_id}-{stage}") as mine:
        row = stages.start(video_id, stage) if mine else None
        video = _living(video_id) if row else None
        if row and video:
            _tried(video, stage, body, tries=row.tries)


def _tried(video: Video, stage: Stage, body: Body, *, tries: int) -> None:
    with scratch(f"{video.id}-{stage}") as folder:
        work = Work(video, stage, folder, _reporter(video.id, stage))
        work.out.mkdir()
        try:
            _act(work, body, tries)
        except Exception as error:
            work.undo()
            _ended_badly(video.id, stage, error, body.breaker)
    if body.breaker:
        body.breaker.succeeded()


def _act(work: Work, body: Body, tries: int) -> None:
    if tries > MOST_TRIES:
        raise Poisonous(f"Its worker ended {tries - 1} times in the middle of this stage.")
    storing.sweep(work.video.id, work.stage, work.video.media)
    body.act(work)


def _ended_badly(video_id: int, stage: Stage, error: Exception, breaker: SharedBreaker | None) -> None:
    match error:
        case Gone():
            log().info("video_gone", video_id=video_id, stage=stage)
        case Rejected():
            _refused(video_id, stage, error)
        case _:
            _failed(video_id, stage, error, breaker)
            raise error


def _refused(video_id: int, stage: Stage, refusal: Rejected) -> None:
    """The file's own fault. What already plays goes on playing."""
    with suppress(Gone):
        if not publishing.reject(video_id, refusal):
            stages.stop(video_id, stage, reason=refusal.message, for_good=True)
            log().warning("stage_refused", video_id=video_id, stage=stage, code=refusal.code)


def _failed(video_id: int, stage: Stage, error: Exception, breaker: SharedBreaker | None) -> None:
    """What may pass is tried again, each time later; anything else waits for a person at once."""
    job = get_current_job()
    if job and not is_passing(error):
        job.retries_left = 0
    for_good = job is not None and not job.retries_left
    if breaker and isinstance(error, ToolFailed):
        breaker.failed()
    with suppress(OperationalError):  # the row still says that it runs, which `resume` sees
        stages.stop(video_id, stage, reason=f"{type(error).__name__}: {error}", for_good=for_good)
    log().warning("stage_failed", video_id=video_id, stage=stage, error=str(error)[:500], for_good=for_good)


def is_passing(error: Exception) -> bool:
    """Whether the same try may well succeed later: something around us was away, full or killed."""
    if isinstance(error, ToolFailed):
        return error.is_machines_fault
    if isinstance(error, S3Error):
        return error.code not in {"AccessDenied", "InvalidArgument"}
    return isinstance(error, (OSError, HTTPError, OperationalError, Unavailable, *DOWN))


def resume() -> list[tuple[int, Stage]]:
    """Queue again every stage that could run but stands in no queue and no worker's hands."""
    with new_session() as session:
        unfinished = session.exec(
            select(VideoStage.video_id)
            .join(Video, col(Video.id) == col(VideoStage.video_id))
            .where(col(Video.status).in_(stages.LIVING), col(VideoStage.state).in_(stages.UNDER_WAY))
            .distinct()
        ).all()
        books = stages.of(session, unfinished)
    due = [(video_id, stage) for video_id, rows in books.items() for stage in stages.ready(rows)]
    lost = [one for one in due if _is_lost(*one)]
    for video_id, stage in lost:
        send_again(stages.STEPS[stage].job, video_id)
    return lost


def _is_lost(video_id: int, stage: Stage) -> bool:
    breaker = BODIES[stage].breaker
    if breaker and breaker.state is State.OPEN:
        return False
    return not is_worked_on(f"{video_id}-{stage}") and not is_known(stages.STEPS[stage].job, video_id)


def forget_unfinished(*, older: timedelta = timedelta(days=1)) -> int:
    """Drop videos whose file never arrived; how many. Those with an upload live as long as that."""
    with transaction() as session:
        stale = session.exec(
            select(Video).where(
                Video.status == VideoStatus.UPLOADING,
                col(Video.upload_id).is_(None),
                col(Video.created_at) < now() - older,
            )
        ).all()
        for video in stale:
            session.delete(video)
    return len(stale)


def _living(video_id: int) -> Video | None:
    with new_session() as session:
        wanted = select(Video).where(Video.id == video_id, col(Video.status).in_(stages.LIVING))
        return session.exec(wanted).first()


def _reporter(video_id: int, stage: Stage) -> Tell:
    """Writes progress down, but not more often than a person could notice."""
    last = [0.0]

    def tell(step: str, percent: float) -> None:
        if time.monotonic() - last[0] >= SAY_SECONDS:
            last[0] = time.monotonic()
            stages.say(video_id, stage, step, percent)

    return tell
