"""What becomes of new videos at 50, 200 and 1,000 views, and what their creators are told."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from app import db
from app.accounts.viewer import Viewer, signed_in
from app.errors import Forbidden, NotFound, NotSignedIn
from app.feed import exploration_gates
from app.feed.exploration_gates import review
from app.feed.exploration_report import distribution
from app.feed.exploration_schemas import Distribution
from app.models import (
    ExplorationAudience,
    ExplorationDecision,
    ExplorationPool,
    PoolState,
    Role,
    User,
    Video,
    Visibility,
)
from app.models.columns import now
from tests.builders import make_user
from tests.service.pools import axis, fan, placed, show, strangers, waiting, watch
from tests.service.scenes import viewer

pytestmark = pytest.mark.usefixtures("clean")


def tried(*, views: int, share: float, impressions: int | None = None, promised: int = 10) -> int:
    """A video of ten seconds that so many people met and watched."""
    with db.transaction() as session:
        video = waiting(session, promised=promised)
        people = strangers(max(views, promised if impressions is None else impressions))
        show(session, video, people if impressions is None else people[:impressions])
        watch(session, video, people[:views], share)
        return video.id


def more(video_id: int, *, views: int, share: float) -> None:
    with db.transaction() as session:
        video, people = session.get_one(Video, video_id), strangers(views)
        show(session, video, people)
        watch(session, video, people, share)


def pool(video_id: int) -> ExplorationPool:
    with db.new_session() as session:
        return session.get_one(ExplorationPool, video_id)


def decisions(video_id: int) -> list[tuple[int, str]]:
    with db.new_session() as session:
        wanted = select(ExplorationDecision).where(ExplorationDecision.video_id == video_id)
        return [
            (row.gate, row.verdict) for row in session.exec(wanted.order_by(col(ExplorationDecision.gate)))
        ]


@pytest.mark.parametrize(
    ("share", "state", "reason"),
    [
        (0.98, PoolState.PROMOTED, "watched_longer"),
        (0.30, PoolState.STOPPED, "watched_shorter"),
        (0.70, PoolState.OPEN, None),
    ],
)
def test_the_first_gate_promotes_stops_or_asks_for_more(
    share: float, state: PoolState, reason: str | None
) -> None:
    video = tried(views=50, share=share)
    assert review() == (state is not PoolState.OPEN)
    found = pool(video)
    assert (found.state, found.reason, found.gate, found.views) == (state, reason, 50, 50)
    assert (found.decided_at is None) == (state is PoolState.OPEN)


def test_before_a_gate_nothing_is_decided(clean: None) -> None:
    video = tried(views=49, share=0.01)
    assert review() == 0
    assert (pool(video).gate, pool(video).views, decisions(video)) == (0, 49, [])


def test_a_video_goes_from_gate_to_gate_and_the_last_decides(clean: None) -> None:
    video = tried(views=60, share=0.70)
    review()
    more(video, views=150, share=0.70)
    review()
    assert pool(video).state is PoolState.OPEN
    more(video, views=800, share=0.70)
    review()
    assert decisions(video)[:2] == [(50, "go_on"), (200, "go_on")]
    assert decisions(video)[2][1] != "go_on"
    assert pool(video).reason in {"above_average", "below_average"}


def test_reviewing_again_changes_nothing(clean: None) -> None:
    video = tried(views=50, share=0.70)
    review()
    before = pool(video).model_dump()
    assert review() == 0
    assert pool(video).model_dump() == before
    assert decisions(video) == [(50, "go_on")]


def test_a_review_killed_in_the_middle_leaves_nothing_half_done(
    clean: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [tried(views=50, share=0.98) for _ in range(2)]

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(exploration_gates, "_leave", die)
        with pytest.raises(KeyboardInterrupt):
            review()
    assert [decisions(video) for video in made] == [[], []]
    assert review() == 2
    assert [decisions(video) for video in made] == [[(50, "promote")]] * 2


def test_nothing_is_decided_before_the_promise_is_kept(clean: None) -> None:
    video = tried(views=50, share=0.05, promised=80, impressions=60)
    assert review() == 0
    assert (pool(video).state, pool(video).views, decisions(video)) == (PoolState.OPEN, 50, [])
    with db.transaction() as session:
        show(session, session.get_one(Video, video), strangers(20))
    assert review() == 1
    assert pool(video).state is PoolState.STOPPED


def test_a_person_counts_once_with_the_first_watch_and_the_creator_never(clean: None) -> None:
    with db.transaction() as session:
        video = waiting(session, promised=0)
        me = signed_in(session.get_one(User, video.creator_id))
        [someone] = strangers(1)
        watch(session, video, [me] * 60, 1.0)
        watch(session, video, [someone] * 60, 1.0)
        watch(session, video, [someone], 0.25, at=now() - timedelta(hours=1))
    review()
    assert (pool(video.id).views, pool(video.id).completion_total) == (1, 0.25)


def test_the_expectation_is_learned_from_clips_of_the_same_length(clean: None) -> None:
    for _ in range(6):
        tried(views=40, share=0.95, promised=0)
    review()
    video = tried(views=50, share=0.75, promised=0)
    review()
    assert pool(video).expected == pytest.approx((0.95 * 240 + 0.70 * 200) / 440, abs=0.001)


def test_who_leaves_the_pool_owes_nobody(clean: None) -> None:
    with db.transaction() as session:
        video = placed(session, waiting(session, promised=0), axis(0))
        met, waits = fan(session, axis(0)), fan(session, axis(0))
        session.add_all(
            ExplorationAudience(video_id=video.id, user_id=one.id, score=1) for one in (met, waits)
        )
        session.flush()
        show(session, video, [met])
        watch(session, video, strangers(50), 0.05)
    assert review() == 1
    with db.new_session() as session:
        assert session.exec(select(ExplorationAudience.user_id)).all() == [met.id]


def test_a_video_that_hardly_anyone_meets_makes_room_after_a_month(clean: None) -> None:
    video = tried(views=12, share=0.9)
    with db.transaction() as session:
        session.get_one(ExplorationPool, video).entered_at = now() - timedelta(days=31)
    assert review() == 1
    assert (pool(video).state, pool(video).reason) == (PoolState.STOPPED, "quiet")


def told(video_id: int, *, by: Viewer | None = None) -> Distribution:
    with db.new_session() as session:
        creator = session.get_one(User, session.get_one(Video, video_id).creator_id)
        creator.role = Role.CREATOR
        return distribution(session, by or signed_in(creator), video_id)


def test_a_creator_reads_how_far_a_video_got_and_why_it_ended(clean: None) -> None:
    video = tried(views=50, share=0.30)
    with db.transaction() as session:
        show(session, session.get_one(Video, video), strangers(7), source="trending")
    review()
    found = told(video)
    assert (found.state, found.headline) == ("stopped", "Not pushed any further")
    assert found.reason.startswith(
        "50 people watched 30 % of it on average; of clips this long people here watch"
    )
    assert "less than chance explains" in found.reason
    assert [(one.name, one.impressions) for one in found.sources] == [
        ("The pool for new videos", 50),
        ("Trending", 7),
    ]
    assert sum(one.impressions for one in found.sources) == found.impressions == 57
    assert [gate.state for gate in found.gates] == ["stopped", "ahead", "ahead"]
    first = found.gates[0]
    assert first.low is not None
    assert first.high is not None
    assert first.expected is not None
    assert first.low < 0.30 < first.high < first.expected


def test_a_creator_reads_what_a_video_waits_for(clean: None) -> None:
    video = tried(views=3, share=0.5, promised=10, impressions=4)
    review()
    assert told(video).reason.startswith(
        "It is promised 10 impressions, whatever comes of them, and has had 4."
    )
    assert [gate.state for gate in told(video).gates] == ["next", "ahead", "ahead"]
    more(video, views=8, share=0.5)
    review()
    assert "At 50 views" in told(video).reason
    assert "11 views so far" in told(video).reason


def test_a_video_that_is_not_for_everyone_says_so(clean: None) -> None:
    with db.transaction() as session:
        video = waiting(session, visibility=Visibility.UNLISTED)
    assert told(video.id).state == "closed"


def test_only_its_creator_and_moderators_see_a_distribution(clean: None) -> None:
    video = tried(views=3, share=0.5)
    with db.transaction() as session:
        other = viewer(session)
        moderator = signed_in(make_user(session, role=Role.MODERATOR))
        [stranger] = strangers(1)
        [plain] = [waiting(session)]
        session.delete(session.get_one(ExplorationPool, plain.id))
    assert told(video, by=moderator).views == 0
    for who, refusal in ((other, Forbidden), (stranger, NotSignedIn)):
        with pytest.raises(refusal):
            told(video, by=who)
    with pytest.raises(NotFound):
        told(plain.id)
