"""What videos and sounds look and sound like, which of them are alike, and which may not come back."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, BIT
from sqlmodel import Field, SQLModel

from app.models.columns import choice, identity, moment, reference

CODE_BITS, PART_BITS = 64, 16


def _code(*, nullable: bool = False) -> Any:
    column: Column[str] = Column(BIT(CODE_BITS), nullable=nullable)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


def _parts(table: str) -> tuple[Index, ...]:
    """One index for each quarter of a code: codes that differ in few bits have a quarter in common."""
    starts = range(1, CODE_BITS, PART_BITS)
    return tuple(
        Index(f"ix_{table}_part{n}", text(f"SUBSTRING(code FROM {start} FOR {PART_BITS})"))
        for n, start in enumerate(starts)
    )


def _words() -> Any:
    """Chromaprint's words, about eight a second, as signed integers."""
    return Field(default_factory=list, sa_column=Column(ARRAY(Integer), nullable=False, server_default="{}"))


class PicturePrint(SQLModel, table=True):
    """What one moment of a video looks like, and how it moves, if it does."""

    __tablename__ = "picture_prints"
    __table_args__ = _parts("picture_prints")

    video_id: int = reference("videos.id", key=True)
    at_ms: int = Field(primary_key=True)
    code: str = _code()
    motion: str | None = _code(nullable=True)


class AudioPrint(SQLModel, table=True):
    """What a video sounds like, to be compared with a video that looks like it."""

    __tablename__ = "audio_prints"
    __table_args__ = (Index("ix_audio_prints_words", "words", postgresql_using="gin"),)

    video_id: int = reference("videos.id", key=True)
    words: list[int] = _words()


class SoundPrint(SQLModel, table=True):
    """What a sound of the library sounds like, to be found again."""

    __tablename__ = "sound_prints"
    __table_args__ = (Index("ix_sound_prints_words", "words", postgresql_using="gin"),)

    sound_id: int = reference("sounds.id", key=True)
    words: list[int] = _words()


class Verdict(StrEnum):
    PENDING = "pending"
    DISMISSED = "dismissed"
    CONFIRMED = "confirmed"


class NearDuplicate(SQLModel, table=True):
    """`video_id` came later and looks like `other_id`; a moderator decides what that means."""

    __tablename__ = "near_duplicates"
    __table_args__ = (
        UniqueConstraint("video_id", "other_id"),
        Index("ix_near_duplicates_state", "state", "created_at"),
    )

    id: int = identity()
    video_id: int = reference("videos.id")
    other_id: int = reference("videos.id", index=True)
    share: float = Field(description="How much of the shorter one is the same, 0 to 1.")
    offset_seconds: float = Field(description="The other's moment when this one begins.")
    pace: float = Field(default=1, description="Seconds of the other in a second of this one.")
    is_mirrored: bool = False
    is_same_sound: bool = False
    state: Verdict = choice(Verdict, "near_duplicate_state", Verdict.PENDING)
    created_at: datetime = moment()
    decided_at: datetime | None = moment(nullable=True)
    decided_by: int | None = reference("users.id", nullable=True)


class BlockedPrint(SQLModel, table=True):
    """Something that may not be published here again, whoever sends it."""

    __tablename__ = "blocked_prints"

    id: int = identity()
    video_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    sha256: str | None = Field(default=None, sa_type=Text, index=True)
    words: list[int] = _words()
    reason: str = Field(sa_type=Text)
    blocked_by: int | None = reference("users.id", nullable=True)
    created_at: datetime = moment()


class BlockedPicture(SQLModel, table=True):
    """As `PicturePrint`, kept when the video itself is gone."""

    __tablename__ = "blocked_pictures"
    __table_args__ = _parts("blocked_pictures")

    blocked_id: int = reference("blocked_prints.id", key=True)
    at_ms: int = Field(primary_key=True)
    code: str = _code()
    motion: str | None = _code(nullable=True)
