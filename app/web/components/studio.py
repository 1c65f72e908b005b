"""The upload studio as a Reflex component: the page itself is the JavaScript beside this file."""

from typing import Any

import reflex as rx

from app.web.components.jsx import ICONS, script


class Studio(rx.Component):
    """From files to published clips: sent, edited, described and followed on one page."""

    library = script("studio.jsx")
    tag = "Studio"
    lib_dependencies: list[str] = [ICONS, "tus-js-client@4.3.1"]

    username: rx.Var[str]
    looks: rx.Var[list[dict[str, Any]]]


studio = Studio.create
