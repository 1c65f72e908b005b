"""One module a page: its State and its look together. Importing this package registers every page."""

from app.web.pages import discover, home, inbox, join, moderation, profile, sound, taste, upload

__all__ = ["discover", "home", "inbox", "join", "moderation", "profile", "sound", "taste", "upload"]
