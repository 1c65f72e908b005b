"""Many viewers at once get the very features that each would get alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.recsys import crowd
from app.recsys.features import FEATURES, Moment, build, rows
from app.recsys.outcomes import outcomes_of
from app.recsys.profile import profile_of
from tests.unit.recsys.test_recsys_ranker import NOW, some_videos

CATALOGUE = some_videos(40)


@st.composite
def histories(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Viewers in order, the place of what they watched, and outcomes."""
    lengths = draw(st.lists(st.integers(1, 12), min_size=1, max_size=5))
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    count = sum(lengths)
    watched, completion = random.uniform(0, 60_000, count), random.random(count)
    liked = random.random(count) < 0.3
    outcomes = outcomes_of(NOW - count + np.arange(count), watched, completion, liked=liked)
    return np.repeat(np.arange(len(lengths)) * 7 + 3, lengths), random.integers(0, 40, count), outcomes


@settings(deadline=None, max_examples=40)
@given(histories())
def test_before_each_watch_the_features_are_those_of_a_profile_of_the_earlier_ones(past) -> None:
    viewers, place, outcomes = past
    videos, taste = CATALOGUE[place], np.full(128, 0.5, np.float32)
    known = crowd.known_before(viewers, videos, outcomes, tastes=videos["vector"] @ taste)
    together = rows(known, videos, Moment(NOW, hour=5))
    for row, viewer in enumerate(viewers):
        mine = slice(int(np.searchsorted(viewers, viewer)), row)
        profile = profile_of(videos[mine], outcomes[mine])
        alone = build(profile, videos[row : row + 1], Moment(NOW, hour=5), taste=taste)
        assert together[row] == pytest.approx(alone[0], abs=2e-4), FEATURES


@settings(deadline=None, max_examples=40)
@given(histories())
def test_after_all_watches_the_features_are_those_of_each_profile(past) -> None:
    viewers, place, outcomes = past
    videos, ids = CATALOGUE[place], np.unique(viewers)
    tastes = np.random.default_rng(0).normal(size=(len(ids), 128)).astype(np.float32)
    all_of_them = crowd.crowd_of(viewers, videos, outcomes, tastes=tastes, stranger=tastes[0])
    for number, viewer in enumerate(ids):
        profile = profile_of(videos[viewers == viewer], outcomes[viewers == viewer])
        alone = build(profile, CATALOGUE, Moment(NOW), taste=tastes[number])
        known = all_of_them.known(np.full(len(CATALOGUE), viewer), CATALOGUE)
        assert rows(known, CATALOGUE, Moment(NOW)) == pytest.approx(alone, abs=2e-4)


def test_a_stranger_among_them_is_nobody() -> None:
    outcomes = outcomes_of(np.array([NOW]), np.array([30_000.0]), np.array([1.0]))
    tastes = np.ones((1, 128), np.float32)
    some = crowd.crowd_of(
        np.array([5]), CATALOGUE[:1], outcomes, tastes=tastes, stranger=np.zeros(128, np.float32)
    )
    known = some.known(np.array([4, 6]), CATALOGUE[:2])
    assert not known.totals.any()
    assert not known.met.any()
    assert not known.taste.any()


@settings(deadline=None, max_examples=40)
@given(histories())
def test_a_watch_counts_for_its_video_by_what_its_viewer_had_watched_long_before(past) -> None:
    viewers, _, outcomes = past
    for row, added in enumerate(crowd.fair(viewers, outcomes["long"])):
        before = outcomes["long"][(viewers == viewers[row]) & (np.arange(len(viewers)) < row)]
        usual = (before.sum() + 10 * 0.35) / (len(before) + 10)
        assert added == pytest.approx(outcomes["long"][row] - usual + 0.35)


def test_long_views_by_those_who_watch_everything_long_say_less_of_a_video() -> None:
    viewers = np.repeat([1, 2], 21)
    long = np.r_[np.ones(21, bool), np.zeros(20, bool), True]
    patient, picky = crowd.fair(viewers, long)[[20, 41]]
    assert 0 < patient < 1 < picky
