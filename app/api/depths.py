"""What is waiting, counted where it waits at the moment somebody looks: the same from every process."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from rq import Queue
from sqlmodel import col, func, select

from app import eventlog
from app.cache import DOWN, valkey_bytes
from app.db import new_session
from app.feed import records
from app.jobs import QUEUES
from app.models import Video
from app.watching import service as watching

READERS = (
    (watching.TOPIC, watching.GROUP),
    (records.TOPIC, records.GROUP),
    (records.SLATES, records.GROUP),
)


class Depths(Collector):
    """Part of `/metrics`; a part that is away is left out, `/health` names it."""

    def collect(self) -> Iterator[Metric]:
        yield _videos()
        try:
            yield from (_queues(), _dead_letters(), _lag())
        except DOWN:
            return


REGISTRY = CollectorRegistry()
REGISTRY.register(Depths())


def depths_page() -> bytes:
    return generate_latest(REGISTRY)


def _videos() -> Metric:
    family = GaugeMetricFamily("zoetrope_videos", "Videos by their status.", labels=["status"])
    with new_session() as session:
        for status, count in session.exec(select(Video.status, func.count()).group_by(col(Video.status))):
            family.add_metric([str(status)], count)
    return family


def _queues() -> Metric:
    family = GaugeMetricFamily("zoetrope_queue_jobs", "Jobs that wait for a worker.", labels=["queue"])
    for name in QUEUES:
        family.add_metric([name], Queue(name, connection=valkey_bytes()).count)
    return family


def _dead_letters() -> Metric:
    family = GaugeMetricFamily("zoetrope_dead_letters", "Jobs that failed for good.", labels=["queue"])
    for name in QUEUES:
        family.add_metric([name], Queue(name, connection=valkey_bytes()).failed_job_registry.count)
    return family


def _lag() -> Metric:
    family = GaugeMetricFamily(
        "zoetrope_event_lag", "Events that a reader has not confirmed.", labels=["topic", "reader"]
    )
    for topic, group in READERS:
        family.add_metric([topic, group], eventlog.lag(topic, group))
    return family
