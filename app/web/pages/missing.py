"""Every address where there is nothing."""

import reflex as rx

from app.web.layout import page
from app.web.session import SessionState


@rx.page(
    route="404",
    title="Not here · Zoetrope",
    description="There is no page at this address.",
    on_load=SessionState.load,
)
def missing() -> rx.Component:
    return page(nowhere(), here="")


def nowhere() -> rx.Component:
    return rx.el.div(
        rx.icon("compass", class_name="art"),
        rx.el.h1("Nobody is here"),
        rx.el.p("There is no page at this address. The name may be misspelt, or the account is gone."),
        rx.el.a("Back to the feed", href="/", class_name="button"),
        class_name="nothing",
    )
