"""/@name: who somebody is and everything they published; one's own with the way out."""

from typing import Any

import reflex as rx

from app.social import people
from app.social.schemas import Profile
from app.videos import service as videos
from app.web.bridge import find, run
from app.web.components.owner import originals
from app.web.components.people import blocked_profile, profile_head, profile_tabs
from app.web.layout import page
from app.web.pages.missing import nowhere
from app.web.session import SessionState
from app.web.tiles import Tile, own_grid, tile, tile_grid

PAGE = 30


class ProfileState(rx.State):
    """The profile on the page; the address names it."""

    person: Profile | None = None
    tiles: list[Tile] = []
    cursor: str = ""
    facts: dict[str, Any] = {}
    missing: bool = False
    blocked: bool = False

    @rx.event
    async def load(self) -> None:
        if self.person is None or self._name != f"@{self.person.username}":
            self.person, self.tiles, self.missing, self.blocked = None, [], False, False
            yield
        await self._read()

    @rx.event
    async def let_in(self) -> None:
        """The viewer now follows a private account, or no longer does."""
        await self._read()

    @rx.event
    async def more(self) -> None:
        if self.cursor:
            await self._more(self.cursor)

    @rx.event
    async def refresh(self) -> None:
        """One of the clips has changed: as many as are shown are read again."""
        shown = len(self.tiles)
        await self._begin()
        while self.cursor and len(self.tiles) < shown:
            await self._more(self.cursor)

    @property
    def _name(self) -> str:
        return str(self.router.url.path).strip("/")

    async def _read(self) -> None:
        name = self._name
        self.person = await find(self, people.profile, name) if name.startswith("@") else None
        self.facts = self.person.model_dump(mode="json") if self.person else {}
        self.missing = self.person is None
        self.blocked = self.missing and await run(self, people.is_blocked_by_viewer, name)
        await self._begin()

    async def _begin(self) -> None:
        """The first page; one's own begins with the drafts, which wait to be finished."""
        own = self.person is not None and self.person.is_self
        waiting = await run(self, videos.drafts, limit=PAGE) if own else None
        self.tiles = [tile(card) for card in waiting.items] if waiting else []
        await self._more("")

    async def _more(self, cursor: str) -> None:
        if self.person is None:
            return
        name = f"@{self.person.username}"
        found = await run(self, videos.of_user, name, limit=PAGE, cursor=cursor or None)
        self.tiles = [*self.tiles, *map(tile, found.items)]
        self.cursor = found.next_cursor or ""


@rx.page(
    route="/[handle]",
    title="Profile · Zoetrope",
    description="A creator on Zoetrope and all their clips.",
    on_load=[SessionState.load, ProfileState.load],
)
def profile() -> rx.Component:
    content = rx.cond(ProfileState.missing, _nobody(), rx.cond(ProfileState.person, _somebody(), _ghost()))
    own = ProfileState.person & ProfileState.person.is_self
    return page(content, here=rx.cond(own, "Profile", ""))


def _somebody() -> rx.Component:
    head = profile_head(_own_actions(), person=ProfileState.facts, on_changed=ProfileState.let_in)
    return rx.fragment(head, profile_tabs(_clips(), person=ProfileState.facts))


def _own_actions() -> rx.Component:
    return rx.fragment(
        rx.el.a(
            rx.icon("sliders-horizontal", size=20), "Your feed", href="/taste", class_name="button quiet"
        ),
        rx.cond(ProfileState.tiles.length() > 0, originals(), rx.fragment()),
        rx.el.a(rx.icon("settings", size=20), "Settings", href="/settings", class_name="button quiet"),
    )


def _clips() -> rx.Component:
    return rx.el.section(
        rx.cond(ProfileState.tiles.length() > 0, _grid(), _no_clips()),
        rx.cond(
            ProfileState.cursor != "",
            rx.el.button("Show more", on_click=ProfileState.more, class_name="button quiet center"),
            rx.fragment(),
        ),
        aria_label="Videos",
    )


def _grid() -> rx.Component:
    own = own_grid(ProfileState.tiles, ProfileState.refresh)
    return rx.cond(ProfileState.person.is_self, own, tile_grid(ProfileState.tiles))


def _no_clips() -> rx.Component:
    return rx.el.div(
        rx.icon("clapperboard", class_name="art"),
        rx.el.h2("No clips yet"),
        rx.cond(
            ProfileState.person.is_self,
            rx.el.p("What you publish appears here and in the feeds of others within seconds."),
            rx.el.p("Follow to see the first one."),
        ),
        class_name="nothing",
    )


def _nobody() -> rx.Component:
    back = blocked_profile(name=ProfileState.router.url.path.to(str).replace("/", ""))
    return rx.cond(ProfileState.blocked, back, nowhere())


def _ghost() -> rx.Component:
    return rx.el.div(class_name="person ghost", aria_hidden="true")
