"""Comments as they cross the edge."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.shapes import Body, Id, Moment, Shape

MAX_TEXT = 500
Text = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=40, to_lower=True, pattern=r"\w")]
Sort = Literal["top", "new"]


class NewComment(Body):
    text: Text
    parent_id: Id | None = None


class CommentChange(Body):
    """Its author changes the text, within five minutes; the video's creator pins it, one at a time."""

    text: Text | None = None
    is_pinned: bool | None = None


class FilteredWords(Body):
    words: list[Word] = Field(max_length=200)


class Author(Shape):
    id: int
    username: str
    display_name: str
    avatar_url: str | None


class CommentCard(Shape):
    """What stands below a video. One that was deleted keeps its place, without text, while it has replies."""

    id: int
    video_id: int
    parent_id: int | None
    author: Author | None
    text: str
    mentions: list[str] = Field(default_factory=list, description="Names in the text that are somebody's.")
    like_count: int
    reply_count: int
    is_liked: bool = False
    is_liked_by_creator: bool = False
    is_by_creator: bool = False
    is_pinned: bool
    is_filtered: bool = Field(False, description="For the creator: only its author and you see it.")
    is_deleted: bool = False
    may_edit: bool = False
    may_pin: bool = False
    may_delete: bool = False
    created_at: Moment
    edited_at: Moment | None


class CommentLiked(Shape):
    is_liked: bool
    like_count: int
