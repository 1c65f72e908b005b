"""What is around the content of every page."""

import reflex as rx

from app.web.components.jsx import ICONS, script


class Boundary(rx.Component):
    """Its children, or a sentence and a way on when they cannot be drawn."""

    library = script("frame.jsx")
    tag = "Boundary"
    lib_dependencies: list[str] = [ICONS]


class Skip(rx.Component):
    """Past the navigation, for those who come by keyboard."""

    library = script("frame.jsx")
    tag = "Skip"
    lib_dependencies: list[str] = [ICONS]


boundary = Boundary.create
skip = Skip.create
