"""The pool in which new videos find their first viewers, and what came of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, Text, desc, text
from sqlmodel import Field, SQLModel

from app.models.columns import choice, moment, reference


class PoolState(StrEnum):
    OPEN = "open"
    PROMOTED = "promoted"
    STOPPED = "stopped"


def _number() -> int:
    number: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    return number


class ExplorationPool(SQLModel, table=True):
    """A new video's way through the gates; `completion_total` over `views` is held against `expected`."""

    __tablename__ = "exploration_pool"
    __table_args__ = (
        Index("ix_exploration_pool_open", "impressions", postgresql_where=text("state = 'open'")),
        Index(
            "ix_exploration_pool_owed",
            "impressions",
            postgresql_where=text("state = 'open' AND impressions < promised"),
        ),
        Index(
            "ix_exploration_pool_promoted", desc("decided_at"), postgresql_where=text("state = 'promoted'")
        ),
    )

    video_id: int = reference("videos.id", key=True)
    state: PoolState = choice(PoolState, "pool_state", PoolState.OPEN)
    impressions: int = _number()
    promised: int = _number()
    views: int = _number()
    completion_total: float = Field(default=0, sa_column_kwargs={"server_default": "0"})
    expected: float | None = None
    gate: int = _number()
    reason: str | None = Field(default=None, sa_type=Text)
    entered_at: datetime = moment()
    invited_at: datetime | None = moment(nullable=True)
    decided_at: datetime | None = moment(nullable=True)


class ExplorationAudience(SQLModel, table=True):
    """Who is predicted to like a new video, and when it was put before them."""

    __tablename__ = "exploration_audience"
    __table_args__ = (Index("ix_exploration_audience_waiting", "user_id", "shown_at"),)

    video_id: int = reference("videos.id", key=True)
    user_id: int = reference("users.id", key=True)
    score: float = 0
    shown_at: datetime | None = moment(nullable=True)


class ExplorationSource(SQLModel, table=True):
    """The pool's books: impressions of a video by their source, `predicted` of them to its audience."""

    __tablename__ = "exploration_sources"

    video_id: int = reference("videos.id", key=True)
    source: str = Field(sa_type=Text, primary_key=True)
    impressions: int = _number()
    predicted: int = _number()


class ExplorationDecision(SQLModel, table=True):
    """What was decided at a gate, and by which numbers."""

    __tablename__ = "exploration_decisions"

    video_id: int = reference("videos.id", key=True)
    gate: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    verdict: str = Field(sa_type=Text)
    views: int
    completion_total: float
    expected: float
    low: float
    high: float
    decided_at: datetime = moment()
