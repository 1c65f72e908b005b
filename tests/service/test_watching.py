"""A watch is acknowledged once it is logged, and counted once however often it is reported."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import delete, select

from app import eventlog
from app.accounts.viewer import Viewer, anonymous
from app.cli import replay
from app.db import new_session, transaction
from app.eventlog import Event
from app.models import CreatorTotals, Like, Share, Video, WatchHistory
from app.models.columns import now
from app.watching import service as watching
from app.watching.schemas import WatchReport
from app.watching.usual import FIRM
from tests.builders import make_video
from tests.service.scenes import person, viewer
from workers import housekeeping

pytestmark = pytest.mark.usefixtures("clean")


@pytest.fixture
def video(clean: None) -> int:
    with transaction() as session:
        return make_video(session, person(session)).id


@pytest.fixture
def ada(clean: None) -> Viewer:
    with transaction() as session:
        return viewer(session, "ada")


def report(video: int, watched_ms: int = 5000, **told: object) -> WatchReport:
    whole = {"event_id": uuid4(), "video_id": video, "duration_ms": 10_000, "started_at": now(), **told}
    return WatchReport.model_validate({**whole, "watched_ms": watched_ms})


def logged() -> list[Event]:
    return list(eventlog.replay(watching.TOPIC))


def history() -> list[WatchHistory]:
    with new_session() as session:
        return list(session.exec(select(WatchHistory)))


def counted(video: int) -> tuple[int, int, float | None]:
    with new_session() as session:
        kept = session.get_one(Video, video)
        return kept.view_count, kept.watch_ms_total, kept.completion_rate


def test_reports_are_in_the_log_before_they_are_in_the_history(video: int, ada: Viewer) -> None:
    assert watching.report(ada, [report(video), report(video)]) == 2
    assert len(logged()) == 2
    assert history() == []


def test_a_watch_becomes_history_and_is_counted(video: int, ada: Viewer) -> None:
    request = uuid4()
    watching.report(
        ada, [report(video, 4200, loops=2, request_id=request, source="profile", first_frame_ms=12)]
    )
    watching.apply(logged())
    (row,) = history()
    assert (row.user_id, row.viewer_key, row.video_id) == (ada.id, ada.key, video)
    assert (row.watch_duration_ms, row.duration_ms, row.loops) == (4200, 10_000, 2)
    assert (row.source, row.request_id, row.first_frame_ms) == ("profile", request, 12)
    assert row.completion_rate == pytest.approx(0.42)
    assert counted(video) == (1, 4200, pytest.approx(0.42))


def test_an_anonymous_watch_counts_too(video: int) -> None:
    watching.report(anonymous("somebody-somewhere"), [report(video)])
    watching.apply(logged())
    assert [(row.user_id, row.viewer_key) for row in history()] == [(None, "anon:somebody-somewhere")]
    assert counted(video)[0] == 1


def test_a_report_sent_twice_counts_once(video: int, ada: Viewer) -> None:
    same = report(video)
    watching.report(ada, [same, same])
    watching.report(ada, [same])
    watching.apply(logged()[:2])
    watching.apply(logged()[2:])
    assert len(history()) == 1
    assert counted(video)[0] == 1


def test_the_same_events_applied_twice_at_once_count_once(video: int, ada: Viewer) -> None:
    watching.report(ada, [report(video) for _ in range(40)])
    events = logged()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(watching.apply, [events, events[::-1], events, events[::-1]]))
    assert len(history()) == 40
    assert counted(video)[:2] == (40, 200_000)


def test_many_watches_of_many_videos_are_counted_exactly_by_several_readers(ada: Viewer) -> None:
    with transaction() as session:
        creator = person(session)
        ids = [make_video(session, creator).id for _ in range(5)]
    reports = [report(ids[n % 5], 1000) for n in range(100)]
    for first in range(0, 100, 50):
        watching.report(ada, reports[first : first + 50])
    events = logged()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(watching.apply, [events[n::4] for n in range(4)]))
    assert [counted(one) for one in ids] == [(20, 20_000, pytest.approx(0.1))] * 5


@pytest.mark.parametrize(
    ("watched_ms", "duration_ms", "rate"),
    [(0, 10_000, 0), (5000, 10_000, 0.5), (10_000, 10_000, 1), (35_000, 10_000, 1), (500, 0, 0)],
)
def test_the_completion_rate_is_the_share_that_was_seen(
    video: int, ada: Viewer, watched_ms: int, duration_ms: int, rate: float
) -> None:
    watching.report(ada, [report(video, watched_ms, duration_ms=duration_ms)])
    watching.apply(logged())
    assert history()[0].completion_rate == pytest.approx(rate)


def test_a_video_s_completion_rate_is_the_mean_of_its_watches(video: int, ada: Viewer) -> None:
    watching.report(ada, [report(video, 2000), report(video, 8000), report(video, 20_000)])
    watching.apply(logged())
    assert counted(video)[2] == pytest.approx((0.2 + 0.8 + 1) / 3)


@pytest.mark.parametrize(
    ("told", "believed"),
    [
        (timedelta(days=-400), -watching.OLDEST),
        (timedelta(days=-3), timedelta(days=-3)),
        (timedelta(minutes=1), timedelta(minutes=1)),
        (timedelta(days=30), watching.NEWEST),
    ],
)
def test_a_clock_is_believed_within_reason(
    video: int, ada: Viewer, told: timedelta, believed: timedelta
) -> None:
    watching.report(ada, [report(video, started_at=now() + told)])
    watching.apply(logged())
    assert abs(history()[0].created_at - (now() + believed)) < timedelta(minutes=1)


def test_a_watch_remembers_whether_its_viewer_liked_and_shared(ada: Viewer) -> None:
    with transaction() as session:
        creator = person(session)
        liked, shared, neither = (make_video(session, creator).id for _ in range(3))
        session.add(Like(user_id=ada.id, video_id=liked))
        session.add(Share(user_id=ada.id, video_id=shared, channel="link"))
    watching.report(ada, [report(one) for one in (liked, shared, neither)])
    watching.apply(logged())
    told = {row.video_id: (row.liked, row.shared) for row in history()}
    assert told == {liked: (True, False), shared: (False, True), neither: (False, False)}


def test_a_watch_of_a_video_that_is_gone_stops_nothing(video: int, ada: Viewer) -> None:
    watching.report(ada, [report(2**52), report(video)])
    watching.apply(logged())
    assert counted(video)[0] == 1


def test_an_event_that_makes_no_sense_is_buried_and_the_rest_applied(video: int, ada: Viewer) -> None:
    eventlog.append(watching.TOPIC, [{"nonsense": True}])
    watching.report(ada, [report(video)])
    watching.apply(logged())
    assert counted(video)[0] == 1
    assert [event.body for event in logged_dead()] == [{"nonsense": True}]


def logged_dead() -> list[Event]:
    return list(eventlog.replay(f"{watching.TOPIC}:dead"))


def test_a_replay_of_everything_counts_nothing_twice(video: int, ada: Viewer) -> None:
    watching.report(ada, [report(video) for _ in range(3)])
    watching.apply(logged())
    replay(watching.TOPIC, since="-")
    assert counted(video)[0] == 3


def test_receipts_outlive_every_event_that_can_be_replayed() -> None:
    assert housekeeping.KEEP_RECEIPTS > housekeeping.KEEP_EVENTS


def test_a_watch_older_than_every_month_at_hand_still_has_a_place(video: int, ada: Viewer) -> None:
    watching.report(ada, [report(video)])
    (event,) = logged()
    long_ago = datetime(2020, 1, 1, tzinfo=UTC).isoformat()
    watching.apply([Event(event.offset, {**event.body, "started_at": long_ago})])
    assert history()[0].created_at.year == 2020


def test_a_long_view_says_more_of_a_video_by_who_watches_little_long(ada: Viewer) -> None:
    with transaction() as session:
        creator, bob = person(session), viewer(session)
        usual, good, better = (make_video(session, creator).id for _ in range(3))
    for who, watched_ms, last in ((ada, 10_000, good), (bob, 500, better)):
        watching.report(who, [report(usual, watched_ms) for _ in range(20)])
        watching.apply(logged())
        watching.report(who, [report(last, 10_000)])
        watching.apply(logged())
    with new_session() as session:
        found = [session.get_one(Video, one).fair_long for one in (good, better)]
        assert found == pytest.approx([1 - 23.5 / 30 + 0.35, 1 - 3.5 / 30 + 0.35])
        # The creator's are those of all three; before anything is known everybody watches 35 % long.
        assert session.get_one(CreatorTotals, creator.id).fair_long == pytest.approx(20 + sum(found))


def test_of_who_watched_much_the_whole_history_is_not_read_for_every_watch(ada: Viewer) -> None:
    with transaction() as session:
        creator = person(session)
        usual, first, second = (make_video(session, creator).id for _ in range(3))
    watching.report(ada, [report(usual, 10_000) for _ in range(FIRM)])
    watching.apply(logged())
    watching.report(ada, [report(first, 10_000)])
    watching.apply(logged())
    with transaction() as session:
        session.exec(delete(WatchHistory))
    watching.report(ada, [report(second, 10_000)])
    watching.apply(logged())
    with new_session() as session:
        of_history, remembered = (session.get_one(Video, one).fair_long for one in (first, second))
        assert of_history == remembered == pytest.approx(1 - (FIRM + 3.5) / (FIRM + 10) + 0.35)
