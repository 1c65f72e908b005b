"""Small things that only the browser can do: leaving, and saying one line."""

import reflex as rx

from app.web.components.jsx import script


class LogOut(rx.Component):
    """Ends the session on the server, forgets the page's State, and starts over."""

    library = script("account.jsx")
    tag = "LogOut"


class Announcer(rx.Component):
    """Shows one line when something on the page announces it."""

    library = script("account.jsx")
    tag = "Announcer"


log_out_button = LogOut.create
announcer = Announcer.create


def announce(sentence: str) -> rx.event.EventSpec:
    """Say a sentence on the page that is open."""
    return rx.call_function(
        rx.Var("(text) => window.dispatchEvent(new CustomEvent('zoetrope:notice', { detail: text }))")
        .to(rx.vars.FunctionVar)
        .call(sentence)
    )
