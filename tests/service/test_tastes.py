"""A viewer's taste follows every watch and reaction, and forgets what it was told to."""

from uuid import uuid4

import numpy as np
import pytest
from sqlmodel import col, func, select, text

from app import eventlog
from app.accounts.viewer import Viewer, anonymous, signed_in
from app.cache import valkey
from app.db import new_session, transaction
from app.learning import tastes
from app.learning.folding import Taste
from app.models import FeedReset, NotInterested, TasteKind, TasteRemoval, User, UserEmbedding
from app.models.columns import now
from app.social import reactions
from app.social import service as social
from app.telemetry import TASTES
from app.watching import service as watching
from app.watching.schemas import WatchReport
from tests.crowds import TOPICS, Crowd, make_crowd
from tests.outages import without_valkey

pytestmark = pytest.mark.usefixtures("clean")
SURF, CHESS = 0, 1


@pytest.fixture
def crowd(clean: None) -> Crowd:
    return make_crowd(viewers=8, videos=24, watches=0)


@pytest.fixture
def ada(crowd: Crowd) -> Viewer:
    with new_session() as session:
        return signed_in(session.get_one(User, crowd.viewers[SURF][0]))


def watch(who: Viewer, video_id: int, share: float = 1.0) -> None:
    told = {
        "video_id": video_id,
        "watched_ms": round(10_000 * share),
        "duration_ms": 10_000,
        "started_at": now(),
    }
    watching.report(who, [WatchReport.model_validate({**told, "event_id": uuid4()})])


def consume() -> None:
    """What the consumer processes do, in the worst order: tastes before the history."""
    for topic, group, apply in (
        (watching.TOPIC, tastes.GROUP, tastes.move),
        (reactions.TOPIC, tastes.GROUP, tastes.react),
        (watching.TOPIC, watching.GROUP, watching.apply),
    ):
        eventlog.join(topic, group)
        while eventlog.consume(topic, group, "test", apply=apply, wait_ms=1):
            pass


def taste(who: Viewer) -> Taste:
    with new_session() as session:
        return tastes.taste_of(session, who.key)


def leaning(found: Taste) -> float:
    """Above 0 towards surfing, below towards chess."""
    return float(found.vector[SURF] - found.vector[CHESS])


def kept_vector(who: Viewer) -> np.ndarray | None:
    with new_session() as session:
        row = session.get(UserEmbedding, who.id)
        return None if row is None else np.asarray(row.embedding)


@pytest.mark.parametrize("key", ["somebody", None])
def test_the_first_watch_moves_the_vector_before_the_history_has_it(
    crowd: Crowd, ada: Viewer, key: str | None
) -> None:
    who = anonymous(key) if key else ada
    assert not taste(who).is_known
    watch(who, crowd.videos[CHESS][0])
    consume()
    assert leaning(taste(who)) < -0.5
    assert taste(who).profile.watches == 1


def test_people_have_their_vector_in_the_database_too(crowd: Crowd, ada: Viewer) -> None:
    watch(ada, crowd.videos[SURF][0])
    consume()
    assert np.allclose(kept_vector(ada), taste(ada).vector, atol=1e-5)


def test_two_viewers_of_opposite_taste_get_different_nearest_lists(crowd: Crowd) -> None:
    surfer, player = anonymous("surfer"), anonymous("player")
    for n in range(3):
        watch(surfer, crowd.videos[SURF][n])
        watch(surfer, crowd.videos[CHESS][n], 0.05)
        watch(player, crowd.videos[CHESS][n])
    consume()
    assert set(nearest(surfer)) <= set(crowd.videos[SURF])
    assert set(nearest(player)) <= set(crowd.videos[CHESS])


def nearest(who: Viewer) -> list[int]:
    from app.models import VideoEmbedding

    distance = col(VideoEmbedding.embedding).max_inner_product(taste(who).vector)
    with new_session() as session:
        # The index is full of other tests' rows that are gone, and may find others than the nearest.
        session.execute(text("SET LOCAL enable_indexscan = off"))
        return list(session.exec(select(VideoEmbedding.video_id).order_by(distance).limit(10)))


