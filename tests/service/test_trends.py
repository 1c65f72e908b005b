"""What is trending where, and the course of its last days."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.models import Sound, User, Video, WatchHistory
from app.models.columns import now
from app.search import listing, trends
from tests.builders import make_user, make_video, make_viewer
from tests.service.searching import VISITOR

NAMES = ("aaa", "bbb", "ccc", "ddd")


@pytest.fixture(autouse=True)
def time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Or a step of the course could end between a watch and its count."""
    moment = now()
    monkeypatch.setattr(trends, "now", lambda: moment)


def watch(session: Session, video: Video, *, by: User | None = None, at: datetime | None = None) -> None:
    row = WatchHistory(
        event_id=uuid4(), created_at=at or trends.now(), user_id=by.id if by else None, viewer_key="x",
        video_id=video.id, watch_duration_ms=1, duration_ms=1, completion_rate=1, source="feed",
    )  # fmt: skip
    session.add(row)
    session.flush()


def from_region(session: Session, region: str) -> Viewer:
    viewer = make_viewer(session)
    assert viewer.user
    viewer.user.region = region
    session.flush()
    return viewer


def four(session: Session, **columns: object) -> list[Video]:
    """One video for each of four hashtags."""
    return [make_video(session, make_user(session), hashtags=[name], **columns) for name in NAMES]


def names(session: Session, viewer: Viewer = VISITOR, **said: object) -> list[str]:
    return [one.name for one in trends.hashtags(session, viewer, limit=4, **said).items]  # type: ignore[arg-type]


def test_what_is_watched_more_lately_comes_first_with_its_course(session: Session) -> None:
    made = four(session)
    for video, watches in zip(made, (1, 3, 2, 1), strict=True):
        for _ in range(watches):
            watch(session, video)
    for _ in range(5):
        watch(session, made[0], at=trends.now() - timedelta(days=6))
    trends.count(session)
    found = trends.hashtags(session, VISITOR, limit=4).items
    assert [one.name for one in found][:2] == ["bbb", "ccc"]
    first = next(one for one in found if one.name == "aaa")
    assert (first.watches, first.series[-1], sum(first.series), len(first.series)) == (6, 1, 6, trends.STEPS)


def test_counting_again_counts_nothing_twice_and_forgets_what_is_old(session: Session) -> None:
    video = four(session)[0]
    watch(session, video)
    trends.count(session)
    watch(session, video)
    trends.count(session)
    assert trends.hashtags(session, VISITOR, limit=4).items[0].watches == 2
    session.execute(text("UPDATE trends SET started_at = started_at - interval '9 days'"))
    trends.count(session)
    assert trends.hashtags(session, VISITOR, limit=4).items[0].watches == 2
    assert session.execute(text("SELECT count(*) FROM trends")).scalar() == 1


def test_a_viewer_sees_their_region_and_a_quiet_region_sees_everybodys(session: Session) -> None:
    german, french = from_region(session, "DE"), from_region(session, "FR")
    made = four(session)
    for video in made:
        watch(session, video, by=german.user)
    for _ in range(9):
        watch(session, made[3])
    watch(session, made[2], by=german.user)
    watch(session, made[1], by=french.user)
    trends.count(session)
    assert names(session, german)[0] == "ccc"
    assert trends.hashtags(session, german, limit=4).region == "DE"
    assert names(session, german, region="")[0] == "ddd"
    assert names(session, french)[0] == "ddd"
    assert trends.hashtags(session, french, limit=4).region is None
    assert trends.regions(session) == ["DE"]


def test_hashtags_that_say_nothing_and_hidden_videos_do_not_trend(session: Session) -> None:
    ada = make_user(session)
    watch(session, make_video(session, ada, hashtags=["fyp", "kept"]))
    watch(session, make_video(session, ada, hashtags=["hiddentag"], visibility="private"))
    trends.count(session)
    assert names(session) == ["kept"]


def test_sounds_trend_and_those_used_most_follow(session: Session) -> None:
    ada = make_user(session)
    sounds = [Sound(title=f"song {n}", creator_id=ada.id, use_count=n) for n in range(6)]
    session.add_all(sounds)
    session.flush()
    for sound in sounds[1:5]:
        for _ in range(6 - sound.use_count):
            watch(session, make_video(session, ada, sound_id=sound.id))
    trends.count(session)
    found = trends.songs(session, VISITOR, limit=5).items
    assert [one.title for one in found] == ["song 1", "song 2", "song 3", "song 4", "song 5"]
    assert found[0].series[-1] == 5


def test_popular_is_the_regions_own_without_end_or_everybodys(session: Session) -> None:
    ada = make_user(session)
    german = [make_video(session, ada, region="DE", heat=float(n)) for n in range(8)]
    other = make_video(session, ada, region="US", heat=99.0)
    first = listing.popular(session, VISITOR, region="DE", limit=6)
    rest = listing.popular(session, VISITOR, limit=6, cursor=first.next_cursor)
    assert [one.id for one in (*first.items, *rest.items)] == [one.id for one in reversed(german)]
    assert rest.next_cursor is None
    assert listing.popular(session, VISITOR, region="US", limit=6).items[0].id == other.id
    assert len(listing.popular(session, VISITOR, region="US", limit=6).items) == 6


def test_a_hashtags_videos_are_the_most_watched_first_page_by_page(session: Session) -> None:
    ada = make_user(session)
    made = [make_video(session, ada, hashtags=["tide"], heat=float(n)).id for n in range(5)]
    first = listing.tagged(session, VISITOR, "Tide", limit=3)
    rest = listing.tagged(session, VISITOR, "tide", limit=3, cursor=first.next_cursor)
    assert [one.id for one in (*first.items, *rest.items)] == made[::-1]
    assert listing.hashtag(session, "TIDE").uses == 5
