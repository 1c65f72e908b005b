"""What searching looks into: caption words, names and hashtags, each with the spellings that come near it.

Triggers of the database keep these tables; `alembic/versions/0010_search.py` says how.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Computed, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlmodel import Field, SQLModel

from app.models.columns import moment, reference


def _spellings(of: str) -> Any:
    """Each text less one letter, so that two that are one typo apart share one."""
    return Field(default=None, sa_column=Column(ARRAY(Text), Computed(f"spellings({of})", persisted=True)))


def _index(name: str, column: str, **more: Any) -> Index:
    return Index(name, column, postgresql_using="gin", **more)


def _beginnings(name: str, column: str) -> Index:
    """Finds what begins with some letters, whatever order the database sorts in."""
    return Index(name, column, postgresql_ops={column: "text_pattern_ops"})


class VideoText(SQLModel, table=True):
    """The words of a public video's caption."""

    __tablename__ = "video_texts"
    __table_args__ = (_index("ix_video_texts_words", "words"),)

    video_id: int = reference("videos.id", key=True)
    words: str = Field(sa_column=Column(TSVECTOR, nullable=False))


class Word(SQLModel, table=True):
    """A word of captions and of titles; `uses` is counted anew now and then."""

    __tablename__ = "words"
    __table_args__ = (
        _index("ix_words_keys", "keys"),
        _beginnings("ix_words_beginnings", "word"),
    )

    word: str = Field(sa_column=Column(Text, primary_key=True))
    uses: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    keys: list[str] | None = _spellings("word")


class HashtagUse(SQLModel, table=True):
    """A hashtag with how many public videos carry it."""

    __tablename__ = "hashtags"
    __table_args__ = (
        _index("ix_hashtags_keys", "keys"),
        _index("ix_hashtags_likeness", "plain", postgresql_ops={"plain": "gin_trgm_ops"}),
        _beginnings("ix_hashtags_beginnings", "plain"),
    )

    tag: str = Field(sa_column=Column(Text, primary_key=True))
    plain: str | None = Field(default=None, sa_column=Column(Text, Computed("squeezed(tag)", persisted=True)))
    uses: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    keys: list[str] | None = _spellings("squeezed(tag)")


class PersonName(SQLModel, table=True):
    """A way to write somebody's name: in one piece, or a part of it."""

    __tablename__ = "person_names"
    __table_args__ = (
        _index("ix_person_names_keys", "keys"),
        _beginnings("ix_person_names_beginnings", "name"),
    )

    user_id: int = reference("users.id", key=True)
    name: str = Field(sa_column=Column(Text, primary_key=True))
    keys: list[str] | None = _spellings("name")


class Trend(SQLModel, table=True):
    """How often a hashtag's or a sound's videos were watched in some hours; region "" is everywhere."""

    __tablename__ = "trends"
    __table_args__ = (Index("ix_trends_started_at", "started_at"),)

    kind: str = Field(sa_column=Column(Text, primary_key=True))
    region: str = Field(sa_column=Column(Text, primary_key=True))
    name: str = Field(sa_column=Column(Text, primary_key=True))
    started_at: datetime = moment(key=True)
    watches: int
