"""A model that foresees worse may not serve, and the sentence says by which measure."""

import numpy as np
import pytest

from app.learning.judging import Verdict, compared, gauc, log_loss, objection

OLD = Verdict(gauc=0.65, loss=0.60, guess=0.69, hits=0.30, watches=100_000, compared=50_000)


def verdict(**changes: float) -> Verdict:
    return Verdict(**{**OLD.told(), **changes})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"gauc": 0.63}, "orders the last day worse"),
        ({"loss": 0.62}, "foresees the last day worse"),
        ({"hits": 0.2}, "finds less"),
        ({"loss": 0.72}, "Guessing everyone alike"),
        ({"gauc": float("nan")}, "numbers that are none"),
    ],
)
def test_what_is_worse_is_refused_with_the_reason(changes: dict[str, float], said: str) -> None:
    assert said in (objection(verdict(**changes), OLD) or "")


@pytest.mark.parametrize("changes", [{}, {"gauc": 0.641}, {"loss": 0.61}, {"hits": 0.28}, {"gauc": 0.9}])
def test_what_is_as_good_within_chance_or_better_may_serve(changes: dict[str, float]) -> None:
    assert objection(verdict(**changes), OLD) is None


def test_on_a_small_site_chance_is_not_held_against_a_model() -> None:
    assert objection(verdict(gauc=0.63), OLD)
    assert objection(verdict(gauc=0.63, compared=400), OLD) is None
    assert objection(verdict(gauc=0.58, compared=400), OLD)
    assert objection(verdict(loss=0.71), None)
    assert objection(verdict(loss=0.71, watches=137), None) is None


def test_an_order_that_few_viewers_can_judge_weighs_little_however_many_watches_there_were() -> None:
    perfect = verdict(gauc=1.0, watches=137, compared=16)
    assert objection(verdict(gauc=0.8125, watches=137, compared=16), perfect) is None
    assert objection(verdict(gauc=0.8125, watches=137, compared=137), perfect)


def test_the_first_model_has_only_to_beat_a_guess() -> None:
    assert objection(verdict(gauc=0.5, hits=0), None) is None


def test_gauc_counts_pairs_within_viewers_only() -> None:
    viewers = np.array([1, 1, 1, 2, 2, 3])
    truth = np.array([True, False, False, True, False, True])
    assert gauc(viewers, truth, np.array([0.9, 0.1, 0.2, 0.1, 0.2, 0.5])) == pytest.approx(3 / 5)
    assert gauc(viewers, truth, np.zeros(6)) == 0.5
    assert gauc(viewers, np.ones(6, bool), np.arange(6.0)) == 0.5
    assert compared(viewers, truth) == 5
    assert compared(viewers, np.ones(6, bool)) == 0


def test_log_loss_of_a_sure_mistake_is_large_but_a_number() -> None:
    assert log_loss(np.array([True, False]), np.array([0.0, 1.0])) > 10
    assert log_loss(np.array([True, False]), np.array([0.5, 0.5])) == pytest.approx(np.log(2))
