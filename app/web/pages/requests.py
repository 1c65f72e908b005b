"""/requests: who asks to follow a private account."""

import reflex as rx

from app.web.components.people import requests
from app.web.layout import page
from app.web.session import SessionState


@rx.page(
    route="/requests",
    title="Follow requests · Zoetrope",
    description="People who ask to follow you.",
    on_load=SessionState.load,
)
def requests_page() -> rx.Component:
    lead = rx.el.p("They see your clips and lists once you let them in.", class_name="soft lead")
    return page(rx.el.h1("Follow requests"), lead, requests(), here="Inbox")
