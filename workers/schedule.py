"""What happens by the clock."""

from rq.cron import CronScheduler

from app.cache import valkey_bytes
from app.jobs import Job

EVERY_SECONDS = {Job.RESUME_VIDEOS: 10}
BY_CRON = {Job.TIDY: "17 * * * *"}


def run() -> None:
    scheduler = CronScheduler(connection=valkey_bytes())
    for job, seconds in EVERY_SECONDS.items():
        scheduler.register(str(job), queue_name=job.queue, interval=seconds, result_ttl=0)
    for job, cron in BY_CRON.items():
        scheduler.register(str(job), queue_name=job.queue, cron=cron, result_ttl=0)
    scheduler.start()
