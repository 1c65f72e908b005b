"""The page about one's own feed as a Reflex component: it talks to REST from the browser."""

import reflex as rx

from app.web.components.jsx import ICONS, script


class YourFeed(rx.Component):
    """What the feed takes its viewer to like, and all that they can tell it."""

    library = script("taste.jsx")
    tag = "YourFeed"
    lib_dependencies: list[str] = [ICONS]


your_feed = YourFeed.create
