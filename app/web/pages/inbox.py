"""/inbox: nothing arrives here yet, and the page says so."""

import reflex as rx

from app.web.layout import page
from app.web.session import SessionState


@rx.page(
    route="/inbox",
    title="Inbox · Zoetrope",
    description="Likes, comments and followers, as they happen.",
    on_load=SessionState.load,
)
def inbox() -> rx.Component:
    return page(
        rx.el.h1("Inbox"),
        rx.cond(SessionState.may_moderate, _desk(), rx.fragment()),
        rx.cond(SessionState.known & (SessionState.username == ""), _signed_out(), _empty()),
        here="Inbox",
    )


def _desk() -> rx.Component:
    """The way to it on a phone, whose bar has no room for one more."""
    return rx.el.p(rx.el.a("Videos that wait for a moderator", href="/moderation"))


def _empty() -> rx.Component:
    return rx.el.div(
        rx.icon("bell", class_name="art"),
        rx.el.h2("Quiet in here"),
        rx.el.p("Notices of likes, comments and new followers come in a later version. Until then:"),
        rx.el.a("Discover people", href="/discover", class_name="button"),
        rx.el.a("Publish a clip", href="/upload", class_name="button quiet"),
        class_name="nothing",
    )


def _signed_out() -> rx.Component:
    return rx.el.div(
        rx.icon("bell", class_name="art"),
        rx.el.h2("Log in to have an inbox"),
        rx.el.p("Watching needs no account; hearing from others does."),
        rx.el.a("Log in", href="/login", class_name="button"),
        rx.el.a("Sign up", href="/signup", class_name="button quiet"),
        class_name="nothing",
    )
