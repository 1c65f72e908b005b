"""Candidates wait for viewers who were there lately, and follow their taste."""

import itertools

import numpy as np
import pytest
from sqlmodel import Session

from app import db
from app.accounts.viewer import Viewer
from app.cache import valkey_bytes
from app.feed import gathering, precomputing
from app.feed import service as feed
from app.feed.asking import gathered_key
from app.learning import tastes
from app.models import Video, VideoEmbedding, Visibility
from app.telemetry import GATHERED
from tests.builders import make_video
from tests.service.pools import axis
from tests.service.scenes import person, viewer, watched

pytestmark = pytest.mark.usefixtures("clean")


@pytest.fixture
def topics(monkeypatch: pytest.MonkeyPatch) -> tuple[list[int], list[int]]:
    """Videos of two opposite topics on a site that keeps its candidates."""
    monkeypatch.setattr(gathering, "WORTH_KEEPING", 2)
    with db.transaction() as session:
        return tuple([_placed(session, axis(topic)) for _ in range(12)] for topic in (0, 1))  # type: ignore[return-value]


def _placed(session: Session, point: np.ndarray) -> int:
    made = make_video(session, person(session))
    session.add(VideoEmbedding(video_id=made.id, embedding=point))
    session.flush()
    return made.id


def watching(who: Viewer, videos: list[int]) -> None:
    with db.transaction() as session:
        for video_id in videos:
            watched(session, who, video_id)
    valkey_bytes().delete(f"seen:{who.key}")
    tastes.refold({who.key: ()}, reason="watched")


def somebody(videos: list[int]) -> Viewer:
    with db.transaction() as session:
        made = viewer(session)
    watching(made, videos)
    return made


def kept(who: Viewer) -> bytes | None:
    return valkey_bytes().get(gathered_key(who.key))


def hits(outcome: str) -> float:
    return GATHERED.labels(outcome)._value.get()


def test_the_first_page_after_the_batch_comes_from_what_it_kept(topics: tuple[list[int], list[int]]) -> None:
    me = somebody(topics[0][:3])
    assert precomputing.run() == 1
    before = hits("hit"), hits("miss")
    with db.new_session() as session:
        assert feed.for_you(session, me, size=5).items
    assert (hits("hit"), hits("miss")) == (before[0] + 1, before[1])


def test_what_is_kept_stands_until_the_taste_moves(topics: tuple[list[int], list[int]]) -> None:
    me = somebody(topics[0][:3])
    precomputing.run()
    first = kept(me)
    assert precomputing.run() == 0
    assert kept(me) == first
    watching(me, topics[1][:6])
    assert precomputing.run() == 1
    assert kept(me) != first


def test_whoever_s_taste_moved_last_is_served_first_and_a_run_is_bounded(
    topics: tuple[list[int], list[int]],
) -> None:
    early, late = somebody(topics[0][:3]), somebody(topics[1][:3])
    assert precomputing.run(most=1) == 1
    assert kept(late)
    assert kept(early) is None
    ticks = itertools.count(step=precomputing.SECONDS + 1)
    assert precomputing.run(clock=lambda: next(ticks)) == 0


def test_what_waits_is_looked_at_once_more_before_it_is_shown(topics: tuple[list[int], list[int]]) -> None:
    me = somebody(topics[0][:3])
    precomputing.run()
    with db.transaction() as session:
        for video_id in topics[0]:
            session.get_one(Video, video_id).visibility = Visibility.PRIVATE
    with db.new_session() as session:
        shown = {item.video.id for item in feed.for_you(session, me, size=12).items}
    assert shown
    assert not shown & set(topics[0])
