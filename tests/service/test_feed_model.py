"""The feed with a trained model: it follows tastes, explains itself truly, and outlives a broken file."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from sqlmodel import Session, select

from app import eventlog, storage
from app.accounts.viewer import Viewer, signed_in
from app.db import new_session
from app.feed import asking, gathering, pipeline, ranking, records
from app.feed import service as feed
from app.learning import models, rebuilding, training
from app.models import Impression, RecsysModel, Slate, User
from app.recsys.features import GROUPS
from app.recsys.ranker import score
from tests.crowds import Crowd, make_crowd


@pytest.fixture(scope="module")
def crowd(stores: dict[str, str]) -> Iterator[Crowd]:
    """Two opposite tastes, and a model that learned them; once for all tests here."""
    from tests.conftest import empty_stores

    made = make_crowd(videos=80)
    assert training.train().is_active
    rebuilding.rebuild()
    yield made
    empty_stores()


@pytest.fixture
def reading(crowd: Crowd) -> Iterator[Session]:
    models.refresh()
    with new_session() as made:
        yield made


def someone(session: Session, crowd: Crowd, topic: int, number: int = 0) -> Viewer:
    return signed_in(session.get_one(User, crowd.viewers[topic][number]))


def query_of(session: Session, viewer: Viewer) -> asking.Query:
    """As if nothing had been watched: the made-up viewers have seen nearly everything."""
    known = asking.Remembered(np.empty(0, np.int64), seen=np.empty(0, np.int64))
    return asking.query_of(session, viewer, known)


def served(session: Session, viewer: Viewer, size: int = 10) -> pipeline.Found:
    return pipeline.FOR_YOU.page(query_of(session, viewer), size=size)


def test_what_two_opposite_tastes_are_offered_first_has_nothing_in_common(
    reading: Session, crowd: Crowd
) -> None:
    best = []
    for topic in (0, 1):
        found = served(reading, someone(reading, crowd, topic))
        assert found.trouble is None
        best.append(set(found.slate.ids[:12].tolist()))
        assert len(best[topic] & set(crowd.videos[topic])) >= 11
    assert len(best[0] & best[1]) <= 1


def test_the_nearest_are_a_source(reading: Session, crowd: Crowd) -> None:
    query = query_of(reading, someone(reading, crowd, 0))
    near = gathering.gather(query, [one for one in pipeline.FOR_YOU.sources if one.name == "nearest"]).named
    assert np.isin(near.ids[:12], crowd.videos[0]).mean() > 0.9


def test_without_the_named_reason_the_score_of_200_served_items_falls_more_than_without_another(
    reading: Session, crowd: Crowd
) -> None:
    """Against the model itself, whose inputs are taken away one group at a time."""
    ranker, chance = models.refresh().ranker, np.random.default_rng(7)  # type: ignore[union-attr]
    pages = [
        served(reading, someone(reading, crowd, topic, number)) for topic in (0, 1) for number in range(10)
    ]
    features = np.concatenate([page.features for page in pages])
    named = [drops[0][0] for page in pages for drops in page.reasons]
    whole = score(ranker.predict(features))
    falls = {}
    for group, columns in GROUPS.items():
        changed = features.copy()
        changed[:, list(columns)] = ranker.neutral[list(columns)]
        falls[group] = whole - score(ranker.predict(changed))
    others = [chance.choice([group for group in GROUPS if group != one]) for one in named]
    assert len(named) == 200
    assert all(
        falls[one][row] >= falls[other][row] - 1e-3
        for row, (one, other) in enumerate(zip(named, others, strict=True))
    )
    assert np.mean([falls[one][row] > 0 for row, one in enumerate(named)]) > 0.99


def test_served_items_and_their_choice_are_kept_with_model_and_features(
    reading: Session, crowd: Crowd
) -> None:
    page = feed.for_you(reading, someone(reading, crowd, 0, 5), size=5)
    records.write_impressions(list(eventlog.replay(records.TOPIC)))
    records.write_impressions(list(eventlog.replay(records.TOPIC)))
    records.write_slates(list(eventlog.replay(records.SLATES)))
    request_id = page.items[0].request_id
    wanted = select(Impression).where(Impression.request_id == request_id)
    kept = reading.exec(wanted.order_by(Impression.position)).all()  # type: ignore[arg-type]
    slate = reading.exec(select(Slate).where(Slate.request_id == request_id)).one()
    ranked = [one for one in page.items if one.source != "again"]
    assert [one.video_id for one in kept] == [item.video.id for item in page.items]
    assert {item.video.id for item in ranked} <= set(slate.video_ids)
    assert all(0 < one.propensity <= 1 for one in kept)
    assert len(slate.features) == 2 * len(slate.video_ids) * len(
        np.frombuffer(kept[0].features or b"", "<f2")
    )


def test_a_damaged_model_file_costs_no_page_and_is_told(reading: Session, crowd: Crowd) -> None:
    row = reading.exec(select(RecsysModel).where(RecsysModel.state == "active")).one()
    whole = b"".join(storage.read(row.key))
    storage.put_bytes(row.key, whole[:-100] + b"x" * 100, content_type="application/zip")
    models.follower.cache_clear()
    models.refresh()
    try:
        page = feed.for_you(reading, someone(reading, crowd, 0), size=5)
        assert (len(page.items), page.degraded) == (5, "model")
    finally:
        storage.put_bytes(row.key, whole, content_type="application/zip")
    models.follower.cache_clear()
    models.refresh()
    assert feed.for_you(reading, someone(reading, crowd, 0), size=5).degraded is None


def test_where_the_model_fails_the_formula_scores(
    reading: Session, crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(ranking, "by_model", broken)
    found = served(reading, someone(reading, crowd, 0))
    assert (len(found.chosen), found.trouble) == (10, "ranking")
    assert found.reasons[0]


def test_kept_candidates_serve_until_the_taste_moves(reading: Session, crowd: Crowd) -> None:
    query = query_of(reading, someone(reading, crowd, 0))
    found = gathering.gather(query, pipeline.FOR_YOU.sources).named
    many = gathering.Named(np.arange(1, 1001), np.zeros(1000, np.uint8))
    kept = gathering.pack(query, many)
    again = gathering.gather(query, pipeline.FOR_YOU.sources, kept=kept).named
    assert np.isin(many.ids, again.ids).all()
    assert query.taste is not None
    moved = replace(query, taste=replace(query.taste, vector=query.taste.vector[::-1].copy()))
    anew = gathering.gather(moved, pipeline.FOR_YOU.sources, kept=kept).named
    assert set(anew.ids) == set(found.ids)
