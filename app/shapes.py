"""The manners of everything that crosses the edge: bodies in, shapes out, pages and cursors."""

import base64
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, field_validator

from app.errors import BadInput


def _with_z(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


T = TypeVar("T")

Moment = Annotated[datetime, PlainSerializer(_with_z, return_type=str)]
# Browsers keep integers whole up to here, and PostgreSQL takes them all.
Id = Annotated[int, Field(gt=0, lt=2**53)]


class Body(BaseModel):
    """What comes in; an unknown key is a mistake that is named, not swallowed."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @field_validator("*")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        """PostgreSQL keeps every character but this one."""
        if any(
            isinstance(one, str) and "\0" in one for one in (value if isinstance(value, list) else [value])
        ):
            raise ValueError("Text cannot hold the character NUL.")
        return value


class Shape(BaseModel):
    """What goes out: the REST body, the page's State and what the phone parses."""

    model_config = ConfigDict(frozen=True)


class Page(Shape, Generic[T]):
    items: list[T]
    next_cursor: str | None = None


class Cursor(BaseModel):
    """A place in a list. Opaque to clients, who only hand it back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def text(self) -> str:
        return base64.urlsafe_b64encode(self.model_dump_json().encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> Self:
        try:
            return cls.model_validate_json(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except ValueError:
            raise BadInput(
                "This cursor is not one of ours.", cursor="Use the next_cursor of the page before."
            ) from None
