"""Accounts with their public face, and the ties between people."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Column, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from app.models.columns import choice, identity, moment, reference


class Role(StrEnum):
    USER = "user"
    CREATOR = "creator"
    MODERATOR = "moderator"
    ADMIN = "admin"


def _texts() -> Any:
    return Field(default_factory=list, sa_column=Column(ARRAY(Text), nullable=False, server_default="{}"))


def _no() -> Any:
    return Field(default=False, sa_column_kwargs={"server_default": "false"})


class User(SQLModel, table=True):
    __tablename__ = "users"
    __table_args__ = (
        Index(
            "ix_users_username_likeness",
            "username",
            postgresql_using="gin",
            postgresql_ops={"username": "gin_trgm_ops"},
        ),
        # Several may claim an address, so that registering tells nothing; one may own it.
        Index(
            "ix_users_email_owned",
            "email",
            unique=True,
            postgresql_where=text("email_verified_at IS NOT NULL"),
        ),
    )

    id: int = identity()
    username: str = Field(sa_type=Text, unique=True)
    email: str = Field(sa_type=Text, index=True)
    password_hash: str = Field(sa_type=Text)
    display_name: str = Field(default="", sa_type=Text)
    bio: str = Field(default="", sa_type=Text)
    avatar_url: str | None = Field(default=None, sa_type=Text)
    role: Role = choice(Role, "user_role", Role.USER)
    region: str | None = Field(default=None, sa_type=Text)
    language: str | None = Field(default=None, sa_type=Text)
    birth_date: date | None = None
    interests: list[str] = _texts()
    links: list[str] = _texts()
    # Only followers see what a private account makes; whoever wants to follow asks first.
    is_private: bool = _no()
    shows_likes: bool = _no()
    shows_saves: bool = _no()
    # Comments with these words below one's own videos are kept from everybody but their author.
    filtered_words: list[str] = _texts()
    # The highest round number of followers that its owner was told of.
    follower_milestone: int = Field(
        default=0, sa_column=Column(BigInteger, nullable=False, server_default="0")
    )
    email_verified_at: datetime | None = moment(nullable=True)
    totp_secret: str | None = Field(default=None, sa_type=Text)
    totp_confirmed_at: datetime | None = moment(nullable=True)
    # The day on which an account that its owner gave up is deleted for good.
    deletes_at: datetime | None = moment(nullable=True)
    banned_until: datetime | None = moment(nullable=True)
    ban_reason: str | None = Field(default=None, sa_type=Text)
    deleted_at: datetime | None = moment(nullable=True)
    created_at: datetime = moment()


class Follow(SQLModel, table=True):
    __tablename__ = "follows"

    follower_id: int = reference("users.id", key=True)
    followed_id: int = reference("users.id", key=True, index=True)
    created_at: datetime = moment()


class Block(SQLModel, table=True):
    __tablename__ = "blocks"

    blocker_id: int = reference("users.id", key=True)
    blocked_id: int = reference("users.id", key=True, index=True)
    created_at: datetime = moment()


class Mute(SQLModel, table=True):
    __tablename__ = "mutes"

    muter_id: int = reference("users.id", key=True)
    muted_id: int = reference("users.id", key=True, index=True)
    created_at: datetime = moment()


class FollowRequest(SQLModel, table=True):
    """Somebody wants to follow a private account."""

    __tablename__ = "follow_requests"

    requester_id: int = reference("users.id", key=True)
    requested_id: int = reference("users.id", key=True, index=True)
    created_at: datetime = moment()
