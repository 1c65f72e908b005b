"""/discover: searching, what is trending, and what people watch most these days."""

import reflex as rx

from app.web.components.discover import discover_page
from app.web.layout import page
from app.web.session import SessionState


@rx.page(
    route="/discover",
    title="Discover · Zoetrope",
    description="Search, and what people watch most these days.",
    on_load=SessionState.load,
)
def discover() -> rx.Component:
    return page(discover_page(username=SessionState.username, known=SessionState.known), here="Discover")
