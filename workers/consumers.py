"""Readers of the event log, each in a thread of its own, until told to stop."""

import os
import signal
import socket
import threading
from dataclasses import dataclass

from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError

from app import eventlog
from app.feed import calibration, records
from app.learning import tastes
from app.resilience import backoff
from app.social import reactions
from app.telemetry import log
from app.videos import counts
from app.watching import service as watching


@dataclass(frozen=True, slots=True)
class Consumer:
    topic: str
    group: str
    apply: eventlog.Apply

    @property
    def name(self) -> str:
        return f"{self.group} of {self.topic}"

    def run(self, stop: threading.Event) -> None:
        """Read until told to stop. A part that is down is waited for, longer each time."""
        failures = 0
        reader = f"{socket.gethostname()}-{os.getpid()}"
        while not stop.is_set():
            try:
                eventlog.join(self.topic, self.group)
                eventlog.consume(self.topic, self.group, reader, apply=self.apply)
                failures = 0
            except (RedisError, DBAPIError) as error:
                reason = str(error).split("\n", 1)[0]
                log().warning("consumer_waits", topic=self.topic, group=self.group, error=reason)
                failures += 1
            except Exception as error:  # a fault of ours must not end the thread unseen
                log().error("consumer_fails", topic=self.topic, group=self.group, exc_info=error)
                failures += 1
            if failures:
                stop.wait(backoff(failures - 1, base=0.5, ceiling=10))


COUNT_SECONDS = 1.0
CONSUMERS = (
    Consumer(watching.TOPIC, watching.GROUP, watching.apply),
    Consumer(watching.TOPIC, tastes.GROUP, tastes.move),
    Consumer(reactions.TOPIC, tastes.GROUP, tastes.react),
    Consumer(records.TOPIC, records.GROUP, records.write_impressions),
    Consumer(records.SLATES, records.GROUP, records.write_slates),
    Consumer(watching.TOPIC, calibration.GROUP, calibration.compare),
)


def count(stop: threading.Event) -> None:
    """Bring likes, saves, shares and comments into the counts, every second."""
    failures = 0
    while not stop.wait(backoff(failures - 1, base=0.5, ceiling=10) if failures else COUNT_SECONDS):
        try:
            counts.flush()
            failures = 0
        except (RedisError, DBAPIError) as error:
            log().warning("counting_waits", error=str(error).split("\n", 1)[0])
            failures += 1
        except Exception as error:  # a fault of ours must not end the thread unseen
            log().error("counting_fails", exc_info=error)
            failures += 1


def run() -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threads = [threading.Thread(target=one.run, args=(stop,), name=one.name) for one in CONSUMERS]
    threads.append(threading.Thread(target=count, args=(stop,), name="counts"))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
