"""The shapes of the REST contract that the phone reads, so that a missing field fails in one place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
ADDRESSES = ("mp4_url", "poster_url", "preview")
COUNTS = ("like_count", "comment_count", "save_count", "share_count")


@dataclass(frozen=True, slots=True)
class Account:
    id: int
    username: str
    display_name: str

    @classmethod
    def parse(cls, body: Json) -> "Account":
        return cls(body["id"], body["username"], body["display_name"])


@dataclass(frozen=True, slots=True)
class Profile:
    id: int
    username: str
    display_name: str
    follower_count: int
    following_count: int
    like_count: int

    @classmethod
    def parse(cls, body: Json) -> "Profile":
        return cls(*(body[name] for name in cls.__dataclass_fields__))


@dataclass(frozen=True, slots=True)
class Creator:
    id: int
    username: str
    avatar_url: str | None
    is_following: bool

    @classmethod
    def parse(cls, body: Json) -> "Creator":
        return cls(*(body[name] for name in cls.__dataclass_fields__))


@dataclass(frozen=True, slots=True)
class Video:
    id: int
    creator: Creator
    description: str
    sound_line: str
    duration_ms: int
    ratio: float
    mp4_url: str | None
    poster_url: str | None
    preview: str | None
    like_count: int
    comment_count: int
    save_count: int
    share_count: int
    is_liked: bool
    is_saved: bool

    @classmethod
    def parse(cls, body: Json) -> "Video":
        return cls(
            id=body["id"],
            creator=Creator.parse(body["creator"]),
            description=body["description"],
            sound_line=sound_line(body["sound"]),
            duration_ms=round(body["duration_seconds"] * 1000),
            ratio=(body["width"] or 9) / (body["height"] or 16),
            is_liked=body["is_liked"],
            is_saved=body["is_saved"],
            **{name: body[name] for name in ADDRESSES + COUNTS},
        )


def sound_line(sound: Json | None) -> str:
    """How a sound is named below the caption: `original sound · harbour`."""
    return f"{sound['title']} · {sound['creator_username']}" if sound else ""


@dataclass(frozen=True, slots=True)
class FeedItem:
    video: Video
    request_id: str | None
    source: str

    @classmethod
    def parse(cls, body: Json, *, source: str) -> "FeedItem":
        return cls(Video.parse(body["video"]), body["request_id"], source)


@dataclass(frozen=True, slots=True)
class FeedPage:
    items: tuple[FeedItem, ...]
    next_cursor: str | None
    note: str | None

    @classmethod
    def parse(cls, body: Json, *, source: str) -> "FeedPage":
        items = tuple(FeedItem.parse(item, source=source) for item in body["items"])
        return cls(items, body["next_cursor"], body.get("note"))


@dataclass(frozen=True, slots=True)
class OwnClip:
    """A line of one's own profile."""

    id: int
    description: str
    status: str

    @classmethod
    def parse(cls, body: Json) -> "OwnClip":
        return cls(body["id"], body["description"], body["status"])


@dataclass(frozen=True, slots=True)
class Reaction:
    """What the server holds after a like or a save."""

    is_on: bool
    count: int


@dataclass(frozen=True, slots=True)
class Watch:
    """One showing of one video, as `POST /watches` takes it."""

    event_id: str
    video_id: int
    request_id: str | None
    watched_ms: int
    duration_ms: int
    loops: int
    source: str
    started_at: str
    first_frame_ms: int | None
