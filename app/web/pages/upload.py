"""/upload: the studio for creators; everybody else learns what is missing and does it with one button."""

import reflex as rx

from app.media.looks import for_browser
from app.web.components.forms import become_creator
from app.web.components.studio import studio
from app.web.layout import page
from app.web.session import SessionState


@rx.page(
    route="/upload",
    title="Studio · Zoetrope",
    description="Edit and publish clips of up to three minutes.",
    on_load=SessionState.load,
)
def upload() -> rx.Component:
    return page(
        rx.cond(
            SessionState.known,
            rx.cond(
                SessionState.username == "",
                _signed_out(),
                rx.cond(SessionState.may_upload, _studio(), _not_yet()),
            ),
            rx.el.div(class_name="ghost tall", aria_hidden="true"),
        ),
        here="Upload",
        kind="page bench",
    )


def _studio() -> rx.Component:
    return studio(username=SessionState.username, looks=for_browser())


def _signed_out() -> rx.Component:
    return rx.el.div(
        rx.icon("clapperboard", class_name="art"),
        rx.el.h2("Publish your own"),
        rx.el.p("Log in first, so that people can find and follow you."),
        rx.el.a("Sign up", href="/signup?next=/upload", class_name="button"),
        rx.el.a("Log in", href="/login?next=/upload", class_name="button quiet"),
        class_name="nothing",
    )


def _not_yet() -> rx.Component:
    return rx.el.div(
        rx.icon("clapperboard", class_name="art"),
        rx.el.h2("One step to your first clip"),
        rx.el.p("Creators publish clips and see how far they travel. It costs nothing."),
        become_creator(),
        class_name="nothing",
    )
