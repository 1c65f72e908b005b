"""The space shared by viewers and videos, and the pool in which new videos are tried."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pgvector.sqlalchemy import Vector
from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from app.models.columns import choice, moment, reference

DIMENSIONS = 128


def _vector() -> Any:
    return Field(sa_column=Column(Vector(DIMENSIONS), nullable=False))


def _nearest(name: str) -> Index:
    return Index(
        name, "embedding", postgresql_using="hnsw", postgresql_ops={"embedding": "vector_cosine_ops"}
    )


class VideoEmbedding(SQLModel, table=True):
    __tablename__ = "video_embeddings"
    __table_args__ = (_nearest("ix_video_embeddings_nearest"),)

    video_id: int = reference("videos.id", key=True)
    embedding: Any = _vector()
    updated_at: datetime = moment()


class UserEmbedding(SQLModel, table=True):
    __tablename__ = "user_embeddings"
    __table_args__ = (_nearest("ix_user_embeddings_nearest"),)

    user_id: int = reference("users.id", key=True)
    embedding: Any = _vector()
    updated_at: datetime = moment()


class PoolState(StrEnum):
    OPEN = "open"
    PROMOTED = "promoted"
    STOPPED = "stopped"


class ExplorationPool(SQLModel, table=True):
    __tablename__ = "exploration_pool"

    video_id: int = reference("videos.id", key=True)
    state: PoolState = choice(PoolState, "pool_state", PoolState.OPEN)
    impressions: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    entered_at: datetime = moment()
    decided_at: datetime | None = moment(nullable=True)
