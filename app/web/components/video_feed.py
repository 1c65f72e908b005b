"""The feed as a Reflex component: the player itself is the JavaScript beside this file."""

import reflex as rx

from app.web.components.jsx import ICONS, script

PLAYER_PACKAGES = ["@tanstack/react-virtual@3.14.26", "hls.js@1.7.4", ICONS]


class VideoFeed(rx.Component):
    """One endless column of clips read from a feed address below /api/v1."""

    library = script("video_feed.jsx")
    tag = "VideoFeed"
    lib_dependencies: list[str] = PLAYER_PACKAGES

    feed_url: rx.Var[str]
    source: rx.Var[str]
    alone: rx.Var[bool]
    end_title: rx.Var[str]
    end_text: rx.Var[str]


video_feed = VideoFeed.create
