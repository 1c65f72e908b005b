"""A hundred new videos by new creators: every impression is in the books, and every promise is kept."""

from collections import Counter
from collections.abc import Sequence

import pytest
from sqlmodel import Session, select

from app import db, eventlog
from app.accounts.viewer import signed_in
from app.eventlog import Event
from app.feed import exploration_books, records
from app.feed.exploration_gates import review
from app.feed.exploration_report import distribution
from app.feed.exploration_schemas import Distribution
from app.models import (
    ExplorationDecision,
    ExplorationPool,
    ExplorationSource,
    Impression,
    PoolState,
    Role,
    User,
    Video,
)
from app.recsys.gates import GATES
from tests.service import debut
from tests.service.debut import Scene
from tests.service.pools import strangers, waiting

pytestmark = pytest.mark.usefixtures("clean")


@pytest.mark.timeout(600)
def test_a_hundred_new_videos_get_what_they_were_promised_and_all_of_it_is_in_the_books(clean: None) -> None:
    made = debut.begin(Scene())
    pages = list(debut.scrolls(made))
    handed = Counter((item.video.id, item.source) for page in pages for item in page)
    of_new = {key: count for key, count in handed.items() if key[0] in set(made.videos)}
    with db.new_session() as session:
        rows = Counter((row.video_id, row.source) for row in session.exec(select(Impression)))
        books = session.exec(select(ExplorationSource)).all()
        assert exploration_books.imbalances(session) == []
    assert rows == handed
    assert {(row.video_id, row.source): row.impressions for row in books} == of_new
    for pool in debut.pools(made):
        assert pool.impressions == sum(
            count for (video, _), count in of_new.items() if video == pool.video_id
        )
        assert pool.impressions >= made.scene.promised
    # Two places of ten explore; two rounds of the viewers is how long the last ones may wait.
    assert len(pages) <= made.scene.new * made.scene.promised / 2 + 2 * len(made.viewers)
    for video_id in made.videos:
        told = as_told(video_id)
        assert sum(one.impressions for one in told.sources) == told.impressions >= made.scene.promised


def as_told(video_id: int) -> Distribution:
    with db.new_session() as session:
        creator = session.get_one(User, session.get_one(Video, video_id).creator_id)
        creator.role = Role.CREATOR
        return distribution(session, signed_in(creator), video_id)


def test_every_new_video_is_shown_within_a_bounded_number_of_pages(clean: None) -> None:
    made = debut.begin(Scene(new=30, popular=60, known=5, unknown=5, promised=1))
    pages = list(debut.scrolls(made))
    assert {item.video.id for page in pages for item in page} >= set(made.videos)
    assert len(pages) <= 30


def shown_to(count: int) -> int:
    """A new video with so many impressions waiting in the log."""
    with db.transaction() as session:
        video = waiting(session)
    bodies = [
        {
            "request_id": f"00000000-0000-4000-8000-{number:012d}",
            "viewer_key": viewer.key,
            "video_id": video.id,
            "position": 0,
            "source": "exploration",
            "propensity": 1.0,
            "at": video.created_at.isoformat(),
        }
        for number, viewer in enumerate(strangers(count))
    ]
    eventlog.append(records.TOPIC, bodies)
    eventlog.join(records.TOPIC, records.GROUP)
    return video.id


def counts(video_id: int) -> tuple[int, int]:
    with db.new_session() as session:
        rows = session.exec(select(Impression).where(Impression.video_id == video_id)).all()
        return len(rows), session.get_one(ExplorationPool, video_id).impressions


def test_a_consumer_killed_before_its_commit_counts_none_twice(
    clean: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    video = shown_to(20)
    entered = exploration_books.enter

    def die_after(session: Session, shown: Sequence[exploration_books.Shown]) -> None:
        entered(session, shown)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(exploration_books, "enter", die_after)
        with pytest.raises(KeyboardInterrupt):
            eventlog.consume(records.TOPIC, records.GROUP, "first", apply=records.write_impressions)
    assert counts(video) == (0, 0)
    monkeypatch.setattr(eventlog, "ABANDONED_MS", 1)
    debut.consume()
    assert counts(video) == (20, 20)


def test_a_consumer_killed_before_its_receipt_counts_none_twice(
    clean: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    video = shown_to(20)

    def die_after(events: Sequence[Event]) -> None:
        records.write_impressions(events)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        eventlog.consume(records.TOPIC, records.GROUP, "first", apply=die_after)
    monkeypatch.setattr(eventlog, "ABANDONED_MS", 1)
    debut.consume()
    assert counts(video) == (20, 20)


@pytest.mark.timeout(300)
def test_what_is_watched_through_the_gates_is_decided_with_the_numbers_of_the_history(clean: None) -> None:
    made = debut.begin(Scene(new=4, popular=20, known=60, unknown=60, promised=60))
    for _ in debut.scrolls(made, most=600):
        pass
    review()
    with db.new_session() as session:
        decided = session.exec(select(ExplorationDecision)).all()
        pools = {pool.video_id: pool for pool in session.exec(select(ExplorationPool))}
    assert {row.gate for row in decided} <= set(GATES)
    assert all(row.views >= row.gate and pools[row.video_id].impressions >= 60 for row in decided)
    assert all((pool.state is PoolState.OPEN) == (pool.decided_at is None) for pool in pools.values())
