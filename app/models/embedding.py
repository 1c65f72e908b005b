"""The space shared by viewers and videos: taste is the inner product of two points in it."""

from datetime import datetime
from typing import Any

from pgvector.sqlalchemy import Vector
from sqlalchemy import BigInteger, Column, ForeignKey, Index
from sqlmodel import Field, SQLModel

from app.models.columns import moment, reference

DIMENSIONS = 128


def _vector(*, nullable: bool = False) -> Any:
    if nullable:
        return Field(default=None, sa_column=Column(Vector(DIMENSIONS)))
    return Field(sa_column=Column(Vector(DIMENSIONS), nullable=False))


def _nearest(name: str, **options: int) -> Index:
    ops = {"embedding": "vector_ip_ops"}
    return Index(name, "embedding", postgresql_using="hnsw", postgresql_ops=ops, postgresql_with=options)


def _model() -> Any:
    reference = ForeignKey("recsys_models.id", ondelete="SET NULL")
    return Field(default=None, sa_column=Column(BigInteger, reference))


class VideoContent(SQLModel, table=True):
    """What a clip looks, sounds and reads like, before anyone has watched it."""

    __tablename__ = "video_contents"

    video_id: int = reference("videos.id", key=True)
    content: Any = _vector()
    updated_at: datetime = moment()


class VideoEmbedding(SQLModel, table=True):
    """`embedding` is what a viewer's point is compared with, `input` what a watch adds to that point."""

    __tablename__ = "video_embeddings"
    # By inner product pgvector's usual 16 neighbours find 93 of 100, 24 find 97 (docs/benchmarks.md).
    __table_args__ = (_nearest("ix_video_embeddings_nearest", m=24, ef_construction=128),)

    video_id: int = reference("videos.id", key=True)
    embedding: Any = _vector()
    input: Any = _vector(nullable=True)
    model_id: int | None = _model()
    updated_at: datetime = moment()


class UserEmbedding(SQLModel, table=True):
    __tablename__ = "user_embeddings"
    __table_args__ = (_nearest("ix_user_embeddings_nearest"),)

    user_id: int = reference("users.id", key=True)
    embedding: Any = _vector()
    updated_at: datetime = moment()
