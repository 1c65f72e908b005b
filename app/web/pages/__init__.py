"""One module a page: its State and its look together. Importing this package registers every page."""

from app.web.pages import (
    discover,
    hashtag,
    home,
    inbox,
    join,
    missing,
    moderation,
    profile,
    requests,
    search,
    settings,
    sound,
    taste,
    upload,
)

__all__ = [
    "discover",
    "hashtag",
    "home",
    "inbox",
    "join",
    "missing",
    "moderation",
    "profile",
    "requests",
    "search",
    "settings",
    "sound",
    "taste",
    "upload",
]
