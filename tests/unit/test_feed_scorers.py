"""The formula: better watched, fresher and more on topic never scores lower."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from app.accounts.viewer import anonymous
from app.feed import ranking, scorers
from app.feed.candidates import CODE, Candidates, Likings, Query
from app.feed.steering import Steering
from app.recsys.columns import VIDEO, tag_key

NOW = datetime(2026, 11, 23, tzinfo=UTC)
QUERY = Query(
    session=Session(),
    viewer=anonymous("somebody-somewhere"),
    now=NOW,
    likings=lambda: Likings(("cats", "dogs", "tea")),
)
HOUR = 3600.0
watches = st.integers(0, 10**9)


def found(*rows: dict[str, object], source: str = "trending") -> Candidates:
    videos = np.zeros(len(rows), VIDEO)
    videos["published"] = NOW.timestamp()
    for number, row in enumerate(rows):
        for name, value in row.items():
            videos[number][name] = keys_of(value) if name == "tags" else value
    return Candidates(videos, np.full(len(rows), CODE[source], np.uint8))


def keys_of(tags: object) -> list[int]:
    return ([tag_key(tag) for tag in tags] + [0] * 4)[:4]  # type: ignore[attr-defined]


def test_nothing_scores_to_nothing() -> None:
    assert scorers.parts(QUERY, found()).shape == (0, len(scorers.PARTS))
    assert len(ranking.by_formula(QUERY, found()).scores) == 0


@given(seen=watches, likes=watches, rate=st.floats(0, 1), hours=st.floats(-10, 10**5))
def test_every_part_is_a_finite_number(seen: int, likes: int, rate: float, hours: float) -> None:
    row = {
        "watches": seen,
        "completions": seen * rate,
        "likes": min(likes, seen),
        "published": NOW.timestamp() - hours * HOUR,
        "tags": ["cats", "dogs"],
    }
    assert np.isfinite(scorers.parts(QUERY, found(row))).all()


def test_few_watches_say_little_and_many_say_much() -> None:
    unknown, few, many = scorers.quality(
        QUERY, found({}, *({"watches": count, "completions": 0.9 * count} for count in (2, 2000)))
    )
    assert unknown < few < many
    assert unknown == pytest.approx(0)


@given(seen=st.integers(1, 10**6), better=st.floats(0.5, 1), worse=st.floats(0, 0.49))
def test_what_is_watched_further_scores_higher(seen: int, better: float, worse: float) -> None:
    rows = [{"watches": seen, "completions": rate * seen} for rate in (better, worse)]
    high, low = scorers.quality(QUERY, found(*rows))
    assert high > low


def test_a_creator_whose_videos_are_watched_lifts_the_next_one() -> None:
    good, bad = ({"creator_watches": 500, "creator_completions": 500 * rate} for rate in (0.8, 0.2))
    high, unknown, low = scorers.creator(QUERY, found(good, {}, bad))
    assert high > unknown > low
    assert unknown == pytest.approx(0)


def test_freshness_halves_after_its_half_life() -> None:
    ages = (0, scorers.FRESH_HALF_LIFE_HOURS, 365 * 24, -200)
    rows = [{"published": NOW.timestamp() - hours * HOUR} for hours in ages]
    new, older, old, ahead = np.expm1(scorers.freshness(QUERY, found(*rows))) / scorers.FRESH_LIFT
    assert [new, older, old] == pytest.approx([1, 0.5, 0], abs=1e-9)
    assert ahead == pytest.approx(1), "a clock ahead of ours gains nothing"


def test_the_topic_watched_most_weighs_most() -> None:
    tags = (["cats"], ["dogs"], ["tea"], ["rain"], ["cats", "dogs"])
    scores = scorers.topics(QUERY, found(*({"tags": one} for one in tags)))
    assert scores[0] > scores[1] > scores[2] > scores[3] == 0
    assert scores[4] == np.max(scores)


def test_followed_creators_are_lifted() -> None:
    assert scorers.followed(QUERY, found({}, source="followed")) > scorers.followed(QUERY, found({}))


def test_the_named_reason_is_what_the_score_would_lose_without_it() -> None:
    rows = [{"tags": ["cats"], "published": 0}, {"watches": 900, "completions": 890, "published": 0}]
    ranked = ranking.by_formula(QUERY, found(*rows))
    (topic, topic_drop), (quality, _) = (drops[0] for drops in ranked.reasons([0, 1]))
    assert (topic, quality) == ("topics", "quality")
    without = ranking.by_formula(replace(QUERY, likings=Likings), found(*rows))
    lost = ranked.features[0].sum() - without.features[0].sum()
    assert lost == pytest.approx(topic_drop, abs=1e-6)


@pytest.mark.parametrize(
    ("steering", "moves"),
    [
        (Steering(topics={"rain": 1.0}), [0, 1]),
        (Steering(topics={"cats": -0.5}), [-1, 0]),
        (Steering(weary_topics={"cats": 0.8}), [-1, 0]),
        (Steering(weary_creators={7: 0.8}), [-1, 0]),
    ],
)
def test_what_a_viewer_says_moves_the_scores_of_what_it_is_about(
    steering: Steering, moves: list[int]
) -> None:
    rows = found({"tags": ["cats"], "creator": 7}, {"tags": ["rain"], "creator": 8})
    before, after = (
        ranking.by_formula(replace(QUERY, steering=one), rows).scores for one in (Steering(), steering)
    )
    assert np.sign(after - before).tolist() == moves
