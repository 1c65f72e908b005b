"""What belongs to an account beside its public face: settings, second factor, tokens, exports, mail."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Column, Index, Text, desc, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from app.models.columns import choice, identity, moment, reference


def _details() -> Any:
    return Field(default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default="{}"))


class AccountSettings(SQLModel, table=True):
    """`notices` says for a kind of notification which ways it takes: {"like": ["app", "push"], …}."""

    __tablename__ = "account_settings"

    user_id: int = reference("users.id", key=True)
    autoplay: bool = Field(default=True, sa_column_kwargs={"server_default": "true"})
    data_saver: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    screen_minutes: int | None = None
    digest: bool = Field(default=True, sa_column_kwargs={"server_default": "true"})
    notices: dict[str, Any] = _details()
    updated_at: datetime = moment()


class RecoveryCode(SQLModel, table=True):
    """Logs in once in place of the second factor; only its hash is kept."""

    __tablename__ = "recovery_codes"

    user_id: int = reference("users.id", key=True)
    code_hash: str = Field(sa_column=Column(Text, primary_key=True))
    used_at: datetime | None = moment(nullable=True)


class AccessToken(SQLModel, table=True):
    """A personal token for another program; shown once, kept as a hash."""

    __tablename__ = "access_tokens"

    id: int = identity()
    user_id: int = reference("users.id", index=True)
    name: str = Field(sa_type=Text)
    token_hash: str = Field(sa_type=Text, unique=True)
    scopes: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False, server_default="{}"))
    created_at: datetime = moment()
    last_used_at: datetime | None = moment(nullable=True)
    expires_at: datetime | None = moment(nullable=True)
    revoked_at: datetime | None = moment(nullable=True)


class ExportState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class AccountExport(SQLModel, table=True):
    """All that an account owns, as a zip that a job makes."""

    __tablename__ = "account_exports"

    id: int = identity()
    user_id: int = reference("users.id", index=True)
    state: ExportState = choice(ExportState, "export_state", ExportState.WAITING)
    percent: float = Field(default=0, sa_column_kwargs={"server_default": "0"})
    key: str | None = Field(default=None, sa_type=Text)
    size: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    failure: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = moment()
    finished_at: datetime | None = moment(nullable=True)
    expires_at: datetime | None = moment(nullable=True)


class PushSubscription(SQLModel, table=True):
    """A browser that wants to be told although no page is open (RFC 8030, RFC 8291)."""

    __tablename__ = "push_subscriptions"

    id: int = identity()
    user_id: int = reference("users.id", index=True)
    endpoint: str = Field(sa_type=Text, unique=True)
    p256dh: str = Field(sa_type=Text)
    auth: str = Field(sa_type=Text)
    created_at: datetime = moment()


class Mail(SQLModel, table=True):
    """A letter on its way; secrets such as reset links are made only when it is sent."""

    __tablename__ = "mails"
    __table_args__ = (Index("ix_mails_unsent", "created_at", postgresql_where=text("sent_at IS NULL")),)

    id: int = identity()
    user_id: int = reference("users.id", index=True)
    kind: str = Field(sa_type=Text)
    details: dict[str, Any] = _details()
    failure: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = moment()
    sent_at: datetime | None = moment(nullable=True)


class SearchedFor(SQLModel, table=True):
    """What somebody searched for, so that it can be offered again, and forgotten."""

    __tablename__ = "search_history"
    __table_args__ = (Index("ix_search_history_latest", "user_id", desc("searched_at")),)

    user_id: int = reference("users.id", key=True)
    query: str = Field(sa_column=Column(Text, primary_key=True))
    searched_at: datetime = moment()
