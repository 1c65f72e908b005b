"""What a word mutes, and what a wish moves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.feed.steering import Steering, topics_of_video
from app.feed.steering_rules import lifted, pulls, says
from app.feed.steering_schemas import Wish
from app.recsys.columns import VIDEO, tag_key


def rows(*tagged: tuple[str, ...], creators: tuple[int, ...] = ()) -> np.ndarray:
    made = np.zeros(len(tagged), VIDEO)
    for row, tags in zip(made, tagged, strict=True):
        row["tags"][: len(tags)] = [tag_key(tag) for tag in tags]
    made["creator"] = creators or range(1, len(tagged) + 1)
    return made


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("cat", "My CAT sleeps", True),
        ("cat", "One more #cat, please", True),
        ("cat", "A category of its own", False),
        ("cat", "#catsofinstagram", False),
        ("true crime", "More true\n crime stories", True),
        ("true crime", "A crime, true", False),
        ("c++", "I write C++ daily", True),
        ("été", "Un ÉTÉ sans fin", True),
        ("猫", "今日の猫です", True),
        ("a.b", "axb", False),
    ],
)
def test_a_muted_word_is_found_whole_and_in_any_case(word: str, text: str, found: bool) -> None:
    assert says(word, text) is found


@given(st.text(min_size=1, max_size=64))
def test_any_word_that_may_be_muted_is_found_in_itself(word: str) -> None:
    try:
        kept = Wish.model_validate({"muted_words": [word]}).muted_words[0]
    except ValueError:
        return
    assert says(kept, f"Look: {kept} !")


CATS = rows(*[("cats",)] * 20, *[("dogs",)] * 60)


@pytest.mark.parametrize("gap", [0.001, 1.0, 1000.0])
@pytest.mark.parametrize(("weight", "most"), [(-0.25, 12), (-0.5, 4), (-0.9, 1)])
def test_a_wish_for_less_is_felt_however_far_apart_the_scores_are(
    gap: float, weight: float, most: int
) -> None:
    scores = np.linspace(1, 0, 80) * 0.001 + np.where(np.arange(80) < 20, gap, 0)
    moved = lifted(Steering(topics={"cats": weight}), CATS, scores)
    assert 0 < (np.argsort(-moved)[:31] < 20).sum() <= most or weight == -0.9
    assert (moved <= scores).all()
    assert (np.argsort(-moved[:20], kind="stable") == np.arange(20)).all()


@pytest.mark.parametrize("gap", [0.001, 1.0, 1000.0])
@pytest.mark.parametrize(("weight", "least"), [(0.5, 7), (1.0, 14)])
def test_a_wish_for_more_is_felt_however_far_apart_the_scores_are(
    gap: float, weight: float, least: int
) -> None:
    scores = np.linspace(1, 0, 80) * 0.001 - np.where(np.arange(80) < 20, gap, 0)
    moved = lifted(Steering(topics={"cats": weight}), CATS, scores)
    assert (np.argsort(-moved, kind="stable")[:44] < 20).sum() >= least
    assert (moved >= scores).all()
    assert (moved[20:] == scores[20:]).all()


def test_where_there_is_nothing_else_everything_still_comes() -> None:
    videos, scores = rows(("cats",), ("cats",)), np.array([1.0, 0.0])
    moved = lifted(Steering(topics={"cats": -0.5}), videos, scores)
    assert np.argsort(-moved).tolist() == [0, 1]
    assert lifted(Steering(topics={"cats": -0.5}), videos[:0], scores[:0]).tolist() == []


def test_wishes_add_up_but_never_beyond_the_whole() -> None:
    videos = rows(("cats", "sea"), ("cats",), creators=(7, 8))
    said = Steering(topics={"cats": 1, "sea": 1}, weary_creators={8: 0.8})
    assert pulls(said, videos).tolist() == pytest.approx([1.0, 0.2])


def test_tags_that_say_nothing_are_not_what_was_turned_away() -> None:
    assert topics_of_video(["fyp", "cats", "viral", "sleep", "sofa"]) == ["cats", "sleep"]
