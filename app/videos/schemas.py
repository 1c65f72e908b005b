"""A video as it crosses the edge. `VideoCard` is the one outward shape, in lists and alone."""

from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from app.media.edit import Edit, Seconds
from app.models import StageState, Visibility
from app.models.video import VideoStatus
from app.shapes import Body, Id, Moment, Shape
from app.sounds.schemas import SoundCard

MAX_DESCRIPTION = 2200
Description = Annotated[str, StringConstraints(max_length=MAX_DESCRIPTION)]


class Draft(Body):
    """What a creator says about a file."""

    description: Description = ""
    visibility: Visibility = Visibility.PUBLIC
    allow_comments: bool = True
    sound_id: Id | None = None


class Posting(Draft):
    """A video to be made of an upload, which may still be arriving."""

    upload_id: Id
    scheduled_at: AwareDatetime | None = Field(None, description="When it comes out, within 30 days.")
    draft: bool = Field(False, description="Kept for 30 days for its creator only, and not processed.")
    edit: Edit | None = None


class Change(Body):
    """What is left out stays as it is. A video that is no draft keeps its sound, edit and schedule."""

    description: Description = ""
    visibility: Visibility = Visibility.PUBLIC
    allow_comments: bool = True
    cover: Seconds | None = Field(None, description="The moment of the finished clip that is its cover.")
    sound_id: Id | None = None
    scheduled_at: AwareDatetime | None = None
    edit: Edit | None = None
    draft: bool = Field(True, description="False publishes a draft.")


class Start(Shape):
    """How a player begins with one Range request: byte spans are [offset, length(, seconds)]."""

    url: str
    mime: str
    init: tuple[int, int]
    segments: list[tuple[int, int, float]]


class Rendition(Shape):
    name: str
    width: int
    height: int
    bitrate: int
    url: str


class Storyboard(Shape):
    """One picture of many small ones, row by row, `interval` seconds apart."""

    url: str
    columns: int
    rows: int
    width: int
    height: int
    interval: float


class Failure(Shape):
    code: str
    message: str


class StageCard(Shape):
    """One step of the work on a video, as its creator sees it."""

    stage: str
    state: StageState
    percent: float


class Processing(Shape):
    """How far the work is: `percent` is 100 when every stage is done; `stages` is empty then."""

    stage: str
    percent: float
    failure: Failure | None = None
    stages: list[StageCard] = Field(default_factory=list)


class CreatorCard(Shape):
    id: int
    username: str
    display_name: str
    avatar_url: str | None
    is_following: bool = False


class VideoCard(Shape):
    id: int
    creator: CreatorCard
    description: str
    hashtags: list[str]
    sound: SoundCard | None
    status: VideoStatus
    visibility: Visibility
    allow_comments: bool
    duration_seconds: float
    width: int
    height: int
    hls_url: str | None = None
    mp4_url: str | None = None
    start: Start | None = None
    poster_url: str | None = None
    storyboard_url: str | None = None
    storyboard: Storyboard | None = None
    thumbnails: list[str] = Field(default_factory=list)
    preview: str | None = Field(None, description="An 18×32 picture inside a data URI.")
    renditions: list[Rendition] = Field(default_factory=list)
    processing: Processing
    view_count: int
    like_count: int
    comment_count: int
    share_count: int
    save_count: int
    is_liked: bool = False
    is_saved: bool = False
    is_draft: bool = False
    scheduled_at: Moment | None = Field(None, description="For its creator only, as are the next two.")
    upload_id: int | None = None
    edit: Edit | None = None
    may_edit: bool = Field(False, description="Whether the viewer made it.")
    may_delete: bool = Field(False, description="Whether the viewer made it or is a moderator.")
    created_at: Moment
    published_at: Moment | None
