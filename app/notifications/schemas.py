"""Notifications as they cross the edge."""

from enum import StrEnum
from typing import Any

from pydantic import Field

from app.notices import Kind, Way
from app.shapes import Body, Id, Moment, Shape


class Filter(StrEnum):
    """The inbox in parts, as its tabs show them."""

    ALL = "all"
    LIKES = "likes"
    COMMENTS = "comments"
    MENTIONS = "mentions"
    FOLLOWS = "follows"


class Actor(Shape):
    id: int
    username: str
    display_name: str
    avatar_url: str | None
    is_following: bool = Field(description="Whether the viewer follows them.")


class About(Shape):
    """The video that a notification is about, as far as its row shows it."""

    id: int
    description: str
    poster_url: str | None
    preview: str | None


class Notice(Shape):
    """All of one kind about one subject: `who` and `what` together are a sentence."""

    id: int = Field(description="Of the newest one; `read` takes it.")
    kind: Kind
    subject: str
    who: str = Field(examples=["Ada and 12 others"])
    what: str = Field(examples=["liked your video"])
    quote: str | None = Field(description="What was written, where something was.")
    actors: list[Actor] = Field(description="The latest three.")
    count: int = Field(description="People altogether.")
    video: About | None
    comment_id: int | None
    details: dict[str, Any]
    href: str = Field(description="The page that shows what it is about.")
    is_unread: bool
    created_at: Moment


class Unread(Shape):
    count: int = Field(description="Unread rows of the inbox, counted up to 100.")
    requests: int = Field(description="People who wait for an answer to their wish to follow.")


class Reading(Body):
    """`up_to` null: all of them."""

    up_to: Id | None = None


class NoticeChoices(Shape):
    """By which ways each kind is told; none: not at all."""

    ways: dict[Kind, list[Way]]
    digest: bool = Field(description="A letter each week with what was missed.")


class NoticeChange(Body):
    """Only what is named changes. Without `app` a kind is not told in any way."""

    ways: dict[Kind, list[Way]] = Field(default_factory=dict)
    digest: bool | None = None


class PushKeys(Body):
    """As the browser gives them (RFC 8291)."""

    p256dh: str = Field(min_length=80, max_length=120)
    auth: str = Field(min_length=16, max_length=40)


class NewSubscription(Body):
    endpoint: str = Field(min_length=10, max_length=1000)
    keys: PushKeys


class PushKey(Shape):
    """The public key with which this server signs (RFC 8292); browsers want it to subscribe."""

    public_key: str
