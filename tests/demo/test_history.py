"""The demo's past is believable."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from app.demo import history, people, remarks
from app.demo.history import Clip, Seen

NOW = datetime(2026, 11, 23, tzinfo=UTC)
FANS = people.viewers(400)


def clip(number: int = 1, *, topic: str = "space", quality: float = 0.6, seconds: float = 7) -> Clip:
    return Clip(number, topic, seconds, quality, 900, NOW - timedelta(days=6))


def seen(one: Clip) -> list[Seen]:
    return history.audience(one, FANS, seed=0, now=NOW)


def mean_share(fit: float, quality: float = 0.6, seconds: float = 7) -> float:
    rng = np.random.default_rng(3)
    return float(np.mean([min(1, history.completion(fit, quality, seconds, rng)) for _ in range(2_000)]))


def test_who_likes_the_topic_sees_more_of_it() -> None:
    assert mean_share(0.9) > mean_share(0.5) + 0.1 > mean_share(0.1) + 0.2


def test_a_better_clip_is_seen_further_and_a_longer_one_less() -> None:
    assert mean_share(0.5, quality=0.9) > mean_share(0.5, quality=0.2)
    assert mean_share(0.5, seconds=6) > mean_share(0.5, seconds=20)


def test_people_watch_what_they_love_more_often() -> None:
    watched = Counter(one.viewer for one in seen(clip()) if one.viewer is not None)
    loving = [k for k, person in enumerate(FANS) if person.tastes["space"] > 0.7]
    minding = [k for k, person in enumerate(FANS) if person.tastes["space"] < 0.2]
    assert np.mean([watched[k] for k in loving]) > 1.4 * np.mean([watched[k] for k in minding])


def test_only_those_who_saw_nearly_all_react() -> None:
    for one in seen(clip()):
        if one.liked or one.saved or one.shared or one.comments:
            assert one.viewer is not None
            assert one.watched_ms >= 0.8 * 7000


def test_everything_happens_after_publication_and_before_now() -> None:
    one = clip()
    assert all(one.published_at < watch.started_at < NOW for watch in seen(one))


def test_nobody_watches_their_own_clip() -> None:
    watches = history.audience(clip(), FANS, seed=0, now=NOW, maker=5)
    assert 5 not in {one.viewer for one in watches}


def test_popularity_has_a_long_tail() -> None:
    reach = sorted(history.traits(k, "art", 7, seed=0, now=NOW).reach for k in range(400))
    assert reach[-1] > 8 * reach[200]
    assert reach[0] >= 12


def test_clips_came_out_over_three_weeks() -> None:
    ages = [(NOW - history.traits(k, "art", 7, seed=0, now=NOW).published_at).days for k in range(300)]
    assert min(ages) <= 1
    assert 15 <= max(ages) <= 21


def test_the_past_is_the_same_every_time() -> None:
    assert seen(clip()) == seen(clip())
    assert people.viewers(50) == people.viewers(50)


def test_who_liked_more_of_a_creator_follows_sooner() -> None:
    often = history.follows({(k, 900): 5 for k in range(300)}, seed=0)
    once = history.follows({(k, 900): 1 for k in range(300)}, seed=0)
    assert len(often) > 2 * len(once) > 0


@pytest.mark.parametrize("number", [60, 3_000])
def test_everybody_has_a_name_of_their_own(number: int) -> None:
    names = [person.username for person in [*people.creators(14), *people.viewers(number)]]
    assert len(set(names)) == len(names)
    assert all(2 <= len(name) <= 24 for name in names)


def test_comments_on_one_clip_are_all_different_and_about_its_topic() -> None:
    said = remarks.comments("space", 4, 6, seed=0)
    assert len(set(said)) == 6
    assert set(said) & set(remarks._BY_TOPIC["space"])


def test_faces_differ() -> None:
    assert people.avatar("mira.k") == people.avatar("mira.k") != people.avatar("neonatlas")
