"""A sound as it leaves the house."""

from app.shapes import Shape


class SoundCard(Shape):
    id: int
    title: str
    creator_username: str | None