@pytest.mark.parametrize("react", [social.like, social.save])
def test_a_reaction_without_a_watch_moves_it_and_taking_it_back_does_too(
    crowd: Crowd, ada: Viewer, react: object
) -> None:
    watch(ada, crowd.videos[SURF][0], 0.5)
    consume()
    before = leaning(taste(ada))
    with transaction() as session:
        react(session, ada, crowd.videos[CHESS][0])
    consume()
    assert leaning(taste(ada)) < before - 0.3
    back = {social.like: social.unlike, social.save: social.unsave}[react]
    with transaction() as session:
        back(session, ada, crowd.videos[CHESS][0])
    consume()
    assert leaning(taste(ada)) == pytest.approx(before, abs=0.01)


def test_what_was_turned_away_weighs_more_than_that_it_was_watched(crowd: Crowd, ada: Viewer) -> None:
    for n in range(2):
        watch(ada, crowd.videos[SURF][n])
    consume()
    with transaction() as session:
        session.add(NotInterested(user_id=ada.id or 0, video_id=crowd.videos[SURF][0]))
        reactions.tell(session, ada, crowd.videos[SURF][0], "not_interested")
    consume()
    assert leaning(taste(ada)) < 0


def test_a_reset_forgets_what_was_before_and_can_be_undone(crowd: Crowd, ada: Viewer) -> None:
    watch(ada, crowd.videos[SURF][0])
    consume()
    with transaction() as session:
        reset = FeedReset(viewer_key=ada.key, user_id=ada.id, reset_at=now())
        session.add(reset)
    tastes.forget(ada.key)
    assert not taste(ada).is_known
    consume()
    assert kept_vector(ada) is None
    watch(ada, crowd.videos[CHESS][0])
    consume()
    assert leaning(taste(ada)) < -0.5
    with transaction() as session:
        session.get_one(FeedReset, reset.id).undone_at = now()
    tastes.forget(ada.key)
    assert taste(ada).profile.watches == 2


def test_what_somebody_was_folding_when_the_viewer_forgot_is_not_believed(crowd: Crowd, ada: Viewer) -> None:
    watch(ada, crowd.videos[SURF][0])
    consume()
    late = valkey_copy(ada)
    with transaction() as session:
        session.add(FeedReset(viewer_key=ada.key, user_id=ada.id, reset_at=now()))
    tastes.forget(ada.key)
    from app.cache import valkey_bytes

    valkey_bytes().set(f"taste:{ada.key}", late)
    assert not taste(ada).is_known


def valkey_copy(who: Viewer) -> bytes:
    from app.cache import valkey_bytes

    return bytes(valkey_bytes().get(f"taste:{who.key}"))


def test_a_removed_topic_counts_no_more_in_vector_or_profile(crowd: Crowd, ada: Viewer) -> None:
    for n in range(3):
        watch(ada, crowd.videos[SURF][n])
        watch(ada, crowd.videos[CHESS][n])
    consume()
    assert abs(leaning(taste(ada))) < 0.2
    with transaction() as session:
        session.add(TasteRemoval(user_id=ada.id or 0, kind=TasteKind.TOPIC, key=TOPICS[SURF]))
    tastes.forget(ada.key)
    assert leaning(taste(ada)) < -0.5
    assert taste(ada).profile.watches == 3


def test_a_hundred_watches_in_a_batch_are_folded_once(crowd: Crowd) -> None:
    before = TASTES.labels("watched")._value.get()
    for n in range(100):
        watch(anonymous("keen"), crowd.all_videos[n % 24])
    consume()
    assert TASTES.labels("watched")._value.get() - before == 1


def test_without_valkey_it_is_folded_from_the_history(crowd: Crowd, ada: Viewer) -> None:
    watch(ada, crowd.videos[SURF][0])
    consume()
    known = taste(ada).vector
    with without_valkey():
        assert np.allclose(taste(ada).vector, known, atol=1e-3)


def test_a_watch_of_a_video_that_is_gone_changes_nothing(crowd: Crowd) -> None:
    watch(anonymous("late"), 123_456_789)
    consume()
    assert not taste(anonymous("late")).is_known
    assert not valkey().exists("events:watches:dead")


def test_old_watches_beyond_the_last_two_hundred_fade_out(crowd: Crowd) -> None:
    for n in range(tastes_recent() + 20):
        watch(anonymous("busy"), crowd.videos[SURF if n < 20 else CHESS][n % 12])
    consume()
    assert taste(anonymous("busy")).profile.watches == tastes_recent()
    with new_session() as session:
        assert session.exec(select(func.count()).select_from(UserEmbedding)).one() == 0


def tastes_recent() -> int:
    from app.learning.past import RECENT

    return RECENT
