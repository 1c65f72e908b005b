"""What moderators see and say."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from app.shapes import Body, Moment, Shape
from app.videos.schemas import VideoCard


class Flagged(Shape):
    """A video that looks like an earlier one. `video` at 0 s shows what `other` shows at `offset_seconds`."""

    video: VideoCard
    other: VideoCard
    share: float = Field(description="How much of the shorter one is the same, 0 to 1.")
    offset_seconds: float
    pace: float = Field(description="Seconds of the other in a second of this one.")
    is_mirrored: bool
    is_same_sound: bool
    created_at: Moment


class Action(StrEnum):
    APPROVE = "approve"
    REMOVE = "remove"
    RESTRICT = "restrict"


class Decision(Body):
    action: Action
    reason: Annotated[str, StringConstraints(max_length=500)] = ""
    block: bool = Field(False, description="Whether a removed clip may not be published here again.")


class Decided(Shape):
    """How many flags this decision settled."""

    action: Action
    flags: int


class Blocked(Shape):
    id: int
    video_id: int | None
    reason: str
    created_at: Moment
