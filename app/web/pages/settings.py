"""/settings: everything about one's account in plain rows."""

import reflex as rx

from app.web.components.settings import settings
from app.web.layout import page
from app.web.session import SessionState


@rx.page(
    route="/settings",
    title="Settings · Zoetrope",
    description="Your account, how clips play, and who may see what.",
    on_load=SessionState.load,
)
def settings_page() -> rx.Component:
    lead = rx.el.p("Every change is saved at once.", class_name="soft lead")
    return page(rx.el.h1("Settings"), lead, settings(), here="Settings")
