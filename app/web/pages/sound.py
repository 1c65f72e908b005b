"""/sound/…: a sound, whose it is, and every public video that plays it."""

import reflex as rx

from app.sounds import service as sounds
from app.sounds.schemas import LibrarySound
from app.web.bridge import find, run
from app.web.components.desk import listen
from app.web.components.discover import wall
from app.web.layout import page
from app.web.session import SessionState
from app.web.tiles import short


class SoundState(rx.State):
    """The sound on the page; the address names it."""

    sound: LibrarySound | None = None
    uses: str = ""
    missing: bool = False
    renaming: bool = False

    @rx.event
    async def load(self) -> None:
        self.sound, self.missing, self.renaming = None, False, False
        yield
        name = str(self.router.url.path).rstrip("/").rpartition("/")[2]
        self.sound = await find(self, sounds.get, int(name)) if name.isdecimal() and len(name) < 16 else None
        self.missing = self.sound is None
        if self.sound:
            self.uses = short(self.sound.use_count) + (" video" if self.sound.use_count == 1 else " videos")

    @rx.event
    def begin_renaming(self) -> None:
        self.renaming = True

    @rx.event
    async def rename(self, said: dict[str, str]) -> None:
        if self.sound and (title := said.get("title", "").strip()):
            self.sound = await run(self, sounds.rename, self.sound.id, title)
        self.renaming = False


@rx.page(
    route="/sound/[sound_id]",
    title="Sound · Zoetrope",
    description="A sound on Zoetrope and the clips that play it.",
    on_load=[SessionState.load, SoundState.load],
)
def sound() -> rx.Component:
    content = rx.cond(SoundState.missing, _nothing(), rx.cond(SoundState.sound, _whole(), _ghost()))
    return page(content, here="")


def _whole() -> rx.Component:
    return rx.fragment(_header(), _clips())


def _header() -> rx.Component:
    here = SoundState.sound
    return rx.el.header(
        rx.el.div(rx.cond(SoundState.renaming, _title_form(), rx.el.h1(here.title)), _facts()),
        rx.cond(
            here.audio_url,
            listen(url=here.audio_url, waveform=here.waveform, label=here.title),
            rx.fragment(),
        ),
        rx.el.div(_use(), _rename_button(), class_name="song-acts"),
        class_name="song",
    )


def _facts() -> rx.Component:
    here = SoundState.sound
    owner = rx.el.a("@" + here.creator_username, href="/@" + here.creator_username)
    return rx.el.p(
        rx.cond(here.creator_username, owner, rx.fragment()),
        rx.el.span(SoundState.uses),
        rx.el.span(here.duration_seconds.to(int).to_string() + " s"),
        class_name="song-facts",
    )


def _use() -> rx.Component:
    return rx.el.a(
        rx.icon("plus", size=20),
        "Use this sound",
        href="/upload?sound=" + SoundState.sound.id.to_string(),
        class_name="button",
    )


def _rename_button() -> rx.Component:
    own = SessionState.username == SoundState.sound.creator_username
    button = rx.el.button(
        rx.icon("pencil", size=18), "Rename", on_click=SoundState.begin_renaming, class_name="button quiet"
    )
    return rx.cond(own & (SessionState.username != "") & ~SoundState.renaming, button, rx.fragment())


def _title_form() -> rx.Component:
    return rx.el.form(
        rx.el.input(
            name="title",
            default_value=SoundState.sound.title,
            max_length=100,
            required=True,
            auto_focus=True,
            aria_label="Title of this sound",
        ),
        rx.el.button("Save", type="submit", class_name="button"),
        on_submit=SoundState.rename,
        class_name="song-name",
    )


def _clips() -> rx.Component:
    return wall(
        path="/sounds/" + SoundState.sound.id.to_string() + "/videos",
        grid=True,
        label="Videos with this sound",
        empty_title="No clip plays it any more",
    )


def _nothing() -> rx.Component:
    return rx.el.div(
        rx.icon("music", class_name="art"),
        rx.el.h1("This sound is not here"),
        rx.el.p("No public video plays it any more, or the address is misspelt."),
        rx.el.a("Back to the feed", href="/", class_name="button"),
        class_name="nothing",
    )


def _ghost() -> rx.Component:
    return rx.el.div(class_name="ghost", aria_hidden="true")
