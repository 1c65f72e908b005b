"""Hearing a sound, and a moderator's desk: both live in the browser."""

import reflex as rx

from app.web.components.jsx import ICONS, script


class Listen(rx.Component):
    """A play button with the sound's wave."""

    library = script("listen.jsx")
    tag = "Listen"
    lib_dependencies: list[str] = [ICONS]

    url: rx.Var[str]
    waveform: rx.Var[list[float]]
    label: rx.Var[str]


class Desk(rx.Component):
    """What was reported and what looks alike, each with the decision."""

    library = script("moderation.jsx")
    tag = "Desk"
    lib_dependencies: list[str] = [ICONS]


listen = Listen.create
desk = Desk.create
