"""/inbox: what others did with one's videos, comments and account."""

import reflex as rx

from app.web.components.inbox import inbox_rows
from app.web.layout import page
from app.web.session import SessionState


@rx.page(
    route="/inbox",
    title="Inbox · Zoetrope",
    description="Likes, comments and followers, as they happen.",
    on_load=SessionState.load,
)
def inbox() -> rx.Component:
    desk = rx.cond(SessionState.may_moderate, _desk(), rx.fragment())
    return page(
        rx.el.div(_head(), desk, class_name="inbox-head"),
        inbox_rows(),
        here="Inbox",
    )


def _head() -> rx.Component:
    """With the way to what one wants to be told."""
    choose = rx.el.a(
        rx.icon("settings-2", size=24),
        href="/settings#notifications",
        class_name="round plainly",
        aria_label="What you are told",
    )
    return rx.el.header(rx.el.h1("Inbox"), choose, class_name="inbox-title")


def _desk() -> rx.Component:
    """The way to it on a phone, whose bar has no room for one more."""
    return rx.el.p(rx.el.a("Videos that wait for a moderator", href="/moderation"))
