"""What was foreseen is counted beside what came, a tenth of the chances at a time."""

from uuid import UUID, uuid4

import numpy as np
import pytest
from prometheus_client import REGISTRY

from app import db
from app.eventlog import Event
from app.feed import calibration
from app.learning import models
from app.learning.files import Model
from app.models import Impression
from app.models.columns import now
from app.recsys.features import FEATURES
from app.recsys.ranker import Ranker
from app.watching.schemas import Watch

MODEL = 7


@pytest.fixture
def ranker(monkeypatch: pytest.MonkeyPatch) -> Ranker:
    """Serves; it learned that a long view comes when the first feature is high."""
    rng = np.random.default_rng(1)
    features = rng.normal(size=(600, len(FEATURES))).astype(np.float32)
    wanted = np.zeros((600, 7), np.float32)
    wanted[:, 0] = features[:, 0] > 0
    made = Ranker.fit(features, wanted, seeds=1)
    serving = Model(MODEL, None, None, made)  # type: ignore[arg-type]
    monkeypatch.setattr(models, "active", lambda: serving)
    return made


def handed_out(features: np.ndarray, *, model_id: int = MODEL) -> tuple[UUID, int]:
    """An impression; its request and video."""
    request_id, video_id = uuid4(), 12
    row = Impression(
        request_id=request_id,
        video_id=video_id,
        position=0,
        viewer_key="anon:somebody",
        source="nearest",
        score=1.0,
        propensity=1.0,
        model_id=model_id,
        features=features.astype("<f2").tobytes(),
    )
    with db.transaction() as session:
        session.add(row)
    return request_id, video_id


def watched(request_id: UUID | None, video_id: int, *, ms: int) -> Event:
    watch = Watch(
        event_id=uuid4(),
        viewer_key="anon:somebody",
        user_id=None,
        video_id=video_id,
        request_id=request_id,
        watched_ms=ms,
        duration_ms=30_000,
        loops=0,
        source="feed",
        started_at=now(),
        first_frame_ms=None,
    )
    return Event("1-1", watch.model_dump(mode="json"))


def sums() -> dict[tuple[str, str], float]:
    samples = [one for family in REGISTRY.collect() for one in family.samples]
    mine = [one for one in samples if one.name == "zoetrope_feed_calibration_total"]
    return {(one.labels["sum"], one.labels["tenth"]): one.value for one in mine}


def grown(events: list[Event]) -> dict[tuple[str, str], float]:
    before = sums()
    calibration.compare(events)
    return {key: value - before.get(key, 0) for key, value in sums().items() if value != before.get(key, 0)}


def test_a_watch_counts_in_the_tenth_that_was_foreseen(clean: None, ranker: Ranker) -> None:
    features = np.zeros(len(FEATURES), np.float32)
    features[0] = 2
    foreseen = float(ranker.predict(features[None]).long[0])
    counted = grown([watched(*handed_out(features), ms=25_000)])
    tenth = str(min(9, int(foreseen * 10)))
    assert counted[("watches", tenth)] == 1
    assert counted[("observed", tenth)] == 1
    assert counted[("foreseen", tenth)] == pytest.approx(foreseen, abs=0.01)


def test_a_short_watch_was_foreseen_and_did_not_come(clean: None, ranker: Ranker) -> None:
    counted = grown([watched(*handed_out(np.zeros(len(FEATURES))), ms=1_000)])
    assert {name for name, _ in counted} == {"watches", "foreseen"}


def test_what_another_model_or_nobody_handed_out_is_not_counted(clean: None, ranker: Ranker) -> None:
    elsewhere = watched(None, 12, ms=25_000)
    former = watched(*handed_out(np.zeros(len(FEATURES)), model_id=MODEL - 1), ms=25_000)
    assert not grown([elsewhere, former])


def test_without_a_model_nothing_is_counted(clean: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "active", lambda: None)
    assert not grown([watched(uuid4(), 12, ms=25_000)])
