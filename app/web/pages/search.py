"""/search: videos, people, hashtags and sounds that answer to some words."""

import reflex as rx

from app.web.components.discover import results
from app.web.layout import page
from app.web.session import SessionState


@rx.page(
    route="/search",
    title="Search · Zoetrope",
    description="Videos, people, hashtags and sounds on Zoetrope.",
    on_load=SessionState.load,
)
def search() -> rx.Component:
    return page(results(username=SessionState.username, known=SessionState.known), here="Discover")
