"""What is found, suggested and trending, as it leaves the house."""

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.shapes import Moment, Shape
from app.sounds.schemas import LibrarySound
from app.videos.schemas import VideoCard

# PostgreSQL keeps every character but this one.
NO_NUL = r"^[^\x00]*$"


class Kind(StrEnum):
    HASHTAG = "hashtag"
    USER = "user"
    QUERY = "query"
    HISTORY = "history"


class Type(StrEnum):
    VIDEOS = "videos"
    USERS = "users"
    HASHTAGS = "hashtags"
    SOUNDS = "sounds"


class Since(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    @property
    def span(self) -> timedelta:
        return timedelta(days={Since.DAY: 1, Since.WEEK: 7, Since.MONTH: 30}[self])


class Length(StrEnum):
    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


# Seconds: from, and below.
LENGTHS = {Length.SHORT: (0, 15), Length.MEDIUM: (15, 60), Length.LONG: (60, 1e9)}


class Question(BaseModel):
    """What is asked of the search; `since` and `length` narrow videos only."""

    model_config = ConfigDict(frozen=True)

    q: Annotated[str, Field(min_length=1, max_length=100, pattern=NO_NUL, examples=["dance", "#da", "@ad"])]
    type: Type | None = Field(None, description="The whole list of one kind; without it, a few of each.")
    since: Since | None = None
    length: Length | None = Field(None, description="Below 15 seconds, below 60, or longer.")
    limit: Annotated[int, Field(ge=1, le=60)] = 24
    cursor: Annotated[str | None, Field(max_length=300)] = None


class Suggestion(Shape):
    """`text` is put in place of what was typed; `count` says how many public videos carry a hashtag."""

    kind: Kind
    text: str
    name: str
    count: int | None = None
    avatar_url: str | None = None


class Hashtag(Shape):
    name: str
    uses: int = Field(description="How many public videos carry it.")


class Trending(Shape):
    """Watches within the last seven days: in all, and for each six hours of them, the oldest first."""

    watches: int
    series: list[int]


class TrendingHashtag(Hashtag, Trending):
    """`creators` of clips that are watched these days use it."""

    creators: int


class TrendingSound(LibrarySound, Trending):
    pass


class PersonCard(Shape):
    id: int
    username: str
    display_name: str
    avatar_url: str | None
    bio: str
    is_private: bool
    is_following: bool
    is_requested: bool
    follows_me: bool
    is_self: bool
    follower_count: int


class Found(Shape):
    """The list of the one kind that was asked for; without `type` videos, and a few of each other kind."""

    items: Sequence[VideoCard | PersonCard | LibrarySound | Hashtag]
    users: Sequence[PersonCard] = ()
    hashtags: Sequence[Hashtag] = ()
    sounds: Sequence[LibrarySound] = ()
    corrected: str | None = Field(None, description="What was searched for instead, where nobody wrote that.")
    next_cursor: str | None = None


class Searched(Shape):
    query: str
    searched_at: Moment
