"""Jobs that keep the house in order; the schedule sends them."""

from datetime import date, timedelta

from app import eventlog
from app.db import engine, transaction
from app.feed.service import TOPIC as IMPRESSIONS
from app.models.columns import now
from app.partitions import make_partitions
from app.videos import claim, processing
from app.watching import service as watching

KEEP_EVENTS = timedelta(days=30)
# Longer than a report may be late.
KEEP_RECEIPTS = watching.OLDEST * 2


def resume_videos() -> None:
    processing.resume()


def tidy() -> None:
    processing.forget_unfinished()
    claim.sweep_scratch()
    with engine().begin() as connection:
        make_partitions(connection, today=date.today())
    with transaction() as session:
        watching.forget_receipts(session, before=now() - KEEP_RECEIPTS)
    for topic in (watching.TOPIC, IMPRESSIONS):
        eventlog.trim(topic, before=now() - KEEP_EVENTS)
