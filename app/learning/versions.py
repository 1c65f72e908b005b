"""The versions of the trained model: kept, switched, taken back, refused, and forgotten in the end."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select

from app import storage
from app.db import new_session, transaction
from app.errors import Conflict, NotFound
from app.jobs import Job, enqueue
from app.learning import files
from app.models import ModelState, RecsysModel
from app.models.columns import now

# So many stay that one can go back to, and so many that were refused, to look at.
KEPT = {ModelState.RETIRED: 3, ModelState.REFUSED: 3, ModelState.CANDIDATE: 1}
# A file is kept before its row is.
NEW = timedelta(hours=1)
LONGEST_SECONDS = 24 * 3600
# One switch at a time, whoever asks for it.
_TURN = text("SELECT pg_advisory_xact_lock(hashtext('recsys_models'))")


def add(model: bytes, space: bytes, metrics: dict[str, Any]) -> int:
    """Keep a model as a candidate; its id. Files without a row are swept with the old ones."""
    kept, beside = files.keep(model), files.keep(space)
    with transaction() as session:
        row = RecsysModel(**asdict(kept), metrics={**metrics, "space": asdict(beside)})
        session.add(row)
        session.flush()
        return row.id


def activate(model_id: int) -> None:
    """Serve with a version, once its files are known to be whole; then move everyone's vectors there."""
    with new_session() as session:
        row = session.get(RecsysModel, model_id)
    if row is None:
        raise NotFound("model", model_id)
    files.load(row)
    files.load_space(row)
    with transaction() as session:
        switch(session, model_id)
        enqueue(session, Job.REBUILD, 0, timeout=LONGEST_SECONDS)


def active_row(session: Session) -> RecsysModel | None:
    return session.exec(select(RecsysModel).where(RecsysModel.state == ModelState.ACTIVE)).first()


def switch(session: Session, model_id: int) -> RecsysModel:
    """Serve with this model from now on; every process follows within seconds."""
    session.execute(_TURN)
    row = session.get_one(RecsysModel, model_id, populate_existing=True)
    before = active_row(session)
    if before and before.id != row.id:
        before.state = ModelState.RETIRED
        session.flush()
    row.state, row.activated_at, row.reason = ModelState.ACTIVE, now(), None
    session.flush()
    return row


def roll_back(session: Session) -> RecsysModel:
    """Serve again with what served before the active model, which is refused from now on."""
    session.execute(_TURN)
    bad = active_row(session)
    retired = select(RecsysModel).where(RecsysModel.state == ModelState.RETIRED)
    former = session.exec(retired.order_by(col(RecsysModel.activated_at).desc())).first()
    if bad is None or former is None:
        raise Conflict("There is no model to go back to.", code="no_former_model")
    row = switch(session, former.id)
    enqueue(session, Job.REBUILD, 0, timeout=LONGEST_SECONDS)
    bad.state, bad.reason = ModelState.REFUSED, f"Taken back in favour of model {row.id}."
    session.flush()
    return row


def refuse(session: Session, model_id: int, reason: str) -> None:
    row = session.get_one(RecsysModel, model_id)
    row.state, row.reason = ModelState.REFUSED, reason
    session.add(row)
    session.flush()


def listing(session: Session) -> Sequence[RecsysModel]:
    """The newest first."""
    return session.exec(select(RecsysModel).order_by(col(RecsysModel.id).desc())).all()


def forget_old() -> list[int]:
    """Drop all but the last few of each kind, and files that no row names; the ids of the rows."""
    with transaction() as session:
        session.execute(_TURN)
        old = [row for state, count in KEPT.items() for row in _of(session, state)[count:]]
        for row in old:
            session.delete(row)
        session.flush()
        named = {key for row in listing(session) for key in (row.key, row.metrics["space"]["key"])}
    forgotten = [one.key for one in storage.listing(storage.MODELS) if one.modified < now() - NEW]
    storage.remove([key for key in forgotten if key not in named])
    return [row.id for row in old]


def _of(session: Session, state: ModelState) -> Sequence[RecsysModel]:
    return [row for row in listing(session) if row.state is state]
