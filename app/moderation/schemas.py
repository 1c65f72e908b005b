"""What moderators see and say."""

from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from app.comments.schemas import Author
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
    """How many flags and reports this decision settled."""

    action: Action
    flags: int
    reports: int


class Blocked(Shape):
    id: int
    video_id: int | None
    reason: str
    created_at: Moment


class Reason(StrEnum):
    SPAM = "spam"
    NUDITY = "nudity"
    VIOLENCE = "violence"
    HATE = "hate"
    HARASSMENT = "harassment"
    SELF_HARM = "self_harm"
    DANGEROUS = "dangerous"
    CHILD_SAFETY = "child_safety"
    COPYRIGHT = "copyright"
    MISINFORMATION = "misinformation"
    OTHER = "other"


class Reporting(Body):
    """What is wrong with it, in the reporter's eyes."""

    reason: Reason
    note: Annotated[str, StringConstraints(max_length=500)] = ""


class Reported(Shape):
    id: int
    message: str = "Thank you. A moderator will look at it."
    changes: list[str] = Field(default_factory=list, description="What changed in the reporter's own feed.")


class Subject(StrEnum):
    """What a report is about."""

    VIDEO = "video"
    COMMENT = "comment"
    USER = "user"


class Case(Shape):
    """All open reports about one subject."""

    kind: Subject
    id: int = Field(description="Of the video, the comment or the user.")
    reports: int
    reasons: dict[str, int] = Field(description="How many people gave which reason, the most frequent first.")
    notes: list[str] = Field(description="What the latest of them wrote.")
    since: Moment
    video: VideoCard | None = Field(None, description="The video, or the one below which the comment stands.")
    text: str = Field("", description="What the comment says.")
    person: Author | None = Field(None, description="Who is reported, or whose the video or comment is.")


class CommentAction(StrEnum):
    APPROVE = "approve"
    REMOVE = "remove"


class CommentDecision(Body):
    action: CommentAction
    reason: Annotated[str, StringConstraints(max_length=500)] = ""


class PersonAction(StrEnum):
    APPROVE = "approve"
    BAN = "ban"


class PersonDecision(Body):
    action: PersonAction
    reason: Annotated[str, StringConstraints(max_length=500)] = ""
    until: AwareDatetime | None = Field(None, description="The end of a ban; without it there is none.")


class Settled(Shape):
    """How many reports this decision settled."""

    reports: int
