"""/moderation: what was flagged, for those who decide."""

import reflex as rx

from app.web.components.desk import review
from app.web.layout import page
from app.web.session import SessionState


@rx.page(
    route="/moderation",
    title="Moderation · Zoetrope",
    description="Videos that look like others.",
    on_load=SessionState.load,
)
def moderation() -> rx.Component:
    return page(rx.el.h1("Moderation"), review(), here="Moderation")
