"""Reports of watches as players send them."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

from pydantic import AwareDatetime, BeforeValidator, Field

from app.shapes import Body, Id, Shape

DAY_MS = 24 * 3600 * 1000
LONG_MS = 18_000
WHOLE = 0.95
Ours = Literal["feed", "following", "profile", "video", "hashtag", "sound", "search", "share", "other"]


def _known(said: Any) -> Any:
    """A place that only another program has is elsewhere; what was watched there is true all the same."""
    is_word = isinstance(said, str) and _WORD.fullmatch(said)
    return "other" if is_word and said not in get_args(Ours) else said


_NAMED = ", ".join(f"`{one}`" for one in get_args(Ours))
_WORD = re.compile(r"[A-Za-z0-9_.-]{1,32}")
Source = Annotated[Ours, BeforeValidator(_known, json_schema_input_type=str)]


class WatchReport(Body):
    event_id: UUID
    video_id: Id
    request_id: UUID | None = None
    watched_ms: int = Field(ge=0, le=DAY_MS)
    duration_ms: int = Field(ge=0, le=DAY_MS)
    loops: int = Field(0, ge=0, le=10_000)
    source: Source = Field("feed", description=f"{_NAMED}; any other word counts as `other`.")
    started_at: AwareDatetime
    first_frame_ms: int | None = Field(None, ge=0, le=DAY_MS)


class WatchReports(Body):
    watches: list[WatchReport] = Field(min_length=1, max_length=50)


class Accepted(Shape):
    accepted: int


class Watch(Shape):
    """One watch in the event log: a report, with who watched and a time that is believed."""

    event_id: UUID
    viewer_key: str
    user_id: int | None
    video_id: int
    request_id: UUID | None
    watched_ms: int
    duration_ms: int
    loops: int
    source: str
    started_at: datetime
    first_frame_ms: int | None

    @property
    def completion_rate(self) -> float:
        """Share of the video that was seen, loops not counted: 0 to 1."""
        return min(1.0, self.watched_ms / self.duration_ms) if self.duration_ms else 0.0

    @property
    def is_long(self) -> bool:
        """Long enough to mean something: 18 seconds, or all of a shorter video."""
        return self.watched_ms >= LONG_MS or self.completion_rate >= WHOLE
