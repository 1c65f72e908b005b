"""The fallback formula: better watched, fresher and more on topic never scores lower."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from app.accounts.viewer import anonymous
from app.feed import scorers
from app.feed.candidates import Candidate, Query

NOW = datetime(2026, 11, 23, tzinfo=UTC)
QUERY = Query(
    session=Session(), viewer=anonymous("somebody-somewhere"), now=NOW, topics=("cats", "dogs", "tea")
)
PLAIN = Candidate(
    video_id=1,
    creator_id=1,
    creator_name="ada",
    sound_id=None,
    hashtags=(),
    published_at=NOW,
    views=0,
    likes=0,
    completion=None,
    source="trending",
)
ALL = (scorers.quality, scorers.freshness, scorers.topic_match, scorers.followed_creator)
views = st.integers(0, 10**9)
rates = st.none() | st.floats(0, 1)


@pytest.mark.parametrize("scorer", ALL)
def test_nothing_scores_to_nothing(scorer: object) -> None:
    assert len(scorer(QUERY, [])) == 0  # type: ignore[operator]


@given(seen=views, likes=views, completion=rates, hours=st.floats(-10, 10**5))
def test_every_score_is_a_share(seen: int, likes: int, completion: float | None, hours: float) -> None:
    candidate = replace(
        PLAIN,
        views=seen,
        likes=min(likes, seen),
        completion=completion if seen else None,
        published_at=NOW - timedelta(hours=hours),
        hashtags=("cats", "dogs", "tea"),
    )
    for scorer in ALL:
        (score,) = scorer(QUERY, [candidate])
        assert 0 <= score <= 1


def test_few_views_say_little_and_many_say_much() -> None:
    few, many = (replace(PLAIN, views=count, completion=0.9) for count in (2, 2000))
    unknown, low, high = scorers.quality(QUERY, [PLAIN, few, many])
    assert unknown < low < high


@given(seen=st.integers(1, 10**6), better=st.floats(0.5, 1), worse=st.floats(0, 0.49))
def test_what_is_watched_further_scores_higher(seen: int, better: float, worse: float) -> None:
    pair = [replace(PLAIN, views=seen, completion=rate) for rate in (better, worse)]
    high, low = scorers.quality(QUERY, pair)
    assert high > low


def test_freshness_halves_after_its_half_life() -> None:
    ages = [timedelta(0), timedelta(hours=scorers.FRESH_HALF_LIFE_HOURS), timedelta(days=365)]
    scores = scorers.freshness(QUERY, [replace(PLAIN, published_at=NOW - age) for age in ages])
    assert scores == pytest.approx([1, 0.5, 0], abs=1e-9)


def test_a_clock_ahead_of_ours_gains_nothing() -> None:
    assert scorers.freshness(QUERY, [replace(PLAIN, published_at=NOW + timedelta(days=9))]) == pytest.approx(
        [1]
    )


def test_the_topic_watched_most_weighs_most() -> None:
    tags = [("cats",), ("dogs",), ("tea",), ("rain",), ("cats", "dogs")]
    scores = scorers.topic_match(QUERY, [replace(PLAIN, hashtags=one) for one in tags])
    assert scores[0] > scores[1] > scores[2] > scores[3] == 0
    assert scores[4] == np.max(scores)


def test_followed_creators_are_lifted() -> None:
    followed, other = scorers.followed_creator(QUERY, [replace(PLAIN, source="followed"), PLAIN])
    assert followed > other == 0
