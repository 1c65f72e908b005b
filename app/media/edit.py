"""What a creator did to a clip, as a list that the browser previews and the worker renders."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from app.shapes import Body, Id

SHORTEST_SECONDS = 0.5
MOST_TEXTS = 20
Share = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(ge=0, le=36_000)]
Volume = Annotated[float, Field(ge=0, le=2)]


class Look(StrEnum):
    """Colour filters; `none` leaves the colours alone."""

    NONE = "none"
    VIVID = "vivid"
    WARM = "warm"
    COOL = "cool"
    MONO = "mono"
    NOIR = "noir"
    SEPIA = "sepia"
    FADE = "fade"
    DUSK = "dusk"
    FILM = "film"


class Font(StrEnum):
    CLEAN = "clean"
    BOLD = "bold"
    SERIF = "serif"
    HAND = "hand"
    MONO = "mono"


class _Span(Body):
    start: Seconds
    end: Seconds

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.end <= self.start:
            raise ValueError("The end must be after the start.")
        return self


class Trim(_Span):
    """The part of the original that is kept, in seconds of the original."""

    @model_validator(mode="after")
    def _long_enough(self) -> Self:
        if self.end - self.start < SHORTEST_SECONDS:
            raise ValueError(f"At least {SHORTEST_SECONDS} seconds must remain.")
        return self


class TextOverlay(_Span):
    """Words over the picture from `start` to `end`, in seconds of the finished clip."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    font: Font = Font.CLEAN
    color: Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")] = "#FFFFFF"
    background: Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")] | None = None
    size: Annotated[float, Field(ge=0.02, le=0.3)] = Field(
        0.07, description="The height of the letters as a share of the picture's width."
    )
    x: Share = Field(0.5, description="The middle of the text, from the left.")
    y: Share = Field(0.5, description="The middle of the text, from the top.")


class AddedSound(Body):
    """A sound of the library under the clip."""

    sound_id: Id
    volume: Volume = 1
    start: Seconds = Field(0, description="Where in the sound it begins.")
    ducks: bool = Field(True, description="Whether it steps back while the original is heard.")


class Edit(Body):
    """All edits of a clip, in the order in which they apply: trim, speed, look, texts, sound, cover."""

    trim: Trim | None = None
    speed: Annotated[float, Field(ge=0.3, le=3)] = 1
    look: Look = Look.NONE
    texts: Annotated[list[TextOverlay], Field(max_length=MOST_TEXTS)] = Field(default_factory=list)
    volume: Volume = Field(1, description="Of the original's own sound.")
    sound: AddedSound | None = None
    cover: Seconds | None = Field(None, description="The moment of the finished clip that is its cover.")

    @property
    def is_nothing(self) -> bool:
        """Whether the clip's pictures and sound stay as they were sent."""
        return self.model_copy(update={"cover": None}) == Edit()

    def seconds_of(self, original: float) -> float:
        """How long the finished clip is, given the original's length."""
        kept = original
        if self.trim:
            kept = max(0.0, min(self.trim.end, original) - min(self.trim.start, original))
        return kept / self.speed
