"""The manners of everything that crosses the edge: bodies in, shapes out, pages and cursors."""

import base64
import binascii
import json
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, PlainSerializer

from app.errors import BadInput


def _with_z(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


T = TypeVar("T")

Moment = Annotated[datetime, PlainSerializer(_with_z, return_type=str)]


class Body(BaseModel):
    """What comes in; an unknown key is a mistake that is named, not swallowed."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Shape(BaseModel):
    """What goes out: the REST body, the page's State and what the phone parses."""

    model_config = ConfigDict(frozen=True)


class Page(Shape, Generic[T]):
    items: list[T]
    next_cursor: str | None = None


def to_cursor(**position: Any) -> str:
    """Opaque to clients, who only hand it back."""
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=")


def from_cursor(cursor: str) -> dict[str, Any]:
    try:
        position = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        position = None
    if not isinstance(position, dict):
        raise foreign_cursor()
    return position


def foreign_cursor() -> BadInput:
    return BadInput("This cursor is not one of ours.", cursor="Use the next_cursor of the page before.")
