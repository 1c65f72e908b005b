"""What the feed handed out, from what choice, and with which model."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Text, desc, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from app.models.columns import choice, identity, moment


class Impression(SQLModel, table=True):
    """An item that was handed out. Partitioned by month; `features` are float16 in the model's order."""

    __tablename__ = "impressions"
    __table_args__ = (
        Index("ix_impressions_viewer", "viewer_key", "video_id", desc("created_at")),
        Index("ix_impressions_video", "video_id", desc("created_at")),
        {"postgresql_partition_by": "RANGE (created_at)"},
    )

    request_id: UUID = Field(primary_key=True)
    video_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    created_at: datetime = moment(key=True)
    position: int
    viewer_key: str = Field(sa_type=Text)
    user_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    source: str = Field(sa_type=Text)
    score: float
    propensity: float
    model_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    reason: str | None = Field(default=None, sa_type=Text)
    features: bytes | None = Field(default=None, sa_column=Column(LargeBinary))


class Slate(SQLModel, table=True):
    """What a page was chosen from: `scores` float32, `features` float16 [videos, features], row by row."""

    __tablename__ = "slates"
    __table_args__ = (Index("ix_slates_created", "created_at"),)

    request_id: UUID = Field(primary_key=True)
    created_at: datetime = moment()
    viewer_key: str = Field(sa_type=Text)
    model_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    video_ids: list[int] = Field(sa_column=Column(ARRAY(BigInteger), nullable=False))
    features: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    scores: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    temperature: float


class ModelState(StrEnum):
    CANDIDATE = "candidate"
    ACTIVE = "active"
    RETIRED = "retired"
    REFUSED = "refused"


class RecsysModel(SQLModel, table=True):
    """A trained model in S3 under `key`, with what it was judged by."""

    __tablename__ = "recsys_models"
    __table_args__ = (
        Index("ix_recsys_models_active", "state", unique=True, postgresql_where=text("state = 'active'")),
    )

    id: int = identity()
    state: ModelState = choice(ModelState, "model_state", ModelState.CANDIDATE)
    key: str = Field(sa_type=Text)
    sha256: str = Field(sa_type=Text)
    bytes: int = Field(sa_column=Column(BigInteger, nullable=False))
    metrics: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default="{}")
    )
    reason: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = moment()
    activated_at: datetime | None = moment(nullable=True)
