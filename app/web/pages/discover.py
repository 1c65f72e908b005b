"""/discover: what people watch most these days, by hashtag."""

from collections import Counter

import reflex as rx
from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.feed import sources
from app.feed.candidates import Query
from app.models.columns import now
from app.shapes import Shape
from app.videos.cards import cards
from app.web.bridge import run
from app.web.layout import page
from app.web.session import SessionState
from app.web.tiles import Tile, tile, tile_grid

MOST_VIDEOS = 48
MOST_TAGS = 16


class Trend(Shape):
    """Trending videos, and the hashtags that most of them carry."""

    tiles: list[Tile]
    tags: list[str]


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
        trend = await run(self, trending)
        self.tiles, self.tags, self.tag, self.known = trend.tiles, trend.tags, "", True

    @rx.event
    def pick(self, tag: str) -> None:
        self.tag = "" if tag == self.tag else tag


def trending(session: Session, viewer: Viewer) -> Trend:
    """The feed's own trending source, seen or not."""
    nothing: frozenset[int] = frozenset()
    query = Query(session=session, viewer=viewer, now=now(), topics=(), watched=nothing, served=nothing)
    hot = [video for video, _ in sources.trending(query, MOST_VIDEOS)]
    tags = Counter(tag for video in hot for tag in video.hashtags)
    shown = cards(session, [video.id for video in hot], viewer)
    return Trend(tiles=[tile(card) for card in shown], tags=[tag for tag, _ in tags.most_common(MOST_TAGS)])


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
