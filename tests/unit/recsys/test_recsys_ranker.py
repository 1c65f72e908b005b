"""What the ranker foresees is calibrated, and what it says of itself is true."""

import io
from dataclasses import astuple

import numpy as np
import pytest
from numpy.typing import NDArray

from app.recsys.columns import VIDEO
from app.recsys.features import FEATURES, GROUPS, LEAST_MET, Moment, build, unmet
from app.recsys.outcomes import HEADS, labels, outcomes_of
from app.recsys.profile import Profile, nobody, profile_of
from app.recsys.ranker import WEIGHTS, Ranker, score
from app.recsys.reasons import neutralised, reasons

Rows = NDArray[np.void]
NOW = 1_790_000_000.0
TASTE = np.random.default_rng(9).normal(size=128).astype(np.float32)


def some_videos(count: int, seed: int = 0) -> Rows:
    random = np.random.default_rng(seed)
    videos = np.zeros(count, VIDEO)
    videos["id"] = np.arange(1, count + 1)
    videos["creator"] = random.integers(1, 1 + count // 3, count)
    videos["sound"] = random.integers(0, 9, count)
    videos["tags"][:, :2] = random.integers(1, 30, (count, 2))
    videos["seconds"] = random.uniform(4, 120, count)
    videos["watches"] = random.poisson(200, count)
    videos["long"] = videos["completions"] = videos["watches"] * random.uniform(0.05, 0.9, count)
    videos["published"] = NOW - random.uniform(0, 40, count) * 86_400
    videos["heat"] = random.uniform(80, 90, count)
    videos["vector"] = random.normal(size=(count, 128)) / 8
    return videos


def some_watches(videos: Rows, seed: int = 0) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Features and labels of viewers who like what lies along their vector and what others watch long."""
    random = np.random.default_rng(seed)
    features = build(nobody(), videos, Moment(NOW, hour=12), taste=TASTE)
    quality, taste = features[:, FEATURES.index("long_rate")], features[:, FEATURES.index("taste")]
    liking = quality + taste
    completion = 1 / (1 + np.exp(-liking - random.normal(size=len(videos))))
    watched = completion * videos["seconds"] * 1000
    liked = random.random(len(videos)) < 0.05
    wanted = labels(outcomes_of(np.full(len(videos), NOW), watched, completion, liked=liked))
    wanted[:, 0] = random.random(len(videos)) < 1 / (1 + np.exp(-liking))
    return features, wanted


@pytest.fixture(scope="module")
def trained() -> Ranker:
    return Ranker.fit(*some_watches(some_videos(20_000)), seed=1)


def test_each_tenth_from_least_to_most_likely_is_watched_as_often_as_foreseen(
    trained: Ranker,
) -> None:
    features, wanted = some_watches(some_videos(8_000, seed=5), seed=5)
    foreseen = trained.predict(features)
    for head in ("long", "completion", "like"):
        chance, truth = getattr(foreseen, head), wanted[:, HEADS.index(head)]
        for group in np.array_split(np.argsort(chance), 10):
            assert truth[group].mean() == pytest.approx(chance[group].mean(), abs=0.06)


def test_the_expected_watch_is_right_on_average(trained: Ranker) -> None:
    features, wanted = some_watches(some_videos(8_000, seed=6), seed=6)
    assert trained.predict(features).watch_ms.mean() == pytest.approx(wanted[:, 2].mean(), rel=0.08)


def test_what_is_likely_to_be_watched_long_comes_first(trained: Ranker) -> None:
    features, wanted = some_watches(some_videos(4_000, seed=7), seed=7)
    order = np.argsort(-score(trained.predict(features)))
    best, worst = wanted[order[:400], 0].mean(), wanted[order[-400:], 0].mean()
    assert best > worst + 0.5


def test_a_saved_ranker_foresees_the_same(trained: Ranker) -> None:
    features, _ = some_watches(some_videos(50, seed=8))
    file = io.BytesIO()
    trained.save(file)
    file.seek(0)
    again = Ranker.load(file).predict(features)
    assert np.array_equal(astuple(again), astuple(trained.predict(features)))


def test_a_ranker_that_looked_at_other_features_is_refused(
    trained: Ranker, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = io.BytesIO()
    trained.save(file)
    file.seek(0)
    monkeypatch.setattr("app.recsys.ranker.FEATURES", (*FEATURES, "moon"))
    with pytest.raises(ValueError, match="other features"):
        Ranker.load(file)


def test_the_same_seed_makes_the_same_ranker() -> None:
    features, wanted = some_watches(some_videos(500))
    once, again = (Ranker.fit(features, wanted, seed=3).predict(features) for _ in range(2))
    assert np.array_equal(astuple(once), astuple(again))


@pytest.mark.parametrize("rows", [0, 1, 7, 50])
def test_few_watches_that_all_ended_alike_give_modest_chances(rows: int) -> None:
    features, wanted = some_watches(some_videos(60))
    wanted[:, 0], wanted[:, 3], wanted[:, 4] = 1, 0, np.nan
    foreseen = Ranker.fit(features[:rows], wanted[:rows]).predict(features)
    told = np.array(astuple(foreseen))
    assert np.isfinite(told).all()
    assert (told[[0, 1, 3, 4, 5, 6]] >= 0).all()
    assert (told[[0, 1, 3, 4, 5, 6]] <= 1).all()
    assert foreseen.share.max() < 0.02


def test_a_row_says_of_which_groups_it_knows_nothing() -> None:
    videos = some_videos(9)[:2]
    for column in ("watches", "creator_watches"):
        videos[column] = [0, 100]
    strange, usual = build(nobody(), videos, Moment(NOW), taste=TASTE).astype(np.float16)
    assert unmet(strange) == set(LEAST_MET)
    assert unmet(usual) == {"sound", "topic", "length"}
    profile = profile_of(videos, outcomes_of(NOW + np.arange(2.0), np.full(2, 9000.0), np.ones(2)))
    assert unmet(build(profile, videos, Moment(NOW + 9), taste=TASTE)[1]) == set()
    assert unmet(np.zeros(3, np.float32)) == set()


def test_without_candidates_there_is_nothing_to_foresee(trained: Ranker) -> None:
    features = build(nobody(), some_videos(0), Moment(NOW), taste=TASTE)
    assert features.shape == (0, len(FEATURES))
    assert score(trained.predict(features)).shape == (0,)
    assert reasons(trained, features) == []


def test_without_the_named_reason_the_score_falls_more_than_without_another(trained: Ranker) -> None:
    """Of 200 rows each one's first reason, against every other: the drop is what is measured by hand."""
    features, _ = some_watches(some_videos(200, seed=4))
    whole = score(trained.predict(features), WEIGHTS)
    for row, told in enumerate(reasons(trained, features)):
        one = features[row : row + 1]
        left = {group: score(trained.predict(neutralised(trained, one, group)), WEIGHTS) for group in GROUPS}
        fallen = {group: whole[row] - left[group][0] for group in GROUPS}
        assert fallen[told[0][0]] >= max(fallen.values()) - 1e-4
        assert dict(told) == pytest.approx(fallen, abs=1e-4)


def test_every_reason_names_features_and_no_feature_counts_for_two() -> None:
    named = [place for places in GROUPS.values() for place in places]
    assert len(named) == len(set(named))
    assert max(named) < len(FEATURES)


def test_a_profile_of_bytes_gives_the_same_features() -> None:
    videos = some_videos(300)
    random = np.random.default_rng(2)
    outcomes = outcomes_of(NOW + np.arange(200.0), random.uniform(0, 60_000, 200), random.random(200))
    profile = profile_of(videos[:200], outcomes)
    again = Profile.from_bytes(profile.to_bytes())
    moment = Moment(NOW, hour=3.5)
    assert np.allclose(
        build(profile, videos, moment, taste=TASTE), build(again, videos, moment, taste=TASTE), atol=1e-3
    )
    assert len(profile.to_bytes()) < 20_000


def test_a_topic_watched_with_pleasure_lifts_its_videos_and_only_those() -> None:
    videos = some_videos(40)
    videos["tags"] = 0
    videos["tags"][:20, 0] = 77
    long = outcomes_of(NOW + np.arange(20.0), np.full(20, 30_000.0), np.ones(20))
    features = build(profile_of(videos[:20], long), videos, Moment(NOW), taste=TASTE)
    topic = features[:, FEATURES.index("topic")]
    assert (topic[:20] > 0.2).all()
    assert (topic[20:] == 0).all()


def test_what_never_varied_in_training_moves_no_score(trained: Ranker) -> None:
    features, _ = some_watches(some_videos(50, seed=3))
    moved = features.copy()
    moved[:, [FEATURES.index("on_search"), FEATURES.index("position"), FEATURES.index("followed")]] = 5
    assert np.array_equal(score(trained.predict(features)), score(trained.predict(moved)))
