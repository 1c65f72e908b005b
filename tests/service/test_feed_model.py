"""The feed with a trained model: it follows tastes, explains itself truly, and outlives a broken file."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from sqlmodel import Session, col, delete, select

from app import eventlog, storage
from app.accounts.viewer import Viewer, signed_in
from app.db import engine, new_session
from app.feed import asking, gathering, pipeline, ranking, records, sources
from app.feed import service as feed
from app.feed import shelf as shelves
from app.learning import models, rebuilding, training
from app.models import Impression, RecsysModel, Slate, User, VideoEmbedding
from app.recsys.features import GROUPS
from app.recsys.ranker import score
from tests.crowds import Crowd, make_crowd


@pytest.fixture(scope="module")
def crowd(stores: dict[str, str]) -> Iterator[Crowd]:
    """Two opposite tastes, and a model that learned them; once for all tests here."""
    from tests.conftest import empty_stores

    with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # The graph is full of other tests' points that are gone, among which the nearest might be missed.
        connection.exec_driver_sql("VACUUM video_embeddings, user_embeddings")
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


@pytest.fixture
def half_on_the_shelf(reading: Session, monkeypatch: pytest.MonkeyPatch) -> shelves.Shelf:
    monkeypatch.setattr(shelves, "SIZE", 40)
    monkeypatch.setattr(shelves, "SMALL", 1)
    kept = shelves._Kept()
    kept.shelf = shelves._with_rows(reading, shelves._read(reading))
    monkeypatch.setattr(shelves, "_KEPT", kept)
    return kept.shelf


def test_the_nearest_of_the_shelf_and_of_the_graph_are_one_list_without_what_was_watched(
    reading: Session, crowd: Crowd, half_on_the_shelf: shelves.Shelf
) -> None:
    query = query_of(reading, someone(reading, crowd, 0))
    points = {one.video_id: one.embedding for one in reading.exec(select(VideoEmbedding))}
    best = sorted(points, key=lambda video_id: -float(points[video_id] @ query.vector))
    watched = replace(query, seen=np.array(best[:5], np.int64))
    assert 0 < np.isin(best[5:25], half_on_the_shelf.ids).sum() < 20
    assert sources.nearest(watched, 20).tolist() == best[5:25]


def test_what_is_on_the_shelf_is_found_whatever_the_graph_finds(
    reading: Session, crowd: Crowd, half_on_the_shelf: shelves.Shelf
) -> None:
    query = query_of(reading, someone(reading, crowd, 0))
    first = next(one for one in sources.nearest(query, 80).tolist() if one in half_on_the_shelf.ids)
    reading.exec(delete(VideoEmbedding).where(col(VideoEmbedding.video_id) == first))
    assert first in sources.nearest(query, 80)
    reading.rollback()


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
    is_lifted = np.max(list(falls.values()), axis=0) > 1e-2
    assert all(falls[one][row] > 0 for row, one in enumerate(named) if is_lifted[row])
    # What nothing lifts gives no reason; the lot puts a few of these on a page.
    assert np.mean(is_lifted) > 0.8


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
