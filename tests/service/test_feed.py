"""For You: what a viewer gets, what never, and why."""

import threading
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import Session

from app import eventlog
from app.accounts.viewer import Viewer, anonymous
from app.db import engine
from app.feed import service as feed
from app.models import Block, ExplorationPool, Follow, Mute, NotInterested, PoolState, VideoStatus, Visibility
from app.models.columns import now
from tests.builders import make_video
from tests.service.scenes import new_video, pages, person, scroll, shown, videos, viewer, watched

pytestmark = pytest.mark.usefixtures("clean")


def test_an_empty_catalogue_gives_an_empty_page(session: Session) -> None:
    page = feed.for_you(session, viewer(session), size=10)
    assert (page.items, page.next_cursor, page.note) == ([], None, None)


def test_a_stranger_gets_a_feed_too(session: Session) -> None:
    made = videos(session, person(session), 3)
    assert set(shown(session, anonymous("stranger-without-name"))) == set(made)


def test_a_scroll_shows_every_video_once(session: Session) -> None:
    made = [one for _ in range(4) for one in videos(session, person(session), 6)]
    found = shown(session, viewer(session), size=5)
    assert sorted(found) == sorted(made)


def test_positions_count_on_from_page_to_page(session: Session) -> None:
    videos(session, person(session), 7)
    assert [item.position for item in scroll(session, viewer(session), size=3)] == list(range(7))


def test_a_page_has_its_size_and_one_request_id(session: Session) -> None:
    videos(session, person(session), 9)
    page = feed.for_you(session, viewer(session), size=4)
    assert len(page.items) == 4
    assert len({item.request_id for item in page.items}) == 1


def test_what_was_watched_comes_again_only_when_nothing_else_is_left(session: Session) -> None:
    me, made = viewer(session), videos(session, person(session), 6)
    for video_id in made[:4]:
        watched(session, me, video_id)
    first, *later = pages(session, me, size=2)
    assert {item.video.id for item in first.items} == set(made[4:])
    assert first.note is None
    assert [item.video.id for page in later for item in page.items] == made[:4]
    assert {item.source for page in later for item in page.items} == {"again"}
    assert all(page.note for page in later if page.items)


def test_a_page_that_is_part_new_begins_with_the_new(session: Session) -> None:
    me, made = viewer(session), videos(session, person(session), 4)
    for video_id in made[:3]:
        watched(session, me, video_id)
    page = feed.for_you(session, me, size=4)
    assert [item.source == "again" for item in page.items] == [False, True, True, True]


def test_one_viewer_s_watches_are_not_another_s(session: Session) -> None:
    made = videos(session, person(session), 2)
    watched(session, viewer(session), made[0])
    assert pages(session, viewer(session))[0].note is None


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    catalogue=st.lists(
        st.tuples(
            st.integers(0, 2),
            st.sampled_from([["cats"], ["dogs"], []]),
            st.booleans(),  # watched
            st.booleans(),  # new
        ),
        max_size=18,
    ),
    size=st.integers(1, 7),
    follows=st.booleans(),
    muted=st.booleans(),
)
def test_no_scroll_repeats_or_prefers_the_watched_to_the_new(
    session: Session,
    catalogue: list[tuple[int, list[str], bool, bool]],
    size: int,
    follows: bool,
    muted: bool,
) -> None:
    with session.begin_nested() as example:
        me, creators = viewer(session, interests=["cats"]), [person(session) for _ in range(3)]
        if follows:
            session.add(Follow(follower_id=me.id, followed_id=creators[0].id))
        if muted:
            session.add(Mute(muter_id=me.id, muted_id=creators[1].id))
        seen, unseen = set(), set()
        for who, tags, is_watched, is_new in catalogue:
            made = (new_video if is_new else make_video)(session, creators[who], hashtags=tags).id
            if is_watched:
                watched(session, me, made)
            if not (muted and who == 1):
                (seen if is_watched else unseen).add(made)
        found = shown(session, me, size=size)
        assert len(found) == len(set(found))
        assert set(found[: len(unseen)]) == unseen
        assert set(found) == seen | unseen
        example.rollback()


