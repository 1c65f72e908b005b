"""/taste: what the feed takes one to like, and everything one can tell it."""

import reflex as rx

from app.web.components.taste import your_feed
from app.web.layout import page
from app.web.session import SessionState


@rx.page(
    route="/taste",
    title="Your feed · Zoetrope",
    description="See what your feed goes by, and change it.",
    on_load=SessionState.load,
)
def taste() -> rx.Component:
    return page(
        rx.el.h1("Your feed"),
        rx.el.p(
            "What it takes you to like, and what you tell it. Changes hold from the next page on.",
            class_name="soft lead",
        ),
        your_feed(),
        here="Your feed",
    )
