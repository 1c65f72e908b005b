"""`python -m workers QUEUE…` works on queues; `consumers` and `schedule` are processes of their own."""

import os
import sys

from rq import Queue, Worker
from rq.executions import Execution
from rq.job import Job

from app.cache import valkey_bytes
from app.jobs import QUEUES, told_with
from app.lifeline import die_with_parent
from app.telemetry import configure_logs
from app.videos.claim import sweep_scratch
from workers import consumers, schedule


class Telling(Worker):
    """Says in every line of its log which job and request it is about."""

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        with told_with(job):
            return super().perform_job(job, queue, execution)


def work(names: list[str]) -> None:
    # RQ forks for each job and for its scheduler: a killed worker leaves neither behind.
    os.register_at_fork(after_in_child=die_with_parent)
    sweep_scratch()
    queues = [Queue(name, connection=valkey_bytes()) for name in names]
    worker = Telling(
        queues,
        connection=valkey_bytes(),
        job_monitoring_interval=5,
        maintenance_interval=30,
        worker_ttl=30,  # idle, it looks up every 15 s, and so soon takes over the retries of a dead one
    )
    worker.work(with_scheduler=True, logging_level="WARNING")


def main(arguments: list[str]) -> None:
    configure_logs()
    match arguments:
        case ["consumers"]:
            consumers.run()
        case ["schedule"]:
            schedule.run()
        case _ if arguments and set(arguments) <= set(QUEUES):
            work(arguments)
        case _:
            raise SystemExit(f"Say consumers, schedule, or some of these queues: {' '.join(QUEUES)}.")


if __name__ == "__main__":
    main(sys.argv[1:])