def test_blocks_hide_both_ways(session: Session) -> None:
    me, blocked, blocker = viewer(session), person(session), person(session)
    session.add(Block(blocker_id=me.id, blocked_id=blocked.id))
    session.add(Block(blocker_id=blocker.id, blocked_id=me.id))
    videos(session, blocked, 2)
    videos(session, blocker, 2)
    assert shown(session, me) == []


def test_muted_creators_and_uninteresting_videos_are_gone(session: Session) -> None:
    me, muted, other = viewer(session), person(session), person(session)
    session.add(Mute(muter_id=me.id, muted_id=muted.id))
    videos(session, muted, 2)
    dull, fine = videos(session, other, 2)
    session.add(NotInterested(user_id=me.id, video_id=dull))
    session.flush()
    assert shown(session, me) == [fine]


def test_hidden_videos_stay_hidden_when_everything_is_seen(session: Session) -> None:
    me, muted = viewer(session), person(session)
    session.add(Mute(muter_id=me.id, muted_id=muted.id))
    for video_id in videos(session, muted, 2):
        watched(session, me, video_id)
    assert shown(session, me) == []


def test_many_hidden_videos_do_not_crowd_out_the_others(session: Session) -> None:
    me, muted, other = viewer(session), person(session), person(session)
    session.add(Mute(muter_id=me.id, muted_id=muted.id))
    old = videos(session, other, 1, published_at=now() - timedelta(days=40))
    videos(session, muted, 320)
    assert shown(session, me) == old


def test_one_s_own_videos_are_not_in_one_s_feed(session: Session) -> None:
    me = viewer(session)
    videos(session, me.must_be_signed_in(), 2)
    assert shown(session, me) == []


@pytest.mark.parametrize(
    "columns",
    [{"visibility": Visibility.PRIVATE}, {"visibility": Visibility.UNLISTED}]
    + [{"status": status} for status in VideoStatus if status is not VideoStatus.PUBLISHED],
    ids=lambda columns: next(iter(columns.values())).value,
)
def test_only_public_videos_are_in_the_feed(session: Session, columns: dict[str, object]) -> None:
    make_video(session, person(session), **columns)
    assert shown(session, viewer(session)) == []


def test_videos_of_those_who_are_gone_or_banned_are_not_shown(session: Session) -> None:
    videos(session, person(session, deleted_at=now()), 1)
    videos(session, person(session, banned_until=now() + timedelta(days=1)), 1)
    forgiven = videos(session, person(session, banned_until=now() - timedelta(days=1)), 1)
    assert shown(session, viewer(session)) == forgiven


def test_the_creators_one_follows_are_a_source_and_a_reason(session: Session) -> None:
    me, followed = viewer(session), person(session, "grace")
    session.add(Follow(follower_id=me.id, followed_id=followed.id))
    old = now() - timedelta(days=60)
    wanted = make_video(session, followed, published_at=old)
    videos(session, person(session), 3)
    item = next(item for item in scroll(session, me) if item.video.id == wanted.id)
    assert (item.source, item.why) == ("followed", ["You follow @grace"])
    assert item.video.creator.is_following


def test_following_shows_those_one_follows_and_nobody_else(session: Session) -> None:
    me, followed = viewer(session), person(session)
    session.add(Follow(follower_id=me.id, followed_id=followed.id))
    wanted = videos(session, followed, 3)
    videos(session, person(session), 3)
    page = feed.following(session, me, size=10)
    assert {item.video.id for item in page.items} == set(wanted)


