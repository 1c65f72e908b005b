"""Profiles, people in lists and reactions as they cross the edge."""

from typing import Annotated

from pydantic import AnyHttpUrl, Field, StringConstraints, TypeAdapter
from pydantic.functional_validators import AfterValidator

from app.accounts.schemas import Username
from app.models import Role
from app.shapes import Body, Moment, Shape

MAX_BIO, MAX_LINKS = 160, 3
_HTTP = TypeAdapter(AnyHttpUrl)


def _is_address(text: str) -> str:
    """Kept as it was written; a page shows it as a link."""
    _HTTP.validate_python(text)
    return text


Link = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True), AfterValidator(_is_address)]


class Standing(Shape):
    """How the viewer stands to somebody; two who follow each other are friends."""

    is_following: bool
    is_requested: bool
    follows_me: bool
    is_muted: bool


class Person(Standing):
    """Somebody in a list."""

    id: int
    username: str
    display_name: str
    avatar_url: str | None
    is_private: bool
    is_self: bool
    reason: str = Field("", description="Why this person is suggested.")


class Profile(Standing):
    id: int
    username: str
    display_name: str
    bio: str
    links: list[str]
    avatar_url: str | None
    role: Role
    is_private: bool
    is_shown: bool = Field(description="Whether the viewer sees the videos and lists of this account.")
    shows_likes: bool = Field(description="Whether the viewer sees what this person liked.")
    shows_saves: bool
    follower_count: int
    following_count: int
    like_count: int
    video_count: int
    request_count: int = Field(0, description="How many ask to follow; for oneself only.")
    is_self: bool
    created_at: Moment


class Own(Shape):
    """What people set about themselves and their privacy."""

    username: str
    display_name: str
    bio: str
    links: list[str]
    avatar_url: str | None
    is_private: bool
    shows_likes: bool
    shows_saves: bool


class OwnChange(Body):
    """What is left out stays as it is."""

    username: Username = ""
    display_name: Annotated[str, StringConstraints(min_length=1, max_length=50)] = ""
    bio: Annotated[str, StringConstraints(max_length=MAX_BIO)] = ""
    links: list[Link] = Field([], max_length=MAX_LINKS)
    is_private: bool = False
    shows_likes: bool = False
    shows_saves: bool = False


class Liked(Shape):
    is_liked: bool
    like_count: int


class Saved(Shape):
    is_saved: bool
    save_count: int


# Ours are link, native, qr and embed; other programs have ways of their own.
Channel = Annotated[str, StringConstraints(to_lower=True, pattern=r"^[A-Za-z0-9_.-]{1,32}$")]


class Sharing(Body):
    channel: Channel = "link"


class Shared(Shape):
    url: str
    share_count: int
