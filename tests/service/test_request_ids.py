"""A request's id goes with the jobs that it queues."""

import structlog
from rq.job import Job as QueuedJob

from app.cache import valkey_bytes
from app.db import transaction
from app.jobs import Job, enqueue, told_with


def queued(key: int, job: Job = Job.PLACE) -> QueuedJob:
    return QueuedJob.fetch(f"{job.rsplit('.', 1)[1]}-{key}", connection=valkey_bytes())


def test_a_job_is_told_with_the_request_that_queued_it(clean: None) -> None:
    with structlog.contextvars.bound_contextvars(request_id="from-the-proxy"), transaction() as session:
        enqueue(session, Job.PLACE, 7)
    with told_with(queued(7)):
        told = structlog.contextvars.get_contextvars()
    assert told == {"request_id": "from-the-proxy", "job": str(Job.PLACE), "job_id": "place-7"}
    assert "request_id" not in structlog.contextvars.get_contextvars()


def test_jobs_that_a_job_queues_carry_the_id_on(clean: None) -> None:
    with structlog.contextvars.bound_contextvars(request_id="first"), transaction() as session:
        enqueue(session, Job.PLACE, 7)
    with told_with(queued(7)), transaction() as session:
        enqueue(session, Job.AUDIENCE, 7)
    assert queued(7, Job.AUDIENCE).meta == {"request_id": "first"}


def test_work_that_no_request_asked_for_has_no_id(clean: None) -> None:
    with transaction() as session:
        enqueue(session, Job.PLACE, 8)
    assert queued(8).meta == {}
