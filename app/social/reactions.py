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
Kind = Literal["like", "unlike", "save", "unsave", "share", "not_interested", "interested", "reset"]


class Reaction(Shape):
    """Somebody said something in the event log; what it was stands in PostgreSQL."""

    viewer_key: str
    video_id: int | None
    kind: Kind


def tell(session: Session, viewer: Viewer, video_id: int, kind: Kind) -> None:
    """Log a reaction once it is committed. It has happened even where the log is away."""
    after_commit(session, lambda: append(viewer.key, kind, video_id))


def append(viewer_key: str, kind: Kind, video_id: int | None = None) -> None:
    told = Reaction(viewer_key=viewer_key, video_id=video_id, kind=kind).model_dump()
    try:
        eventlog.append(TOPIC, [told])
    except DOWN as error:
        log().warning("reaction_not_logged", error=str(error))


def parsed(events: Sequence[Event]) -> list[Reaction]:
    return eventlog.parsed(TOPIC, events, Reaction)
