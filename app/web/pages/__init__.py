"""One module a page: its State and its look together. Importing this package registers every page."""

from app.web.pages import home

__all__ = ["home"]
