"""Notifications as sentences."""

from collections.abc import Sequence
from typing import Any

from app.models import User
from app.notices import Kind

WHAT: dict[Kind, str] = {
    Kind.LIKE: "liked your video",
    Kind.COMMENT: "commented on your video",
    Kind.REPLY: "replied to you",
    Kind.MENTION: "mentioned you",
    Kind.COMMENT_LIKE: "liked your comment",
    Kind.FOLLOW: "started following you",
    Kind.FOLLOW_REQUEST: "wants to follow you",
    Kind.FOLLOW_ACCEPTED: "lets you follow them",
    Kind.PROCESSED: "Your video is out",
    Kind.FAILED: "Your video could not be published",
    Kind.DECISION: "A moderator looked at your video",
    Kind.MILESTONE: "Your video reached {number} {what}",
    Kind.POSTED: "posted a new video",
}
SEVERAL = {Kind.FOLLOW_REQUEST: "want to follow you", Kind.FOLLOW_ACCEPTED: "let you follow them"}
DECISIONS = {
    "approve": "A moderator looked at your video: it stays as it is",
    "remove": "A moderator removed your video",
    "restrict": "A moderator took your video out of feeds and search",
}
COMMENT_REMOVED = "A moderator removed your comment"
NAMES: dict[Kind, str] = {
    Kind.LIKE: "Likes of your videos",
    Kind.COMMENT: "Comments on your videos",
    Kind.REPLY: "Replies to you",
    Kind.MENTION: "Mentions",
    Kind.COMMENT_LIKE: "Likes of your comments",
    Kind.FOLLOW: "New followers",
    Kind.FOLLOW_REQUEST: "Requests to follow you",
    Kind.FOLLOW_ACCEPTED: "Accepted requests",
    Kind.PROCESSED: "A video of yours is out",
    Kind.FAILED: "A video of yours failed",
    Kind.DECISION: "Decisions of moderators",
    Kind.MILESTONE: "Milestones",
    Kind.POSTED: "New videos of people you follow",
}


def who(people: Sequence[User], count: int) -> str:
    """Ada · Ada and Bob · Ada and 12 others."""
    names = [person.display_name or person.username for person in people]
    if not names:
        return ""
    if count <= 1:
        return names[0]
    if count == 2 and len(names) > 1:
        return f"{names[0]} and {names[1]}"
    others = count - 1
    return f"{names[0]} and {others:,} other{'s' if others > 1 else ''}"


def what(kind: Kind, count: int, details: dict[str, Any], *, of_comment: bool = False) -> str:
    if kind is Kind.DECISION and of_comment:
        return COMMENT_REMOVED
    if kind is Kind.DECISION:
        return DECISIONS.get(str(details.get("action")), WHAT[kind])
    if kind is Kind.MILESTONE:
        return _reached(str(details.get("what")), int(details.get("number", 0)))
    return SEVERAL.get(kind, WHAT[kind]) if count > 1 else WHAT[kind]


def _reached(what: str, number: int) -> str:
    if what == "followers":
        return f"{number:,} people follow you"
    return WHAT[Kind.MILESTONE].format(number=f"{number:,}", what=what)
