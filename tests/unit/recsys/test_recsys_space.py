"""A viewer's vector depends on what was watched, not on how it is told."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.recsys.interactions import Interactions
from app.recsys.space import Folding
from app.recsys.trend import LEAST, trend

FOLDING = Folding(np.eye(128, dtype=np.float32) * 50, np.full(128, 0.1, np.float32))
WATCHES = st.lists(st.tuples(st.integers(0, 99), st.sampled_from([-1.5, 0.0, 0.4, 1.0, 1.5])), max_size=20)


INPUTS = np.random.default_rng(4).normal(size=(100, 128)).astype(np.float32)


def folded(watches):
    videos = [video for video, _ in watches]
    return FOLDING.vector(INPUTS[videos], np.array([weight for _, weight in watches], np.float32))


@settings(max_examples=20, deadline=None)
@given(WATCHES, st.randoms())
def test_the_order_of_watches_and_those_that_say_nothing_do_not_matter(watches, chance):
    other = [watch for watch in watches if watch[1]]
    chance.shuffle(other)
    assert folded(other) == pytest.approx(folded(watches), abs=1e-3)


@settings(max_examples=20, deadline=None)
@given(WATCHES)
def test_a_vector_is_finite_whatever_was_watched(watches):
    assert np.isfinite(folded(watches)).all()


def test_a_rejection_pushes_as_a_like_pulls():
    stranger = FOLDING.start
    assert folded([(3, 1.5)]) - stranger == pytest.approx(stranger - folded([(3, -1.5)]), abs=1e-4)


def watched(videos, at):
    count = len(videos)
    numbers, yes = np.ones(count, np.float32), np.ones(count, bool)
    return Interactions(
        viewers=np.arange(count),
        videos=np.array(videos),
        long=yes,
        liked=~yes,
        completion=numbers,
        watched_ms=numbers,
        duration_ms=numbers,
        at=np.array(at, np.float64),
        exposed=yes,
    )


def test_a_view_counts_half_after_so_many_others_however_long_they_took():
    ids = np.array([1, 2, 3, 4])
    videos = [1, 1, *[3] * (LEAST - 1), 2]
    for at in (np.arange(len(videos)), np.geomspace(1, 1e9, len(videos))):
        at[1] = at[0]
        two_old, one_young, many, none = trend(watched(videos, at), ids)
        assert two_old == pytest.approx(one_young)
        assert one_young < many
        assert none == 0
