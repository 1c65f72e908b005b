"""How people steer their feed: the dial, topics, what is muted, removed or begun anew."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Column, Enum, Index, Text, desc
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from app.models.columns import identity, moment, reference

USUAL_EXPLORE = 0.3


class FeedPreferences(SQLModel, table=True):
    """`explore` from 0, familiar, to 1, new; `topics` from −1, never, to 1, more."""

    __tablename__ = "feed_preferences"

    user_id: int = reference("users.id", key=True)
    explore: float = Field(default=USUAL_EXPLORE, sa_column_kwargs={"server_default": str(USUAL_EXPLORE)})
    topics: dict[str, float] = Field(
        default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default="{}")
    )
    muted_words: list[str] = Field(
        default_factory=list, sa_column=Column(ARRAY(Text), nullable=False, server_default="{}")
    )
    muted_sounds: list[int] = Field(
        default_factory=list, sa_column=Column(ARRAY(BigInteger), nullable=False, server_default="{}")
    )
    updated_at: datetime = moment()


class FeedReset(SQLModel, table=True):
    """Watches before `reset_at` no longer speak for a viewer, unless it was undone."""

    __tablename__ = "feed_resets"
    __table_args__ = (Index("ix_feed_resets_viewer", "viewer_key", desc("reset_at")),)

    id: int = identity()
    viewer_key: str = Field(sa_type=Text)
    user_id: int | None = reference("users.id", nullable=True, index=True)
    reset_at: datetime = moment()
    undone_at: datetime | None = moment(nullable=True)


class TasteKind(StrEnum):
    TOPIC = "topic"
    CREATOR = "creator"
    SOUND = "sound"


def _kind() -> Any:
    kinds = Enum(TasteKind, name="taste_kind", values_callable=lambda kinds: [one.value for one in kinds])
    return Field(sa_column=Column(kinds, primary_key=True))


class TasteRemoval(SQLModel, table=True):
    """Something a viewer does not want to be known for; `key` is a hashtag or an id."""

    __tablename__ = "taste_removals"

    user_id: int = reference("users.id", key=True)
    kind: TasteKind = _kind()
    key: str = Field(sa_column=Column(Text, primary_key=True))
    created_at: datetime = moment()
