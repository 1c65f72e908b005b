"""Tells those who learn from it that somebody liked, saved, shared or turned away a video."""

from collections.abc import Sequence
from typing import Literal

from sqlmodel import Session

from app import eventlog
from app.accounts.viewer import Viewer
from app.cache import DOWN
from app.db import after_commit
from app.eventlog import Event
from app.shapes import Shape
from app.telemetry import log

TOPIC = "reactions"
Kind = Literal["like", "unlike", "save", "unsave", "share", "not_interested", "interested"]


class Reaction(Shape):
    """One reaction in the event log; what it did stands in PostgreSQL."""

    viewer_key: str
    video_id: int
    kind: Kind


def tell(session: Session, viewer: Viewer, video_id: int, kind: Kind) -> None:
    """Log a reaction once it is committed. It has happened even where the log is away."""
    told = Reaction(viewer_key=viewer.key, video_id=video_id, kind=kind).model_dump()
    after_commit(session, lambda: _append(told))


def parsed(events: Sequence[Event]) -> list[Reaction]:
    return eventlog.parsed(TOPIC, events, Reaction)


def _append(told: dict[str, object]) -> None:
    try:
        eventlog.append(TOPIC, [told])
    except DOWN as error:
        log().warning("reaction_not_logged", error=str(error))
