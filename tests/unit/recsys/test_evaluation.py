"""Estimates of a policy from another's log, on logs whose truth is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.recsys import evaluation
from app.recsys.evaluation import Logged

ARMS = 6
REWARD = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.9])
LOGGING = np.array([0.3, 0.25, 0.2, 0.1, 0.1, 0.05])
OTHER = np.array([0.05, 0.1, 0.1, 0.2, 0.25, 0.3])


def log_of(rng: np.random.Generator, *, pages: int, size: int = 5) -> tuple[Logged, np.ndarray]:
    """A simulated log, and which arm each impression was."""
    arms = rng.choice(ARMS, pages * size, p=LOGGING)
    rewards = (rng.random(len(arms)) < REWARD[arms]).astype(float)
    return Logged(LOGGING[arms], rewards, np.repeat(np.arange(pages), size)), arms


def test_the_mean_over_many_logs_is_what_the_other_policy_would_have_earned() -> None:
    rng, truth = np.random.default_rng(1), float(OTHER @ REWARD)
    logs = [log_of(rng, pages=80) for _ in range(300)]
    found = [evaluation.ips(evaluation.weights(log, OTHER[arms]), log.rewards) for log, arms in logs]
    error = np.std(found) / np.sqrt(len(found))
    assert np.mean(found) == pytest.approx(truth, abs=4 * error)


def test_self_normalised_is_steadier_and_near_the_truth() -> None:
    rng, truth = np.random.default_rng(2), float(OTHER @ REWARD)
    logs = [log_of(rng, pages=80) for _ in range(300)]
    weighed = [(evaluation.weights(log, OTHER[arms]), log.rewards) for log, arms in logs]
    plain, normed = ([of(*one) for one in weighed] for of in (evaluation.ips, evaluation.snips))
    assert np.mean(normed) == pytest.approx(truth, abs=0.01)
    assert np.std(normed) < np.std(plain)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    rng, truth = np.random.default_rng(3), float(OTHER @ REWARD)
    held = []
    for _ in range(60):
        log, arms = log_of(rng, pages=200)
        snips = evaluation.judge(log, OTHER[arms]).snips
        held.append(snips.low <= truth <= snips.high)
    assert np.mean(held) > 0.85


def test_the_same_policy_is_worth_what_was_seen() -> None:
    log, _ = log_of(np.random.default_rng(4), pages=100)
    verdict = evaluation.judge(log, log.propensities)
    assert verdict.ips.mean == verdict.snips.mean == pytest.approx(log.rewards.mean())
    assert verdict.effective == pytest.approx(len(log.rewards))
    gap = evaluation.difference(log, log.propensities, log.propensities)
    assert (gap.mean, gap.low, gap.high) == (0, 0, 0)


def test_a_better_policy_is_told_from_a_worse_one() -> None:
    log, arms = log_of(np.random.default_rng(5), pages=2000)
    gap = evaluation.difference(log, LOGGING[arms], OTHER[arms])
    assert gap.low > 0
    assert gap.mean == pytest.approx(OTHER @ REWARD - LOGGING @ REWARD, abs=0.05)


def test_a_page_repeated_does_not_make_the_interval_narrower() -> None:
    """Items of one page stand or fall together: pages are drawn, not items."""
    rng = np.random.default_rng(6)
    rewards, chances = rng.random(50), np.full(50, 0.5)
    alone = evaluation.judge(Logged(chances, rewards, np.arange(50)), chances)
    fourfold = Logged(np.repeat(chances, 4), np.repeat(rewards, 4), np.repeat(np.arange(50), 4))
    repeated = evaluation.judge(fourfold, fourfold.propensities)
    assert repeated.snips.high - repeated.snips.low == pytest.approx(alone.snips.high - alone.snips.low)


probability = st.floats(0.001, 1)
impressions = st.lists(st.tuples(probability, probability, st.floats(0, 1)), min_size=1, max_size=40)


@settings(deadline=None, max_examples=25)
@given(impressions)
def test_self_normalised_estimates_stay_within_what_was_seen(rows: list[tuple[float, float, float]]) -> None:
    logged, chances, rewards = (np.array(column) for column in zip(*rows, strict=True))
    verdict = evaluation.judge(Logged(logged, rewards, np.arange(len(rows))), chances)
    assert rewards.min() - 1e-9 <= verdict.snips.mean <= rewards.max() + 1e-9
    assert verdict.snips.low - 1e-9 <= verdict.snips.high
    assert 0 < verdict.effective <= len(rows) + 1e-9


@settings(deadline=None)
@given(impressions)
def test_no_weight_is_larger_than_its_bound(rows: list[tuple[float, float, float]]) -> None:
    logged, chances, rewards = (np.array(column) for column in zip(*rows, strict=True))
    weight = evaluation.weights(Logged(logged, rewards, np.arange(len(rows))), chances)
    assert (weight <= evaluation.LARGEST_WEIGHT).all()
