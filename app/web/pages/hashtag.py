"""/tag/…: a hashtag and every public video that carries it."""

import reflex as rx

from app.web.components.discover import tag_page
from app.web.layout import page
from app.web.session import SessionState


@rx.page(
    route="/tag/[hashtag]",
    title="Hashtag · Zoetrope",
    description="A hashtag on Zoetrope and the clips that carry it.",
    on_load=SessionState.load,
)
def hashtag() -> rx.Component:
    return page(tag_page(username=SessionState.username), here="Discover")
