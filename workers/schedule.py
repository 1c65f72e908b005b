"""What happens by the clock."""

from rq.cron import CronScheduler

from app.cache import valkey_bytes
from workers import housekeeping, notify, recsys

QUEUE = "housekeeping"
LONGEST_SECONDS = 6 * 3600


class Clock(CronScheduler):
    """Stops when told to: logging swallows an `Exception` raised in the middle of it, as RQ's own is."""

    def _request_stop(self, *_: object) -> None:
        raise SystemExit


def run() -> None:
    scheduler = Clock(connection=valkey_bytes(), logging_level="WARNING")
    scheduler.register(housekeeping.resume_videos, queue_name=QUEUE, interval=10, result_ttl=0)
    scheduler.register(recsys.review_exploration, queue_name="recsys", interval=20, result_ttl=0)
    scheduler.register(recsys.precompute, queue_name="recsys", interval=120, result_ttl=0)
    scheduler.register(recsys.place_missing, queue_name="recsys", cron="47 * * * *", result_ttl=0)
    scheduler.register(recsys.train_when_due, queue_name="recsys", interval=60, result_ttl=0)
    scheduler.register(
        recsys.train, queue_name="training", cron="23 3 * * *", result_ttl=0, job_timeout=LONGEST_SECONDS
    )
    scheduler.register(housekeeping.ready_page, queue_name=QUEUE, interval=60, result_ttl=0)
    scheduler.register(recsys.count_neighbours, queue_name="recsys", interval=900, result_ttl=0)
    scheduler.register(notify.sweep_mail, queue_name="notify", interval=60, result_ttl=0)
    scheduler.register(housekeeping.count_trends, queue_name=QUEUE, interval=300, result_ttl=0)
    scheduler.register(housekeeping.recount_words, queue_name=QUEUE, interval=900, result_ttl=0)
    scheduler.register(notify.queue_digests, queue_name="notify", cron="17 8 * * 1", result_ttl=0)
    scheduler.register(housekeeping.tidy, queue_name=QUEUE, cron="17 * * * *", result_ttl=0)
    scheduler.register(housekeeping.resume_archive, queue_name=QUEUE, interval=60, result_ttl=0)
    scheduler.register(housekeeping.purge, queue_name=QUEUE, cron="37 * * * *", result_ttl=0)
    scheduler.register(housekeeping.erase_due, queue_name=QUEUE, cron="27 * * * *", result_ttl=0)
    scheduler.register(
        housekeeping.mend, queue_name=QUEUE, cron="7 3 * * *", result_ttl=0, job_timeout=LONGEST_SECONDS
    )
    scheduler.start()  # type: ignore[no-untyped-call]
