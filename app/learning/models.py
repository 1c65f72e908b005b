"""The model that this process serves with: loaded once, followed, and kept while its successor is broken."""

import os
import threading
import time
from collections.abc import Callable
from functools import cache

from sqlalchemy.exc import SQLAlchemyError

from app.db import new_session
from app.learning import files
from app.learning.files import Model
from app.learning.versions import active_row
from app.models import RecsysModel
from app.telemetry import MODEL, MODEL_LOADS, log

LOOK_SECONDS = 3.0
# A file that cannot be read is not fetched every time anew.
AGAIN_SECONDS = 30.0
FIRST_SECONDS = 0.3


class Follower:
    """Looks every few seconds, beside the requests, which model is active; keeps the last that was good."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.model: Model | None = None
        self.trouble: str | None = None
        self._clock, self._looked, self._broken = clock, float("-inf"), (0, float("-inf"))
        self._turn, self._first = threading.Lock(), threading.Event()

    def current(self) -> Model | None:
        """At once, but for the first time in a process, which waits a moment."""
        if self._clock() - self._looked >= LOOK_SECONDS:
            self._looked = self._clock()
            threading.Thread(target=self.look, name="model", daemon=True).start()
        self._first.wait(FIRST_SECONDS)
        return self.model

    def look(self) -> None:
        """Load what is active unless it is here already."""
        with self._turn:
            try:
                with new_session() as session:
                    self._take(active_row(session))
            except SQLAlchemyError as error:
                log().warning("model_not_asked_for", error=str(error).split("\n", 1)[0])
            finally:
                self._looked = self._clock()
                self._first.set()

    def _take(self, row: RecsysModel | None) -> None:
        if row is None:
            self.model = self.trouble = None
        elif self.model is None or self.model.id != row.id:
            self._load(row)
        else:
            self.trouble = None
        MODEL.set(self.model.id if self.model else 0)

    def _load(self, row: RecsysModel) -> None:
        broken, since = self._broken
        if row.id == broken and self._clock() - since < AGAIN_SECONDS:
            return
        try:
            self.model, self.trouble = files.load(row), None
        except files.Unreadable as error:
            self._broken, self.trouble = (row.id, self._clock()), str(error)
            log().error("model_unreadable", model=row.id, reason=str(error))
        MODEL_LOADS.labels("failed" if self.trouble else "loaded").inc()


@cache
def follower() -> Follower:
    return Follower()


# The thread that looks does not survive a fork.
os.register_at_fork(after_in_child=follower.cache_clear)


def active() -> Model | None:
    """What to serve with; None until something was trained."""
    return follower().current()


def refresh() -> Model | None:
    """The active model as of now, for jobs, which can wait for it."""
    follower().look()
    return follower().model


def trouble() -> str | None:
    """Why the active model is not the one that serves; None while it is."""
    return follower().trouble
