"""A file on its way in: what of it has arrived, in pieces that lie in S3 until the original is whole."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from app.models.columns import identity, moment, reference


class Upload(SQLModel, table=True):
    """`received` is the tus offset: every byte below it is stored."""

    __tablename__ = "uploads"
    __table_args__ = (Index("ix_uploads_creator", "creator_id", "expires_at"),)

    id: int = identity()
    creator_id: int = reference("users.id")
    length: int = Field(sa_column=Column(BigInteger, nullable=False))
    received: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    filename: str = Field(default="", sa_type=Text)
    tus_metadata: str = Field(default="", sa_type=Text)
    early: dict[str, Any] | None = Field(
        default=None,
        sa_column=Column(JSONB(none_as_null=True)),
        description="The first rung that was made while the bytes arrived.",
    )
    created_at: datetime = moment()
    completed_at: datetime | None = moment(nullable=True)
    expires_at: datetime = moment()


class UploadChunk(SQLModel, table=True):
    """One stored piece: `length` bytes of the file from `position` on, in the object `key`."""

    __tablename__ = "upload_chunks"

    upload_id: int = reference("uploads.id", key=True)
    position: int = Field(sa_column=Column(BigInteger, primary_key=True))
    length: int = Field(sa_column=Column(BigInteger, nullable=False))
    key: str = Field(sa_type=Text)
