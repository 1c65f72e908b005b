"""Profiles and reactions as they cross the edge."""

from typing import Literal

from app.models import Role
from app.shapes import Body, Moment, Shape


class Profile(Shape):
    id: int
    username: str
    display_name: str
    bio: str
    avatar_url: str | None
    role: Role
    follower_count: int
    following_count: int
    like_count: int
    video_count: int
    is_following: bool
    is_muted: bool
    is_self: bool
    created_at: Moment


class Liked(Shape):
    is_liked: bool
    like_count: int


class Saved(Shape):
    is_saved: bool
    save_count: int


class Sharing(Body):
    channel: Literal["link", "native", "qr", "embed", "other"] = "link"


class Shared(Shape):
    url: str
    share_count: int
