"""Sounds: the audio of videos, so that others can use it again."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from app.models.columns import identity, moment, reference


class Sound(SQLModel, table=True):
    __tablename__ = "sounds"

    id: int = identity()
    title: str = Field(sa_type=Text)
    creator_id: int | None = reference("users.id", nullable=True, index=True)
    audio_key: str | None = Field(default=None, sa_type=Text)
    duration_seconds: float = 0
    use_count: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    created_at: datetime = moment()
