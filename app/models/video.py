"""A video from the arriving file to its renditions, with its counts."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Column, Computed, Float, ForeignKey, Index, Text, desc, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from app.models.columns import choice, identity, moment, reference

COMPLETION_RATE = "CASE WHEN watch_count > 0 THEN completion_total / watch_count END"


class VideoStatus(StrEnum):
    UPLOADING = "uploading"
    PROCESSING = "processing"
    PUBLISHED = "published"
    REJECTED = "rejected"
    DELETED = "deleted"


class Visibility(StrEnum):
    PUBLIC = "public"
    FOLLOWERS = "followers"
    UNLISTED = "unlisted"
    PRIVATE = "private"


def _count() -> Any:
    return Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))


def _total() -> Any:
    return Field(default=0, sa_column_kwargs={"server_default": "0"})


class Video(SQLModel, table=True):
    __tablename__ = "videos"
    __table_args__ = (
        Index("ix_videos_hashtags", "hashtags", postgresql_using="gin"),
        Index("ix_videos_creator_published", "creator_id", desc("published_at")),
        Index("ix_videos_deleted", "retain_until", postgresql_where=text("status = 'deleted'")),
        Index(
            "ix_videos_public",
            desc("published_at"),
            postgresql_where=text("status = 'published' AND visibility = 'public'"),
        ),
        Index(
            "ix_videos_hottest",
            desc("heat"),
            postgresql_where=text("status = 'published' AND visibility = 'public'"),
        ),
    )

    id: int = identity()
    creator_id: int = reference("users.id")
    url: str | None = Field(default=None, sa_type=Text)
    duration_seconds: float = 0
    width: int = 0
    height: int = 0
    description: str = Field(default="", sa_type=Text)
    hashtags: list[str] = Field(
        default_factory=list, sa_column=Column(ARRAY(Text), nullable=False, server_default="{}")
    )
    tag_keys: list[int] | None = Field(
        default=None,
        sa_column=Column(ARRAY(BigInteger), Computed("tag_keys(hashtags)", persisted=True)),
    )
    language: str | None = Field(default=None, sa_type=Text)
    region: str | None = Field(default=None, sa_type=Text)
    sound_id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger, ForeignKey("sounds.id", ondelete="SET NULL"), index=True),
    )
    status: VideoStatus = choice(VideoStatus, "video_status", VideoStatus.PROCESSING)
    visibility: Visibility = choice(Visibility, "video_visibility", Visibility.PUBLIC)
    # What its creator chose, while a private account keeps it to followers.
    chosen_visibility: Visibility | None = choice(Visibility, "video_visibility")
    allow_comments: bool = Field(default=True, sa_column_kwargs={"server_default": "true"})

    upload_id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger, ForeignKey("uploads.id", ondelete="SET NULL"), index=True),
    )
    original_key: str | None = Field(default=None, sa_type=Text)
    original_bytes: int = _count()
    original_sha256: str | None = Field(default=None, sa_type=Text, index=True)
    edit: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))
    is_draft: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    stage: str = Field(default="queued", sa_type=Text, sa_column_kwargs={"server_default": "queued"})
    percent: float = Field(default=0, sa_column_kwargs={"server_default": "0"})
    failure_code: str | None = Field(default=None, sa_type=Text)
    failure_message: str | None = Field(default=None, sa_type=Text)
    media: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))

    view_count: int = _count()
    like_count: int = _count()
    comment_count: int = _count()
    share_count: int = _count()
    save_count: int = _count()
    watch_count: int = _count()
    watch_ms_total: int = _count()
    long_count: int = _count()
    fair_long: float = _total()
    completion_total: float = _total()
    heat: float = Field(default=0, sa_column_kwargs={"server_default": "0"})
    completion_rate: float | None = Field(
        default=None, sa_column=Column(Float, Computed(COMPLETION_RATE, persisted=True))
    )

    created_at: datetime = moment()
    scheduled_at: datetime | None = moment(nullable=True)
    published_at: datetime | None = moment(nullable=True)
    # A moderator took it out of the lists, and only a moderator puts it back.
    restricted_at: datetime | None = moment(nullable=True)
    deleted_at: datetime | None = moment(nullable=True)
    retain_until: datetime | None = moment(nullable=True)
    legal_hold: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})


class CreatorTotals(SQLModel, table=True):
    """Watches of all of a creator's videos together."""

    __tablename__ = "creator_totals"

    creator_id: int = reference("users.id", key=True)
    watch_count: int = _count()
    long_count: int = _count()
    fair_long: float = _total()
    completion_total: float = _total()
