"""Work for later: dotted job names, queued after commit, retried, kept when they die."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import structlog
from rq import Queue
from rq.exceptions import DuplicateJobError, InvalidJobOperation, NoSuchJobError
from rq.job import Job as QueuedJob
from rq.job import Retry
from sqlmodel import Session

from app.cache import DOWN, valkey_bytes
from app.db import after_commit
from app.errors import NotFound
from app.models.columns import now
from app.resilience import backoff
from app.telemetry import log

RETRIES = 3
# Workers say every five seconds that they live.
VANISHED = timedelta(seconds=15)
KEEP_DEAD_SECONDS = 30 * 24 * 3600


class Job(StrEnum):
    """Where the work stands; the queue's name is the module's, unless the work has a queue of its own."""

    EARLY = "workers.media.early"
    FIRST = "workers.media.first"
    RUNGS = "workers.media.rungs"
    STILLS = "workers.media.stills"
    SOUND = "workers.media.sound"
    FINGERPRINT = "workers.media.fingerprint"
    EMBEDDING = "workers.media.embedding"
    ORIGINAL = "workers.media.original"
    PLACE = "workers.recsys.place"
    AUDIENCE = "workers.recsys.audience"
    TRAIN = "workers.recsys.train"
    REBUILD = "workers.recsys.rebuild"
    ARCHIVE_VIDEO = "workers.housekeeping.archive_video"
    EXPORT = "workers.housekeeping.export"
    ERASE = "workers.housekeeping.erase"
    NOTIFY = "workers.notify.deliver"
    MAIL = "workers.notify.send_mail"
    POSTED = "workers.notify.tell_of_video"
    FOLLOWED = "workers.notify.tell_milestone"

    @property
    def queue(self) -> str:
        return OWN_QUEUES.get(self) or self.split(".")[1]


# A video's first rung never waits behind another's large ones, nor does the quick work on it;
# and nothing waits for a training, nor the house's order for somebody's export.
OWN_QUEUES = {
    Job.EARLY: "early",
    Job.FIRST: "first",
    Job.STILLS: "parts",
    Job.SOUND: "parts",
    Job.FINGERPRINT: "parts",
    Job.EMBEDDING: "parts",
    Job.ORIGINAL: "parts",
    Job.TRAIN: "training",
    Job.REBUILD: "training",
    Job.EXPORT: "media",
}
QUEUES = ("early", "first", "parts", "media", "recsys", "training", "notify", "housekeeping")


@dataclass(frozen=True, slots=True)
class DeadLetter:
    id: str
    queue: str
    job: str
    args: tuple[object, ...]
    reason: str


def enqueue(session: Session, job: Job, key: int, *, timeout: int = 3600) -> None:
    """Queue `job` for `key` once the session's transaction commits."""
    after_commit(session, lambda: send(job, key, timeout=timeout))


def send(job: Job, key: int, *, timeout: int = 3600) -> None:
    """Queue `job` now. One job waits for a key at a time; a queue that is down is met by housekeeping."""
    try:
        Queue(job.queue, connection=valkey_bytes()).enqueue(
            str(job),
            key,
            job_id=_job_id(job, key),
            unique=True,
            job_timeout=timeout,
            retry=Retry(max=RETRIES, interval=[round(backoff(n, base=5)) for n in range(RETRIES)]),
            result_ttl=0,
            failure_ttl=KEEP_DEAD_SECONDS,
            meta=_asked_by(),
        )
    except DuplicateJobError:
        pass
    except DOWN as error:
        log().warning("queue_down", job=str(job), key=key, error=str(error))


def _asked_by() -> dict[str, str]:
    """The request that all of this began with, for the logs of whoever works on it."""
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    return {"request_id": str(request_id)} if request_id else {}


@contextmanager
def told_with(job: QueuedJob) -> Iterator[None]:
    """Log lines within carry the job, and the request that queued it; so do the jobs that it queues."""
    asked_by = {name: job.meta[name] for name in ("request_id",) if name in job.meta}
    with structlog.contextvars.bound_contextvars(job=job.func_name, job_id=job.id, **asked_by):
        yield


def is_known(job: Job, key: int) -> bool:
    """Whether the job is queued, in a living worker's hands, due for another try, or dead and kept."""
    queue = Queue(job.queue, connection=valkey_bytes())
    job_id = _job_id(job, key)
    return (
        queue.get_job_position(job_id) is not None
        or job_id in queue.scheduled_job_registry
        or job_id in queue.failed_job_registry
        or _is_running(job_id)
    )


def _is_running(job_id: str) -> bool:
    try:
        job = QueuedJob.fetch(job_id, connection=valkey_bytes())
    except NoSuchJobError:
        return False
    return job.last_heartbeat is not None and now() - job.last_heartbeat < VANISHED


def send_again(job: Job, key: int) -> None:
    """Queue a job whose worker vanished; the vanished try is forgotten."""
    with suppress(NoSuchJobError):
        QueuedJob.fetch(_job_id(job, key), connection=valkey_bytes()).delete()
    send(job, key)


def dead_letters(queue: str) -> list[DeadLetter]:
    """Jobs that failed for good, oldest first."""
    registry = Queue(queue, connection=valkey_bytes()).failed_job_registry
    found = QueuedJob.fetch_many(registry.get_job_ids(), connection=valkey_bytes())
    return [_dead_letter(job) for job in found if job]


def retry_dead(queue: str, job_id: str) -> None:
    try:
        Queue(queue, connection=valkey_bytes()).failed_job_registry.requeue(job_id)
    except (NoSuchJobError, InvalidJobOperation):
        raise NotFound("dead letter", job_id) from None


def _job_id(job: Job, key: int) -> str:
    return f"{job.rsplit('.', 1)[1]}-{key}"


def _dead_letter(job: QueuedJob) -> DeadLetter:
    result = job.latest_result()
    reason = (result.exc_string or "").strip().rsplit("\n", 1)[-1] if result else "unknown"
    return DeadLetter(job.id, job.origin, job.func_name or "", tuple(job.args), reason)
