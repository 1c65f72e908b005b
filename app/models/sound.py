"""Sounds: the audio of videos, so that others can use it again."""

from datetime import datetime

from sqlalchemy import Column, Index, SmallInteger, Text, desc, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from app.models.columns import identity, moment, reference


class Sound(SQLModel, table=True):
    """`use_count` says how many public videos play it; a trigger of the database keeps it right."""

    __tablename__ = "sounds"
    __table_args__ = (
        Index("ix_sounds_used", desc("use_count"), desc("id")),
        Index("ix_sounds_title", "title", postgresql_using="gin", postgresql_ops={"title": "gin_trgm_ops"}),
        Index("ix_sounds_words", text("searched(title)"), postgresql_using="gin"),
    )

    id: int = identity()
    title: str = Field(sa_type=Text)
    creator_id: int | None = reference("users.id", nullable=True, index=True)
    audio_key: str | None = Field(default=None, sa_type=Text)
    duration_seconds: float = 0
    use_count: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    loudness_lufs: float | None = None
    waveform: list[int] = Field(
        default_factory=list,
        sa_column=Column(ARRAY(SmallInteger), nullable=False, server_default="{}"),
        description="How loud each hundredth is, 0 to 1000.",
    )
    created_at: datetime = moment()
