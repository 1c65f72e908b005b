"""A suggestion as it leaves the house."""

from enum import StrEnum

from app.shapes import Shape


class Kind(StrEnum):
    HASHTAG = "hashtag"
    USER = "user"


class Suggestion(Shape):
    """`text` is what goes into the caption; `count` says how many recent videos carry a hashtag."""

    kind: Kind
    text: str
    name: str
    count: int | None = None
    avatar_url: str | None = None


class Hashtag(Shape):
    """`creators` of clips that are watched these days use it."""

    name: str
    creators: int
