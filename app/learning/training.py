"""One training from the watches in the database to a model that serves, or to the reason why not."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from app import eventlog
from app.db import engine, new_session, transaction
from app.errors import Conflict
from app.jobs import Job, enqueue, send
from app.learning import files, versions
from app.learning.files import Model
from app.learning.judging import objection
from app.learning.learning import Learned, judge, learn
from app.learning.lessons import LEAST_WATCHES, Lesson, read_lesson, watch_count
from app.learning.served import LAYOUT
from app.models import RecsysModel
from app.recsys.space import Folding, Space
from app.telemetry import log
from app.watching import service as watching

SEED = 20_261_123
# Between the nightly ones, a training follows when there are so many more watches than it knew.
GROWTH = 0.5
QUIET_SECONDS = 600
_TURN = text("SELECT pg_try_advisory_lock(hashtext('training'))")

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    said: str
    model_id: int | None = None
    is_active: bool = False


def train(tell: Tell = lambda said: log().info("training", said=said)) -> Outcome:
    """Learn, judge, keep, and switch unless the new model is worse."""
    with alone():
        outcome = _train(tell)
    tell(outcome.said)
    return outcome


def train_when_due() -> None:
    """Queue a training when there is much that the last one did not know."""
    with new_session() as session:
        last = next(iter(versions.listing(session)), None)
        is_due = _is_due(last) and (last is not None or watch_count(session) >= LEAST_WATCHES)
    if is_due:
        send(Job.TRAIN, 0, timeout=versions.LONGEST_SECONDS)


def _is_due(last: RecsysModel | None) -> bool:
    appended = eventlog.appended(watching.TOPIC)
    if last is None:
        return appended >= LEAST_WATCHES
    known = last.metrics["events"]
    fresh = appended - (known if appended >= known else 0)  # a new event log begins at 0
    is_quiet = time.time() - last.created_at.timestamp() > QUIET_SECONDS
    return is_quiet and fresh >= max(LEAST_WATCHES, GROWTH * last.metrics["watches"])


def _train(tell: Tell) -> Outcome:
    begun, appended = time.monotonic(), eventlog.appended(watching.TOPIC)
    with new_session() as session:
        if (count := watch_count(session)) < LEAST_WATCHES:
            return Outcome(f"Not enough watches yet: {count:,} of {LEAST_WATCHES:,}.")
        before = versions.active_row(session)
        lesson = read_lesson(session)
    tell(f"Learning from {len(lesson.watches):,} watches of {len(lesson.videos):,} videos.")
    former = _former(before, lesson)
    learned = learn(lesson, seed=SEED, previous=former.space)
    verdict = judge(learned, lesson)
    against = judge(former, lesson) if isinstance(former, Learned) else None
    metrics = {
        "events": appended,
        "watches": len(lesson.watches),
        "videos": len(lesson.videos),
        "features": LAYOUT,
        "seconds": round(time.monotonic() - begun, 1),
        "judged": verdict.told(),
        "against": {"model": before.id, **against.told()} if before and against else None,
    }
    return _settled(learned, metrics, objection(verdict, against))


def _settled(learned: Learned, metrics: dict[str, Any], reason: str | None) -> Outcome:
    model = files.packed(learned.space.folding, learned.tower, learned.ranker)
    model_id = versions.add(model, files.space_bytes(learned.space), metrics)
    with transaction() as session:
        if reason is None:
            versions.switch(session, model_id)
            enqueue(session, Job.REBUILD, 0, timeout=versions.LONGEST_SECONDS)
        else:
            versions.refuse(session, model_id, reason)
    versions.forget_old()
    if reason is not None:
        return Outcome(f"Model {model_id} is refused. {reason}", model_id)
    return Outcome(f"Model {model_id} serves within seconds; all vectors follow.", model_id, is_active=True)


@dataclass(frozen=True, slots=True)
class Untrained:
    """What was there before the first model: videos lie where their content puts them."""

    space: Space


def _former(row: RecsysModel | None, lesson: Lesson) -> "Learned | Untrained":
    """What the new model is to lie upon and to be compared with. A broken one is no reason not to train."""
    if row is not None:
        try:
            model: Model = files.load(row)
            return Learned(files.load_space(row), model.tower, model.ranker)
        except files.Unreadable as error:
            log().error("former_model_unreadable", model=row.id, reason=str(error))
    content = lesson.contents
    none = Folding(gram=content[:0].T @ content[:0], start=content[:0].sum(axis=0))
    return Untrained(Space(lesson.catalogue.ids, content, content, none))


@contextmanager
def alone() -> Iterator[None]:
    """One training at a time on the whole site; the lock goes with the connection."""
    with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.execute(_TURN).scalar():
            raise Conflict("A training is under way already.")
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(hashtext('training'))"))
