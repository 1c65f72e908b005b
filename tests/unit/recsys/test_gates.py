"""What becomes of a new video at its gates."""

import numpy as np
import pytest

from app.recsys.gates import GATES, GUESSES, LENGTHS, Trial, Verdict, bucket, expectation, gate_at, verdict


def trial(share: float, views: int, expected: float = 0.5) -> Trial:
    return Trial(views, share * views, expected)


@pytest.mark.parametrize(("views", "gate"), [(0, 0), (49, 0), (50, 50), (199, 50), (200, 200), (5000, 1000)])
def test_a_gate_is_reached_with_its_views(views: int, gate: int) -> None:
    assert gate_at(views) == gate


@pytest.mark.parametrize(
    ("share", "views", "said"),
    [
        (0.80, 50, Verdict.PROMOTE),
        (0.20, 50, Verdict.STOP),
        (0.55, 50, Verdict.GO_ON),
        (0.55, 200, Verdict.GO_ON),
        (0.57, 200, Verdict.PROMOTE),
        (0.501, 1000, Verdict.PROMOTE),
        (0.499, 1000, Verdict.STOP),
    ],
)
def test_what_is_surely_better_goes_up_and_what_is_surely_worse_stops(
    share: float, views: int, said: Verdict
) -> None:
    assert verdict(trial(share, views), gate_at(views)) is said


def test_the_bounds_hold_the_share_and_close_in_on_it() -> None:
    widths = []
    for views in GATES:
        low, high = trial(0.6, views, 0.6).bounds
        assert 0 < low < 0.6 < high < 1
        widths.append(high - low)
    assert widths == sorted(widths, reverse=True)


def test_a_video_as_good_as_the_others_is_rarely_misjudged_at_the_first_gate() -> None:
    rng = np.random.default_rng(1)
    said = [verdict(Trial(50, float(rng.beta(1.2, 0.8, 50).sum()), expected=0.6), 50) for _ in range(1000)]
    assert said.count(Verdict.STOP) < 60
    assert said.count(Verdict.PROMOTE) < 60


def test_nothing_seen_is_the_guess_and_much_seen_is_the_truth() -> None:
    assert expectation(10, {}) == GUESSES[1]
    assert expectation(10, {1: (100_000, 90_000.0)}) == pytest.approx(0.9, abs=0.001)
    assert expectation(10, {2: (100_000, 90_000.0)}) == GUESSES[1]


def test_less_is_expected_of_longer_clips() -> None:
    found = [expectation(seconds, {}) for seconds in (1, *LENGTHS)]
    assert found == sorted(found, reverse=True)
    assert [bucket(seconds) for seconds in (0, 7, 179)] == [0, 1, len(LENGTHS)]


def test_nobody_yet_is_no_error() -> None:
    assert Trial(0, 0.0, 0.5).share == 0
    assert verdict(Trial(0, 0.0, 0.5), 0) is Verdict.GO_ON
