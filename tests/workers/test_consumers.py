"""Watches reach the history whatever happens to their consumer."""

import threading
import time
from collections.abc import Sequence
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlmodel import func, select

from app import eventlog
from app.accounts.viewer import anonymous
from app.cache import valkey
from app.db import engine, new_session, transaction
from app.eventlog import Event
from app.feed import service as feed
from app.feed.schemas import Impression
from app.models import ExplorationPool, Video, WatchHistory
from app.models.columns import now
from app.watching import service as watching
from app.watching.schemas import WatchReport
from tests.builders import make_user, make_video
from tests.workers.conftest import Start, wait_for
from workers.consumers import Consumer

pytestmark = pytest.mark.usefixtures("clean")
VIEWER = anonymous("somebody-somewhere")


@pytest.fixture
def video(clean: None) -> int:
    with transaction() as session:
        return make_video(session, make_user(session)).id


def report(video: int, count: int) -> None:
    told = {"video_id": video, "watched_ms": 1000, "duration_ms": 2000, "started_at": now()}
    watching.report(VIEWER, [WatchReport.model_validate({**told, "event_id": uuid4()}) for _ in range(count)])


def counted(video: int) -> tuple[int, int]:
    with new_session() as session:
        rows = session.exec(select(func.count()).select_from(WatchHistory)).one()
        return rows, session.get_one(Video, video).view_count


def read_unconfirmed() -> int:
    groups = (
        valkey().xinfo_groups(eventlog.stream(watching.TOPIC)) if valkey().exists("events:watches") else []
    )
    return sum(int(group["pending"]) for group in groups if group["name"] == watching.GROUP)


def test_a_consumer_killed_between_reading_and_confirming_loses_nothing(
    start: Start, video: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(video, 30)
    with engine().connect() as blocker:
        blocker.execute(text("LOCK TABLE watch_history IN ACCESS EXCLUSIVE MODE"))
        consumer = start("consumers")
        wait_for(lambda: read_unconfirmed() == 30)
        time.sleep(0.3)
        consumer.kill()
        consumer.wait()
        blocker.rollback()
    assert counted(video) == (0, 0)
    report(video, 5)
    monkeypatch.setattr(eventlog, "ABANDONED_MS", 100)
    while eventlog.lag(watching.TOPIC, watching.GROUP):
        eventlog.consume(watching.TOPIC, watching.GROUP, "heir", apply=watching.apply, wait_ms=100)
    assert counted(video) == (35, 35)


def test_a_running_consumer_applies_watches_and_counts_impressions(start: Start, video: int) -> None:
    with transaction() as session:
        session.add(ExplorationPool(video_id=video))
    shown = Impression(
        request_id=uuid4(), viewer_key="anon:x", video_id=video, position=0, source="trending", propensity=1
    )
    eventlog.append(feed.TOPIC, [shown.model_dump(mode="json")] * 3)
    report(video, 4)
    start("consumers")
    wait_for(lambda: counted(video) == (4, 4))

    def impressions() -> int:
        with new_session() as session:
            return session.get_one(ExplorationPool, video).impressions

    wait_for(lambda: impressions() == 3)


def test_a_fault_of_ours_does_not_end_a_consumer(clean: None) -> None:
    applied: list[int] = []

    def stumble_once(events: Sequence[Event]) -> None:
        applied.append(len(events))
        if len(applied) == 1:
            raise ZeroDivisionError
        stop.set()

    stop = threading.Event()
    eventlog.append("things", [{"n": 1}])
    consumer = Consumer("things", "readers", stumble_once)
    thread = threading.Thread(target=consumer.run, args=(stop,))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(eventlog, "ABANDONED_MS", 50)
        thread.start()
        thread.join(120)
    assert applied == [1, 1]
