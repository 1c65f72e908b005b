"""New videos find their first viewers: who is picked, who gets what, and what the books say."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from app.accounts.viewer import Viewer, anonymous
from app.feed import exploration, exploration_books
from app.models import (
    ExplorationAudience,
    ExplorationPool,
    ExplorationSource,
    Follow,
    PoolState,
    Role,
    Video,
    Visibility,
)
from app.settings import settings
from app.videos import promise
from tests.builders import make_user
from tests.service.pools import axis, fan, placed, show, strangers, waiting
from tests.service.scenes import person, videos, viewer

pytestmark = pytest.mark.usefixtures("clean")


@pytest.fixture(autouse=True)
def own_transactions(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """What commits by itself does so inside the test's transaction."""
    monkeypatch.setattr(exploration, "transaction", lambda: nullcontext(session))


def audience(session: Session, video: Video) -> dict[int, float]:
    wanted = select(ExplorationAudience.user_id, ExplorationAudience.score)
    return dict(session.exec(wanted.where(ExplorationAudience.video_id == video.id)).all())


def pool(session: Session, video: Video) -> ExplorationPool:
    return session.get_one(ExplorationPool, video.id, populate_existing=True)


def test_the_nearest_active_people_are_predicted(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exploration, "AUDIENCE", 2)
    near = [fan(session, axis(0) * size) for size in (3, 2)]
    fan(session, axis(0))
    fan(session, axis(1))
    fan(session, axis(0) * 9, last_seen=timedelta(days=60))
    video = placed(session, waiting(session), axis(0))
    assert exploration.invite(video.id) == 2
    assert audience(session, video) == {near[0].id: 3.0, near[1].id: 2.0}


def test_a_creator_is_not_among_their_own_audience(session: Session) -> None:
    creator = fan(session, axis(0))
    other = fan(session, axis(0))
    video = placed(session, waiting(session, creator.user), axis(0))
    exploration.invite(video.id)
    assert set(audience(session, video)) == {other.id}


def test_inviting_again_adds_only_who_is_new(session: Session) -> None:
    fan(session, axis(0))
    video = placed(session, waiting(session), axis(0))
    assert exploration.invite(video.id) == 1
    assert exploration.invite(video.id) == 0
    fan(session, axis(0))
    assert exploration.invite(video.id) == 1
    assert len(audience(session, video)) == 2


def test_who_is_owed_many_new_videos_comes_after_the_others(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exploration, "AUDIENCE", 1)
    monkeypatch.setattr(exploration, "OWED", 2)
    nearest, next_best = fan(session, axis(0) * 2), fan(session, axis(0))
    made = [placed(session, waiting(session), axis(0)) for _ in range(5)]
    for video in made:
        exploration.invite(video.id)
    picked = [next(iter(audience(session, video))) for video in made]
    assert picked == [nearest.id, nearest.id, next_best.id, next_best.id, nearest.id]


def test_who_has_met_a_video_is_not_invited_to_it(session: Session) -> None:
    early, other = fan(session, axis(0)), fan(session, axis(0))
    video = placed(session, waiting(session), axis(0))
    show(session, video, [early])
    exploration.invite(video.id)
    assert set(audience(session, video)) == {other.id}


def test_without_a_place_in_the_space_nobody_is_predicted(session: Session) -> None:
    fan(session, axis(0))
    assert exploration.invite(waiting(session).id) == 0


def test_the_least_shown_is_owed_first(session: Session) -> None:
    made = [waiting(session, promised=9) for _ in range(3)]
    show(session, made[0], strangers(2))
    show(session, made[1], strangers(1))
    wanted = [made[2].id, made[1].id, made[0].id]
    assert exploration.assigned(session, viewer(session), 10) == wanted
    assert exploration.assigned(session, anonymous("somebody-without-name"), 10) == wanted
    assert exploration.assigned(session, viewer(session), 1) == wanted[:1]


def test_once_the_promise_is_kept_only_the_predicted_get_it(session: Session) -> None:
    video = placed(session, waiting(session, promised=2), axis(0))
    liking, other = fan(session, axis(0)), viewer(session)
    exploration.invite(video.id)
    show(session, video, strangers(2))
    assert exploration.assigned(session, liking, 10) == [video.id]
    assert exploration.assigned(session, other, 10) == []


def test_what_is_owed_comes_before_what_is_only_predicted(session: Session) -> None:
    liking = fan(session, axis(0))
    kept = placed(session, waiting(session, promised=1), axis(0))
    exploration.invite(kept.id)
    show(session, kept, strangers(1))
    owed = waiting(session, promised=50)
    show(session, owed, strangers(20))
    assert exploration.assigned(session, liking, 10) == [owed.id, kept.id]


def test_nobody_is_given_the_same_video_twice(session: Session) -> None:
    video, me = waiting(session, promised=9), viewer(session)
    show(session, video, [me])
    assert exploration.assigned(session, me, 10) == []
    assert exploration.assigned(session, viewer(session), 10) == [video.id]


def test_one_s_own_and_what_is_not_public_are_given_to_nobody(session: Session) -> None:
    me = viewer(session)
    waiting(session, me.must_be_signed_in())
    waiting(session, visibility=Visibility.PRIVATE)
    gone = waiting(session)
    pool(session, gone).state = PoolState.STOPPED
    session.flush()
    assert exploration.assigned(session, me, 10) == []


def test_what_rises_is_a_candidate_for_all(session: Session) -> None:
    video = waiting(session)
    entry = pool(session, video)
    entry.state, entry.decided_at = PoolState.PROMOTED, entry.entered_at
    session.flush()
    assert exploration.rising(session, 10) == [video.id]


def test_the_books_say_how_often_from_where_and_to_whom(session: Session) -> None:
    video = placed(session, waiting(session), axis(0))
    liking = fan(session, axis(0))
    exploration.invite(video.id)
    show(session, video, [liking, *strangers(2)])
    show(session, video, strangers(3), source="trending")
    rows = session.exec(select(ExplorationSource).order_by(col(ExplorationSource.source))).all()
    assert [(row.source, row.impressions, row.predicted) for row in rows] == [
        ("exploration", 3, 1),
        ("trending", 3, 0),
    ]
    assert pool(session, video).impressions == 6
    assert exploration.assigned(session, liking, 10) == []
    assert exploration_books.imbalances(session) == []


def test_videos_outside_the_pool_are_in_no_books(session: Session) -> None:
    [old] = videos(session, person(session), 1)
    show(session, session.get_one(Video, old), strangers(2))
    assert session.exec(select(ExplorationSource)).all() == []


def test_books_that_do_not_add_up_are_found(session: Session) -> None:
    video = waiting(session)
    show(session, video, strangers(2))
    pool(session, video).impressions = 5
    session.flush()
    [found] = exploration_books.imbalances(session)
    assert (found.video_id, found.pool, found.sources, found.impressions) == (video.id, 5, 2, 2)


def followed_by(session: Session, star: Viewer, count: int) -> None:
    session.add_all(Follow(follower_id=person(session).id, followed_id=star.id) for _ in range(count))
    session.flush()


def test_new_creators_are_promised_the_whole_and_known_ones_a_part(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promise, "NEW_FOLLOWERS", 2)
    monkeypatch.setattr(promise, "NEW_VIDEOS", 1)
    whole = settings().explore_promise
    new, followed, busy = (make_user(session, role=Role.CREATOR) for _ in range(3))
    followed_by(session, Viewer("", followed), 2)
    videos(session, busy, 2)
    promised = [promise.promised_to(session, one.id) for one in (new, followed, busy)]
    assert promised == [whole, whole // 4, whole // 4]