def test_a_completed_watch_brings_more_of_its_topic(session: Session) -> None:
    me = viewer(session)
    seen = make_video(session, person(session), hashtags=["pottery"])
    wanted = make_video(
        session, person(session), hashtags=["pottery"], published_at=now() - timedelta(days=90)
    )
    videos(session, person(session), 3)
    watched(session, me, seen.id, completion=0.95)
    item = next(item for item in scroll(session, me) if item.video.id == wanted.id)
    assert item.source == "hashtags"
    assert item.why == ["You watch videos with #pottery"]


def test_a_watch_that_was_left_early_says_nothing_about_taste(session: Session) -> None:
    me = viewer(session)
    seen = make_video(session, person(session), hashtags=["pottery"])
    make_video(session, person(session), hashtags=["pottery"])
    watched(session, me, seen.id, completion=0.2)
    assert "hashtags" not in {item.source for item in scroll(session, me)}


def test_stated_interests_stand_in_for_a_history(session: Session) -> None:
    me = viewer(session, interests=["pottery"])
    make_video(session, person(session), hashtags=["pottery"])
    [item] = scroll(session, me)
    assert (item.source, item.why[0]) == ("popular", "You said that you like #pottery")


def veteran(session: Session) -> Viewer:
    """Somebody who has watched something before."""
    me = viewer(session)
    watched(session, me, videos(session, person(session), 1)[0], completion=0.1)
    return me


def test_a_new_video_gets_a_place_among_popular_ones(session: Session) -> None:
    for _ in range(12):
        videos(session, person(session), 1, view_count=5000, like_count=900)
    me = veteran(session)
    fresh = new_video(session, person(session))
    page = feed.for_you(session, me, size=10)
    item = next(item for item in page.items if item.video.id == fresh.id)
    assert item.source == "exploration"
    assert item.position in {4, 9}


def test_what_has_left_the_pool_needs_no_exploring(session: Session) -> None:
    me, left = veteran(session), new_video(session, person(session))
    session.get_one(ExplorationPool, left.id).state = PoolState.STOPPED
    assert [item.source for item in scroll(session, me)] == ["trending", "again"]


def test_what_had_its_promised_impressions_needs_no_exploring(session: Session) -> None:
    me, video = veteran(session), new_video(session, person(session))
    pool = session.get_one(ExplorationPool, video.id)
    pool.impressions = pool.promised
    session.flush()
    assert [item.source for item in scroll(session, me)] == ["trending", "again"]


def test_a_creator_does_not_stand_twice_in_a_row(session: Session) -> None:
    for _ in range(4):
        videos(session, person(session), 4)
    creators = [item.video.creator.id for item in feed.for_you(session, viewer(session), size=12).items]
    assert all(creators[n] not in creators[max(0, n - 3) : n] for n in range(12))


def test_what_was_handed_out_is_logged_with_its_chance(session: Session) -> None:
    videos(session, person(session), 3)
    page = feed.for_you(session, viewer(session), size=3)
    logged = [entry.body for entry in eventlog.replay(feed.TOPIC)]
    assert [one["video_id"] for one in logged] == [item.video.id for item in page.items]
    assert all(0 < one["propensity"] <= 1 for one in logged)


def test_a_page_asks_the_database_the_same_number_of_questions_whatever_its_size(session: Session) -> None:
    me = viewer(session)
    for _ in range(15):
        videos(session, person(session), 2)
    feed.for_you(session, me, size=2)  # what was seen is remembered from here on
    asked = [questions(session, me, size=size) for size in (2, 25)]
    assert asked[0] == asked[1]
    assert asked[0] < 25


def questions(session: Session, me: object, *, size: int) -> int:
    """Those of the page itself: beside it a thread looks every few seconds which model is active."""
    seen: list[str] = []
    asking = threading.get_ident()

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if threading.get_ident() == asking:
            seen.append(statement)

    event.listen(engine(), "before_cursor_execute", note)
    feed.for_you(session, me, size=size)  # type: ignore[arg-type]
    event.remove(engine(), "before_cursor_execute", note)
    return len(seen)
