"""Records kept about the platform itself: analytics, audit, reports, notices, idempotency."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Text, UniqueConstraint, desc, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.models.columns import identity, moment, reference


def _details() -> Any:
    return Field(default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default="{}"))


def _about(target: str, *, index: bool | None = None) -> Any:
    """What a record names, if anything; it goes with it."""
    key = ForeignKey(target, ondelete="CASCADE")
    return Field(default=None, sa_column=Column(BigInteger, key, index=index))


class AnalyticsEvent(SQLModel, table=True):
    """Anything worth counting later. Partitioned by month."""

    __tablename__ = "analytics_events"
    __table_args__ = (
        Index("ix_analytics_events_kind", "kind", desc("created_at")),
        {"postgresql_partition_by": "RANGE (created_at)"},
    )

    event_id: UUID = Field(default_factory=uuid4, primary_key=True)
    created_at: datetime = moment(key=True)
    kind: str = Field(sa_type=Text)
    user_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    video_id: int | None = Field(default=None, sa_column=Column(BigInteger, index=True))
    details: dict[str, Any] = _details()


class AuditLog(SQLModel, table=True):
    __tablename__ = "audit_logs"

    id: int = identity()
    actor_id: int | None = reference("users.id", nullable=True, index=True)
    action: str = Field(sa_type=Text)
    target: str = Field(sa_type=Text)
    details: dict[str, Any] = _details()
    created_at: datetime = moment()


class Report(SQLModel, table=True):
    """About a video, a comment (with the video it stands below) or a person."""

    __tablename__ = "reports"
    __table_args__ = (Index("ix_reports_open", "created_at", postgresql_where=text("decided_at IS NULL")),)

    id: int = identity()
    reporter_id: int | None = reference("users.id", nullable=True)
    video_id: int | None = _about("videos.id", index=True)
    comment_id: int | None = _about("comments.id")
    user_id: int | None = _about("users.id")
    reason: str = Field(sa_type=Text)
    note: str = Field(default="", sa_type=Text)
    decision: str | None = Field(default=None, sa_type=Text)
    decided_at: datetime | None = moment(nullable=True)
    created_at: datetime = moment()


class Notification(SQLModel, table=True):
    """Those of one kind about one subject ("video:12") are shown as one; nothing is told twice."""

    __tablename__ = "notifications"
    __table_args__ = (
        Index("ix_notifications_user", "user_id", desc("created_at")),
        Index("ix_notifications_unread", "user_id", postgresql_where=text("read_at IS NULL")),
        UniqueConstraint(
            "user_id",
            "kind",
            "subject",
            "actor_id",
            "comment_id",
            name="uq_notifications_once",
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: int = identity()
    user_id: int = reference("users.id")
    kind: str = Field(sa_type=Text)
    subject: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    actor_id: int | None = _about("users.id")
    video_id: int | None = _about("videos.id")
    comment_id: int | None = _about("comments.id")
    details: dict[str, Any] = _details()
    read_at: datetime | None = moment(nullable=True)
    created_at: datetime = moment()


class IdempotencyKey(SQLModel, table=True):
    """The first answer to a creating request, so that a repeated one gets it again for 24 hours."""

    __tablename__ = "idempotency_keys"

    user_id: int = reference("users.id", key=True)
    key: UUID = Field(primary_key=True)
    fingerprint: str = Field(sa_type=Text)
    video_id: int = reference("videos.id", index=True)
    answer: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))
    created_at: datetime = moment()
