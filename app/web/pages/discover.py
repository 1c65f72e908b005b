"""/discover: what people watch most these days, by hashtag."""

from collections import Counter

import reflex as rx

from app.feed import service as feed
from app.web.bridge import run
from app.web.layout import page
from app.web.session import SessionState
from app.web.tiles import Tile, tile, tile_grid

MOST_VIDEOS = 48
MOST_TAGS = 16


class DiscoverState(rx.State):
    """What is trending, and the hashtag that the viewer narrowed it to."""

    tiles: list[Tile] = []
    tags: list[str] = []
    tag: str = ""
    known: bool = False

    @rx.var
    def shown(self) -> list[Tile]:
        return [one for one in self.tiles if not self.tag or self.tag in one.hashtags]

    @rx.event
    async def load(self) -> None:
        hot = await run(self, feed.trending, size=MOST_VIDEOS)
        tags = Counter(tag for card in hot for tag in card.hashtags)
        self.tags = [tag for tag, _ in tags.most_common(MOST_TAGS)]
        self.tiles, self.tag, self.known = [tile(card) for card in hot], "", True

    @rx.event
    def pick(self, tag: str) -> None:
        self.tag = "" if tag == self.tag else tag


@rx.page(
    route="/discover",
    title="Discover · Zoetrope",
    description="What people watch most these days.",
    on_load=[SessionState.load, DiscoverState.load],
)
def discover() -> rx.Component:
    return page(
        rx.el.h1("Discover"),
        rx.el.p("Watched and liked most these days.", class_name="soft lead"),
        rx.el.div(
            rx.foreach(DiscoverState.tags, _pill), class_name="pills", role="group", aria_label="Hashtags"
        ),
        rx.cond(
            DiscoverState.known & (DiscoverState.tiles.length() == 0),
            _nothing(),
            tile_grid(DiscoverState.shown),
        ),
        here="Discover",
    )


def _pill(tag: rx.Var[str]) -> rx.Component:
    picked = DiscoverState.tag == tag
    return rx.el.button(
        "#" + tag,
        on_click=DiscoverState.pick(tag),
        aria_pressed=picked,
        class_name=rx.cond(picked, "pill on", "pill"),
    )


def _nothing() -> rx.Component:
    return rx.el.div(
        rx.icon("clapperboard", class_name="art"),
        rx.el.h2("Nothing is trending yet"),
        rx.el.p("As soon as somebody publishes a clip and others watch it, it shows here."),
        rx.el.a("Upload a clip", href="/upload", class_name="button"),
        class_name="nothing",
    )
