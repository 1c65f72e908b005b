"""What every model promises: the right answer where it is known, the same after saving, calm at the edges."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
import pytest

from app.recsys.features import FEATURES
from app.recsys.interactions import Catalogue, Interactions
from app.recsys.ranker import Ranker, score
from app.recsys.space import Space
from app.recsys.tower import Tower

VIEWERS, VIDEOS = 60, 40


def catalogue(count: int = VIDEOS) -> Catalogue:
    """Even videos are of one creator, sound and tag, odd ones of another."""
    ids = np.arange(count) + 1000
    kind = ids % 2 + 1
    tags = np.stack([kind * 7, *[np.zeros_like(kind)] * 3], axis=1)
    return Catalogue(
        ids=ids,
        creators=kind * 11,
        sounds=kind * 13,
        tags=tags,
        seconds=np.full(count, 15, np.float32),
        published=np.arange(count, dtype=np.float64),
    )


def interactions(seed: int = 1) -> Interactions:
    """Even viewers watch even videos to the end, odd ones odd videos; each saw a dozen of them."""
    chance = np.random.default_rng(seed)
    viewers = np.repeat(np.arange(VIEWERS), 12)
    halves = [chance.permutation(VIDEOS // 2)[:12] * 2 + viewer % 2 for viewer in range(VIEWERS)]
    count = len(viewers)
    return Interactions(
        viewers=viewers,
        videos=np.concatenate(halves) + 1000,
        long=np.ones(count, bool),
        liked=np.zeros(count, bool),
        completion=np.ones(count, np.float32),
        watched_ms=np.full(count, 15_000, np.float32),
        duration_ms=np.full(count, 15_000, np.float32),
        at=np.arange(count, dtype=np.float64),
        exposed=np.ones(count, bool),
    )


def space(seed: int = 1) -> Space:
    return Space.fit(interactions(), catalogue(), seed=seed)


def tower(seed: int = 1) -> Tower:
    return Tower.fit(space(seed), catalogue())


def taste(model: Space, ids: list[int]) -> np.ndarray:
    rows = model.rows(np.array(ids, np.int64))
    rows = rows[rows >= 0]
    return model.fold_in(model.inputs[rows], np.ones(len(rows), np.float32))


def answer_of_space(model: Space) -> np.ndarray:
    return model.vectors @ taste(model, [1000, 1002, 1004])


def answer_of_tower(model: Tower) -> np.ndarray:
    return model.vectors(catalogue(VIDEOS + 10)) @ taste(space(), [1000, 1002, 1004])


def looks(kind: np.ndarray) -> np.ndarray:
    """What a ranker sees of videos: those of kind 0 lie along the viewer's taste."""
    rows = np.zeros((len(kind), len(FEATURES)), np.float32)
    rows[:, FEATURES.index("taste")] = np.where(kind == 0, 1.0, -1.0)
    return rows


def ranker(seed: int = 1) -> Ranker:
    kind = np.arange(400) % 2
    wanted = np.full((400, 7), np.nan, np.float32)
    wanted[:, 0] = wanted[:, 1] = kind == 0
    wanted[:, 2] = np.where(kind == 0, 15_000, 1_000)
    return Ranker.fit(looks(kind), wanted, seed=seed)


def answer_of_ranker(model: Ranker) -> np.ndarray:
    return score(model.predict(looks(np.arange(VIDEOS) % 2)))


MODELS: list[tuple[Callable[..., Any], Callable[..., np.ndarray]]] = [
    (space, answer_of_space),
    (tower, answer_of_tower),
    (ranker, answer_of_ranker),
]


@pytest.mark.parametrize(("build", "answer"), MODELS)
def test_who_watches_even_videos_is_thought_to_like_even_ones(build, answer):
    scores = answer(build())
    assert scores[::2].min() > scores[1::2].max()


@pytest.mark.parametrize(("build", "answer"), MODELS)
def test_a_saved_model_answers_the_same(build, answer):
    model, file = build(), BytesIO()
    model.save(file)
    file.seek(0)
    assert np.array_equal(answer(type(model).load(file)), answer(model))


@pytest.mark.parametrize(("build", "answer"), MODELS)
def test_the_same_seed_learns_the_same(build, answer):
    assert np.array_equal(answer(build(seed=5)), answer(build(seed=5)))


def test_unseen_ids_and_an_empty_history_are_the_viewer_of_whom_nothing_is_known():
    model = space()
    assert list(model.rows(np.array([1, 1000, 10**12]))) == [-1, 0, -1]
    assert np.array_equal(taste(model, []), model.folding.start)
    assert np.array_equal(taste(model, [1, 10**12]), model.folding.start)


def test_a_space_learned_from_nothing_stands():
    empty = Space.fit(interactions().only(np.zeros(0, int)), catalogue(), seed=1)
    assert empty.vectors.shape == (VIDEOS, 128)
    assert np.isfinite(taste(empty, [1000])).all()


def test_a_turned_space_lies_upon_the_previous_one_and_scores_the_same():
    old, new = space(seed=1), space(seed=2)
    turned = Space.fit(interactions(), catalogue(), seed=2, previous=old)
    assert np.allclose(answer_of_space(turned), answer_of_space(new), atol=1e-2)
    apart = np.linalg.norm(turned.vectors - old.vectors)
    assert apart < 0.5 * np.linalg.norm(new.vectors - old.vectors)
