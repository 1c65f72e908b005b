"""The order of a page: creators, sounds and topics apart, places for new videos, and true chances."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.feed.candidates import CODE, Candidates
from app.feed.selector import APART, Choice, Lottery, choose, lottery_of
from app.recsys.columns import VIDEO

BEST = Lottery(temperature=0, explore=0.2)


def found(*rows: dict[str, object]) -> Candidates:
    """Candidates of which each has an own creator unless the row says otherwise."""
    videos = np.zeros(len(rows), VIDEO)
    sources = np.empty(len(rows), np.uint8)
    for number, row in enumerate(rows):
        videos[number]["id"] = number + 1
        videos[number]["creator"] = row.get("creator", 1000 + number)
        videos[number]["sound"] = row.get("sound", 0)
        videos[number]["tags"][0] = row.get("topic", 0)
        sources[number] = CODE[str(row.get("source", "trending"))]
    return Candidates(videos, sources)


def falling(candidates: Candidates) -> np.ndarray:
    return -np.arange(len(candidates), dtype=float)


def drawn(candidates: Candidates, *, size: int, start: int = 0, lottery: Lottery = BEST) -> Choice:
    return choose(candidates, falling(candidates), size=size, start=start, lottery=lottery)


def test_the_best_comes_first_when_nothing_is_left_to_chance() -> None:
    choice = choose(found({}, {}, {}), np.array([0.1, 0.9, 0.5]), size=2, start=0, lottery=BEST)
    assert choice.places == [1, 2]
    assert choice.propensities == [1, 1]


def test_a_creator_waits_three_places() -> None:
    candidates = found({"creator": 9}, {"creator": 9}, {}, {}, {}, {})
    assert drawn(candidates, size=5).places == [0, 2, 3, 4, 1]


def test_a_sound_waits_three_places_but_silence_does_not() -> None:
    assert drawn(found({"sound": 7}, {"sound": 7}, {}, {}, {}), size=5).places == [0, 2, 3, 4, 1]


def test_no_three_of_a_topic_stand_in_a_row() -> None:
    assert drawn(found(*[{"topic": 5}] * 3, {}, {}), size=4).places == [0, 1, 3, 2]


def test_what_cannot_be_apart_is_shown_all_the_same() -> None:
    assert drawn(found(*[{"creator": 9}] * 3), size=3).places == [0, 1, 2]


@pytest.mark.parametrize("start", [0, 3, 10])
def test_the_share_of_places_for_new_videos_is_kept_from_page_to_page(start: int) -> None:
    candidates = found(*[{}] * 20, *[{"source": "exploration"}] * 10)
    choice = drawn(candidates, size=10, start=start)
    explored = [start + number for number, explored in enumerate(choice.explored) if explored]
    assert explored == [place for place in range(start, start + 10) if place % 5 == 4]
    assert all(choice.places[place - start] >= 20 for place in explored)


def test_the_chance_of_an_explored_place_is_even() -> None:
    candidates = found(*[{}] * 9, *[{"source": "exploration"}] * 4)
    assert drawn(candidates, size=5).propensities == [1, 1, 1, 1, pytest.approx(1 / 4)]


def test_what_is_first_in_the_pool_s_order_is_drawn_first_of_many() -> None:
    candidates = found(*[{}] * 5, *[{"source": "exploration"}] * 60)
    places = {drawn(candidates, size=5).places[4] for _ in range(200)}
    assert places <= set(range(5, 15))
    assert len(places) > 5


def test_the_dial_moves_chance_and_the_share_of_new_videos() -> None:
    familiar, usual, curious = (lottery_of(dial) for dial in (0.0, 0.3, 1.0))
    assert familiar.temperature < usual.temperature < curious.temperature
    assert (familiar.explore, usual.explore) == (pytest.approx(0.1), pytest.approx(0.2))
    assert curious.explore > 0.4


def test_logged_chances_are_those_with_which_places_are_drawn() -> None:
    candidates, scores = found({}, {}, {}, {}), np.array([1.0, 0.8, 0.5, 0.0])
    lottery = Lottery(temperature=0.5, random=np.random.default_rng(5))
    told: dict[int, float] = {}
    counted: Counter[int] = Counter()
    for _ in range(4000):
        choice = choose(candidates, scores, size=1, start=0, lottery=lottery)
        counted[choice.places[0]] += 1
        told[choice.places[0]] = choice.propensities[0]
    assert sum(told.values()) == pytest.approx(1)
    for place, chance in told.items():
        assert counted[place] / 4000 == pytest.approx(chance, abs=0.03)


catalogue = st.lists(
    st.fixed_dictionaries(
        {
            "creator": st.integers(1, 4),
            "sound": st.sampled_from([0, 1, 2]),
            "topic": st.sampled_from([0, 3, 4]),
            "source": st.sampled_from(["trending", "exploration"]),
        }
    ),
    max_size=25,
)


@given(rows=catalogue, size=st.integers(0, 30), temperature=st.sampled_from([0, 0.2, 3]))
def test_a_page_is_full_without_repeats_and_without_inventions(
    rows: list[dict[str, object]], size: int, temperature: float
) -> None:
    choice = drawn(found(*rows), size=size, lottery=Lottery(temperature, 0.2))
    assert len(choice.places) == min(size, len(rows))
    assert len(set(choice.places)) == len(choice.places)
    assert all(0 < chance <= 1 for chance in choice.propensities)


@given(rows=catalogue, temperature=st.sampled_from([0, 0.5]))
def test_likes_stand_together_only_when_nothing_else_is_left(
    rows: list[dict[str, object]], temperature: float
) -> None:
    places = drawn(found(*rows), size=len(rows), lottery=Lottery(temperature, 0.2)).places
    chosen = [rows[place] for place in places]
    for number, one in enumerate(chosen):
        recent = chosen[max(0, number - APART) : number]
        if is_like_any(one, recent):
            assert all(is_like_any(later, recent) for later in chosen[number:])


def is_like_any(one: dict[str, object], recent: list[dict[str, object]]) -> bool:
    heard = {other["sound"] for other in recent if other["sound"]}
    return one["creator"] in {other["creator"] for other in recent} or one["sound"] in heard
