"""Saying one line, which only the browser can do."""

import reflex as rx

from app.web.components.jsx import script


class NoticeState(rx.State):
    """The last line that the server said; `count` tells the same line said again."""

    said: str = ""
    count: int = 0

    @rx.event
    def say(self, sentence: str) -> None:
        self.said = sentence
        self.count += 1


class Announcer(rx.Component):
    """Shows one line when something on the page, or the server, announces it."""

    library = script("account.jsx")
    tag = "Announcer"

    said: rx.Var[str]
    count: rx.Var[int]


def announcer() -> rx.Component:
    return Announcer.create(said=NoticeState.said, count=NoticeState.count)


def announce(sentence: str) -> rx.event.EventSpec:
    """Say a sentence on the page that is open, whose policy runs no script that the server sends."""
    return NoticeState.say(sentence)
