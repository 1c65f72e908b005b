"""The order of a page: creators and sounds apart, every fifth place for a new video."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.feed.candidates import Candidate
from app.feed.pipeline import APART, select

MOMENT = datetime(2026, 11, 1, tzinfo=UTC)


def candidate(
    video_id: int, *, creator: int = 0, sound: int | None = None, source: str = "trending"
) -> Candidate:
    return Candidate(
        video_id=video_id,
        creator_id=creator or video_id,
        creator_name="ada",
        sound_id=sound,
        hashtags=(),
        published_at=MOMENT,
        views=0,
        likes=0,
        completion=None,
        source=source,
    )


def ids(chosen: Sequence[Candidate]) -> list[int]:
    return [one.video_id for one in chosen]


def test_the_best_comes_first() -> None:
    assert ids(select([candidate(n) for n in (3, 1, 2)], size=2)) == [3, 1]


def test_a_creator_waits_three_places() -> None:
    ranked = [candidate(n, creator=9) for n in (1, 2)] + [candidate(n) for n in (3, 4, 5, 6)]
    assert ids(select(ranked, size=5)) == [1, 3, 4, 5, 2]


def test_a_sound_waits_three_places_but_silence_does_not() -> None:
    ranked = [candidate(1, sound=7), candidate(2, sound=7), candidate(3), candidate(4), candidate(5)]
    assert ids(select(ranked, size=5)) == [1, 3, 4, 5, 2]


def test_what_cannot_be_apart_is_shown_all_the_same() -> None:
    assert ids(select([candidate(n, creator=9) for n in (1, 2, 3)], size=3)) == [1, 2, 3]


def test_every_fifth_place_goes_to_a_new_video() -> None:
    ranked = [candidate(n) for n in range(1, 20)]
    ranked += [candidate(n, source="exploration") for n in range(20, 30)]
    chosen = select(ranked, size=10)
    explored = [place for place, one in enumerate(chosen) if one.source == "exploration"]
    assert explored == [4, 9]


def test_the_chance_of_an_explored_place_is_logged_as_it_was() -> None:
    ranked = [candidate(n) for n in range(1, 10)] + [
        candidate(n, source="exploration") for n in (20, 21, 22, 23)
    ]
    chosen = select(ranked, size=5)
    assert [one.propensity for one in chosen] == [1, 1, 1, 1, pytest.approx(1 / 4)]


def test_every_new_video_has_its_chance() -> None:
    ranked = [candidate(n) for n in range(1, 10)] + [candidate(n, source="exploration") for n in (20, 21)]
    assert {ids(select(ranked, size=5))[4] for _ in range(60)} == {20, 21}


catalogue = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from([None, 1, 2]), st.sampled_from(["trending", "exploration"])),
    max_size=25,
)


@given(found=catalogue, size=st.integers(0, 30))
def test_a_page_is_full_without_repeats_and_without_inventions(
    found: list[tuple[int, int | None, str]], size: int
) -> None:
    ranked = [
        candidate(n, creator=creator, sound=sound, source=source)
        for n, (creator, sound, source) in enumerate(found, start=1)
    ]
    chosen = ids(select(ranked, size=size))
    assert len(chosen) == min(size, len(ranked))
    assert len(set(chosen)) == len(chosen)
    assert set(chosen) <= set(ids(ranked))


@given(found=catalogue)
def test_likes_stand_together_only_when_nothing_else_is_left(
    found: list[tuple[int, int | None, str]],
) -> None:
    ranked = [
        candidate(n, creator=c, sound=s, source=source) for n, (c, s, source) in enumerate(found, start=1)
    ]
    chosen = select(ranked, size=len(ranked))
    for place, one in enumerate(chosen):
        recent = chosen[max(0, place - APART) : place]
        if is_like_any(one, recent):
            assert all(is_like_any(later, recent) for later in chosen[place:])


def is_like_any(one: Candidate, recent: Sequence[Candidate]) -> bool:
    same_sound = {other.sound_id for other in recent if other.sound_id is not None}
    return one.creator_id in {other.creator_id for other in recent} or one.sound_id in same_sound
