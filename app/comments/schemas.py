"""Comments as they cross the edge."""

from typing import Annotated

from pydantic import StringConstraints

from app.shapes import Body, Id, Moment, Shape

MAX_TEXT = 500


class NewComment(Body):
    text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT)]
    parent_id: Id | None = None


class Author(Shape):
    id: int
    username: str
    display_name: str
    avatar_url: str | None


class CommentCard(Shape):
    id: int
    video_id: int
    parent_id: int | None
    author: Author
    text: str
    like_count: int
    is_pinned: bool
    created_at: Moment
