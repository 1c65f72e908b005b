"""Where a video lands that nobody has watched yet."""

from dataclasses import replace

import numpy as np

from app.recsys.interactions import Catalogue
from app.recsys.space import Space
from app.recsys.tower import Tower
from tests.unit.recsys.test_contract import catalogue, space, taste, tower


def new_videos(creators: list[int]) -> Catalogue:
    """Alike in everything but who made them."""
    rows = catalogue().only(np.zeros(len(creators), int))
    return replace(rows, creators=np.array(creators), tags=np.zeros_like(rows.tags))


def liking(model: Tower, known: Space, creators: list[int]) -> np.ndarray:
    return model.vectors(new_videos(creators)) @ taste(known, [1000, 1002, 1004])


def test_a_creators_next_video_is_for_who_watched_the_last_ones() -> None:
    followed, other, unknown = liking(tower(), space(), [11, 22, 33])
    assert followed > max(other, unknown) + 0.05


def test_who_has_made_nothing_yet_and_who_made_nothing_that_was_watched_are_alike() -> None:
    nobody, unknown = liking(tower(), space(), [0, 33])
    assert nobody == unknown


def test_one_video_of_a_creator_says_less_than_many() -> None:
    few = catalogue()
    few.creators[:] = np.where(np.arange(len(few)) == 0, 11, 0)
    model = Tower.fit(space(), few)
    many = Tower.fit(space(), catalogue())
    assert np.linalg.norm(model.followings.astype(float)) < np.linalg.norm(many.followings[:1].astype(float))
