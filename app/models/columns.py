"""Column kinds that several tables share."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Enum, ForeignKey, Identity, func
from sqlmodel import Field

# Of what has no end, where the column asks for one.
FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
# `with_for_update` of a row that changes and keeps its key: whoever writes rows that name it does not wait. A
# video that is published while its creator's account closes would, and the account for the video.
CHANGED = {"key_share": True}


def now() -> datetime:
    return datetime.now(UTC)


def identity() -> Any:
    """A generated id; integers stay below 2^53 so that browsers keep them whole."""
    return Field(default=None, sa_column=Column(BigInteger, Identity(), primary_key=True))


def reference(target: str, *, nullable: bool = False, key: bool = False, index: bool = False) -> Any:
    """A foreign key that goes with its target."""
    column: Column[int] = Column(
        BigInteger,
        ForeignKey(target, ondelete="SET NULL" if nullable else "CASCADE"),
        nullable=nullable,
        primary_key=key,
        index=index,
    )
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


def moment(*, nullable: bool = False, key: bool = False) -> Any:
    """A UTC time; when it may not be missing it starts as the moment of insertion."""
    if nullable:
        return Field(default=None, sa_column=Column(DateTime(timezone=True)))
    column: Column[datetime] = Column(
        DateTime(timezone=True), nullable=False, server_default=func.now(), primary_key=key
    )
    return Field(default_factory=now, sa_column=column)


def choice(kind: type[StrEnum], name: str, default: StrEnum | None = None) -> Any:
    """A PostgreSQL enum that stores the values, not the Python names; without a default it may be missing."""
    stored = Enum(kind, name=name, values_callable=lambda members: [member.value for member in members])
    if default is None:
        return Field(default=None, sa_column=Column(stored))
    return Field(default=default, sa_column=Column(stored, nullable=False, server_default=default.value))
