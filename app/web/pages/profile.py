"""/@name: who somebody is and everything they published; one's own with the way out."""

import reflex as rx

from app.feed import steering_changes as steering
from app.social import service as social
from app.social.schemas import Profile
from app.videos import service as videos
from app.web.bridge import find, run
from app.web.components.notice import announce, log_out_button
from app.web.components.owner import originals
from app.web.layout import page
from app.web.session import SessionState
from app.web.tiles import Tile, hue, own_grid, short, tile, tile_grid

PAGE = 30


class ProfileState(rx.State):
    """The profile on the page; the address names it."""

    person: Profile | None = None
    tiles: list[Tile] = []
    cursor: str = ""
    hue: int = 20
    followers: str = ""
    likes: str = ""
    missing: bool = False

    @rx.event
    async def load(self) -> None:
        self.person, self.tiles, self.missing = None, [], False
        yield
        name = str(self.router.url.path).strip("/")
        self.person = await find(self, social.profile, name) if name.startswith("@") else None
        self.missing = self.person is None
        self._count()
        await self._begin()

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

    @rx.event
    async def toggle_follow(self) -> rx.event.EventSpec | None:
        if self.person is None:
            return None
        if not (await self.get_state(SessionState)).username:
            return rx.redirect("/login")
        name = f"@{self.person.username}"
        await run(self, social.unfollow if self.person.is_following else social.follow, name)
        self.person = await run(self, social.profile, name)
        self._count()
        return None

    @rx.event
    async def toggle_mute(self) -> rx.event.EventSpec | None:
        """Whether their clips come in the viewer's feed."""
        if self.person is None:
            return None
        if not (await self.get_state(SessionState)).username:
            return rx.redirect("/login")
        name = f"@{self.person.username}"
        receipt = await run(self, steering.unmute if self.person.is_muted else steering.mute, name)
        self.person = await run(self, social.profile, name)
        return announce(" ".join(receipt.changes))

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

    def _count(self) -> None:
        if self.person:
            self.hue = hue(self.person.username)
            self.followers, self.likes = short(self.person.follower_count), short(self.person.like_count)


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
    return rx.fragment(_header(), _clips())


def _header() -> rx.Component:
    person = ProfileState.person
    return rx.el.header(
        _face(person),
        rx.el.div(
            rx.el.h1(person.display_name),
            rx.el.p("@" + person.username, class_name="soft"),
            rx.el.dl(
                _number(person.following_count.to_string(), "Following"),
                _number(ProfileState.followers, "Followers"),
                _number(ProfileState.likes, "Likes"),
            ),
            rx.cond(person.bio != "", rx.el.p(person.bio, class_name="bio"), rx.fragment()),
            rx.cond(person.is_self, _own_actions(), _ties()),
        ),
        class_name="person",
    )


def _face(person: rx.Var[Profile]) -> rx.Component:
    letter = rx.el.span(
        person.display_name[0].upper(),
        class_name="avatar face",
        aria_hidden="true",
        style={"--hue": ProfileState.hue.to_string()},
    )
    picture = rx.el.img(src=person.avatar_url, alt="", class_name="avatar face")
    return rx.cond(person.avatar_url, picture, letter)


def _number(value: str | rx.Var[str], name: str) -> rx.Component:
    return rx.el.div(rx.el.dd(value), rx.el.dt(name))


def _ties() -> rx.Component:
    return rx.el.div(_follow_button(), _mute_button(), class_name="actions")


def _mute_button() -> rx.Component:
    muted = ProfileState.person.is_muted
    return rx.el.button(
        rx.cond(muted, "Muted", "Mute"),
        on_click=ProfileState.toggle_mute,
        class_name="button quiet",
        aria_pressed=muted,
        title="Whether their clips come in your feed",
    )


def _follow_button() -> rx.Component:
    return rx.el.button(
        rx.cond(ProfileState.person.is_following, "Following", "Follow"),
        on_click=ProfileState.toggle_follow,
        class_name=rx.cond(ProfileState.person.is_following, "button quiet", "button"),
        aria_pressed=ProfileState.person.is_following,
    )


def _own_actions() -> rx.Component:
    return rx.el.div(
        rx.el.a(rx.icon("plus", size=20), "Upload", href="/upload", class_name="button"),
        rx.el.a(
            rx.icon("sliders-horizontal", size=20), "Your feed", href="/taste", class_name="button quiet"
        ),
        rx.cond(ProfileState.tiles.length() > 0, originals(), rx.fragment()),
        log_out_button(),
        class_name="actions",
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
    return rx.el.div(
        rx.icon("compass", class_name="art"),
        rx.el.h1("Nobody is here"),
        rx.el.p("There is no page at this address. The name may be misspelt, or the account is gone."),
        rx.el.a("Back to the feed", href="/", class_name="button"),
        class_name="nothing",
    )


def _ghost() -> rx.Component:
    return rx.el.div(class_name="person ghost", aria_hidden="true")
