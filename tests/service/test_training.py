"""A training ends with a model that serves, or with the reason why not."""

import numpy as np
import pytest
from sqlmodel import col, select

from app import storage
from app.db import new_session
from app.learning import rebuilding, tastes, training, versions
from app.models import ModelState, RecsysModel, UserEmbedding, VideoEmbedding
from tests.crowds import Crowd, make_crowd

pytestmark = pytest.mark.usefixtures("clean")


@pytest.fixture
def crowd(clean: None) -> Crowd:
    storage.remove_below(storage.MODELS)
    return make_crowd()


def rows() -> list[RecsysModel]:
    with new_session() as session:
        return list(versions.listing(session))


def states() -> list[str]:
    return [str(row.state) for row in rows()]


def nearest(user_id: int, count: int = 12) -> list[int]:
    with new_session() as session:
        taste = tastes.taste_of(session, f"user:{user_id}")
        distance = col(VideoEmbedding.embedding).max_inner_product(taste.vector)
        return list(session.exec(select(VideoEmbedding.video_id).order_by(distance).limit(count)))


def share_of_own(crowd: Crowd) -> float:
    """Of the twelve nearest videos of every viewer, how many are of the viewer's topic."""
    found = [
        len(set(nearest(user_id)) & set(crowd.videos[topic])) / 12
        for topic in (0, 1)
        for user_id in crowd.viewers[topic][:5]
    ]
    return float(np.mean(found))


def test_too_few_watches_are_politely_declined(clean: None) -> None:
    make_crowd(watches=120)
    outcome = training.train()
    assert outcome.said == "Not enough watches yet: 120 of 1,000."
    assert rows() == []


def test_a_training_ends_with_an_active_model_that_knows_the_tastes(crowd: Crowd) -> None:
    outcome = training.train()
    assert outcome.is_active, outcome.said
    row = rows()[0]
    assert (row.state, row.id) == (ModelState.ACTIVE, outcome.model_id)
    assert row.metrics["judged"]["gauc"] > 0.8
    assert row.metrics["judged"]["loss"] < row.metrics["judged"]["guess"] * 0.7
    rebuilding.rebuild()
    assert share_of_own(crowd) > 0.9
    with new_session() as session:
        assert set(session.exec(select(VideoEmbedding.model_id))) == {row.id}
        assert len(session.exec(select(UserEmbedding)).all()) == 40
