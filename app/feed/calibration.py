"""Whether what was foreseen comes true: long views of videos that the feed handed out, while it runs."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ARRAY, Row, Uuid, bindparam, text
from sqlmodel import Session

from app import eventlog
from app.db import new_session
from app.eventlog import Event
from app.learning import models
from app.learning.files import Model
from app.recsys.outcomes import is_long
from app.telemetry import CALIBRATION
from app.watching.schemas import Watch
from app.watching.service import TOPIC

GROUP = "calibration"
TENTHS = 10

_HANDED_OUT = text("""
SELECT request_id, video_id, features FROM impressions
WHERE request_id = ANY(:requests) AND model_id = :model_id AND features IS NOT NULL
""").bindparams(bindparam("requests", type_=ARRAY(Uuid)))


def compare(events: Sequence[Event]) -> None:
    """Consumer: watches beside what the model that serves foresees of their impressions."""
    watches = {(one.request_id, one.video_id): one for one in eventlog.parsed(TOPIC, events, Watch)}
    model = models.active()
    if model is None or not watches:
        return
    with new_session() as session:
        shown = [row for row in _shown(session, watches, model) if (row.request_id, row.video_id) in watches]
    if shown:
        features = np.stack([np.frombuffer(row.features, "<f2") for row in shown]).astype(np.float32)
        seen = [watches[row.request_id, row.video_id] for row in shown]
        _count(model.ranker.predict(features).long, _long(seen))


def _shown(session: Session, watches: dict[Any, Watch], model: Model) -> Sequence[Row[Any]]:
    requests = sorted({request_id for request_id, _ in watches if request_id}, key=str)
    return session.execute(_HANDED_OUT, {"requests": requests, "model_id": model.id}).all()


def _long(watches: Sequence[Watch]) -> NDArray[np.bool_]:
    ms = np.array([one.watched_ms for one in watches])
    return is_long(ms, np.array([one.completion_rate for one in watches]))


def _count(foreseen: NDArray[np.float32], observed: NDArray[np.bool_]) -> None:
    """Sums by tenth of the foreseen chance; a well calibrated model has equal ones in each."""
    tenths = np.minimum((foreseen * TENTHS).astype(int), TENTHS - 1)
    sums: dict[str, NDArray[Any]] = {
        "watches": np.ones(len(tenths)),
        "foreseen": foreseen,
        "observed": observed.astype(float),
    }
    for name, values in sums.items():
        for tenth, total in enumerate(np.bincount(tenths, weights=values, minlength=TENTHS)):
            if total:
                CALIBRATION.labels(str(tenth), name).inc(float(total))
