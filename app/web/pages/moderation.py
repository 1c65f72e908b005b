"""/moderation: what was reported or flagged, for those who decide."""

import reflex as rx

from app.web.components.desk import desk
from app.web.layout import page
from app.web.session import SessionState


@rx.page(
    route="/moderation",
    title="Moderation · Zoetrope",
    description="What was reported, and videos that look like others.",
    on_load=SessionState.load,
)
def moderation() -> rx.Component:
    return page(rx.el.h1("Moderation"), desk(), here="Moderation")
