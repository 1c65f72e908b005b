"""A sound as it leaves the house, small beside a video and whole on its own page."""

from typing import Annotated

from pydantic import Field, StringConstraints

from app.shapes import Body, Shape


class SoundCard(Shape):
    id: int
    title: str
    creator_username: str | None


class LibrarySound(SoundCard):
    """What is needed to choose, hear and draw it."""

    duration_seconds: float
    use_count: int = Field(description="How many public videos play it.")
    audio_url: str | None
    loudness: float | None = Field(description="Integrated, in LUFS.")
    waveform: list[float] = Field(description="How loud each hundredth of it is, 0 to 1.")


class SoundTitle(Body):
    title: Annotated[str, StringConstraints(min_length=1, max_length=100)]
