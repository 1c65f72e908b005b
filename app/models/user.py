"""Accounts with their public face, and the ties between people."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from app.models.columns import choice, identity, moment, reference


class Role(StrEnum):
    USER = "user"
    CREATOR = "creator"
    MODERATOR = "moderator"
    ADMIN = "admin"


class User(SQLModel, table=True):
    __tablename__ = "users"
    __table_args__ = (
        Index(
            "ix_users_username_likeness",
            "username",
            postgresql_using="gin",
            postgresql_ops={"username": "gin_trgm_ops"},
        ),
    )

    id: int = identity()
    username: str = Field(sa_type=Text, unique=True)
    email: str = Field(sa_type=Text, unique=True)
    password_hash: str = Field(sa_type=Text)
    display_name: str = Field(default="", sa_type=Text)
    bio: str = Field(default="", sa_type=Text)
    avatar_url: str | None = Field(default=None, sa_type=Text)
    role: Role = choice(Role, "user_role", Role.USER)
    region: str | None = Field(default=None, sa_type=Text)
    language: str | None = Field(default=None, sa_type=Text)
    birth_date: date | None = None
    interests: list[str] = Field(
        default_factory=list, sa_column=Column(ARRAY(Text), nullable=False, server_default="{}")
    )
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
