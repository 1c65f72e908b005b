"""What the account wishes of the player, on every page."""

import reflex as rx

from app.web.components.jsx import ICONS, script
from app.web.session import SessionState


class Pace(rx.Component):
    """Tells the player how to play, and shows a card after as many minutes as were chosen."""

    library = script("pace.jsx")
    tag = "Pace"
    lib_dependencies: list[str] = [ICONS]

    known: rx.Var[bool]
    signed_in: rx.Var[bool]


def pace() -> rx.Component:
    return Pace.create(known=SessionState.known, signed_in=SessionState.username != "")
