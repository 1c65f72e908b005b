"""What was watched, how far, and which reports have been counted."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Text, desc
from sqlmodel import Field, SQLModel

from app.models.columns import moment


class WatchHistory(SQLModel, table=True):
    """One watch. Partitioned by month, so it has no foreign keys and is dropped a month at a time."""

    __tablename__ = "watch_history"
    __table_args__ = (
        Index("ix_watch_history_user", "user_id", desc("created_at")),
        Index("ix_watch_history_viewer", "viewer_key", "video_id"),
        Index("ix_watch_history_past", "viewer_key", desc("created_at")),
        Index("ix_watch_history_time", "created_at", postgresql_using="brin"),
        {"postgresql_partition_by": "RANGE (created_at)"},
    )

    event_id: UUID = Field(primary_key=True)
    created_at: datetime = moment(key=True)
    user_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    viewer_key: str = Field(sa_type=Text)
    video_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    watch_duration_ms: int
    duration_ms: int
    completion_rate: float
    loops: int = 0
    liked: bool = False
    shared: bool = False
    source: str = Field(sa_type=Text)
    request_id: UUID | None = None
    first_frame_ms: int | None = None


class WatchReceipt(SQLModel, table=True):
    """Reports already counted: a phone may send the same one again for two days."""

    __tablename__ = "watch_receipts"

    event_id: UUID = Field(primary_key=True)
    created_at: datetime = moment()
