"""Handlers of pages are public: whoever calls one with crafted values gets no further than over REST."""

import inspect
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import reflex as rx
from sqlmodel import SQLModel

from app import db
from app.accounts.viewer import Viewer
from app.errors import Forbidden, NotFound, NotSignedIn
from app.models import Role, Sound, Visibility
from app.social import people
from app.sounds import service as sounds
from app.web import pages  # noqa: F401  (importing registers the States)
from app.web.components.notice import NoticeState
from app.web.pages.profile import ProfileState
from app.web.pages.sound import SoundState
from app.web.session import SessionState
from tests.builders import make_video, make_viewer
from tests.web.conftest import Open

REFUSED = (NotSignedIn, Forbidden, NotFound)
# Handlers that change something: the State, what it is called with, and whether only an owner may.
CHANGING: dict[str, tuple[type[rx.State], tuple[Any, ...], bool]] = {
    "SoundState.rename": (SoundState, ({"title": "Taken over"},), True),
}
# Handlers that show something to everybody, each what they may see.
SHOWING: dict[str, type[rx.State]] = {
    "SessionState.load": SessionState,
    "ProfileState.load": ProfileState,
    "ProfileState.let_in": ProfileState,
    "ProfileState.more": ProfileState,
    "ProfileState.refresh": ProfileState,
    "SoundState.load": SoundState,
    "SoundState.begin_renaming": SoundState,
}
# Says back to whoever called it what they said, in their own page only.
ECHOING = {"NoticeState.say"}
# Reflex gives every State this one: a client may write any variable, so none of them may be believed.
WRITES_VARIABLES = "setvar"


def states(kind: type[rx.State] = rx.State) -> Iterator[type[rx.State]]:
    for one in kind.__subclasses__():
        if one.__module__.startswith("app."):
            yield one
        yield from states(one)


def test_every_handler_has_its_row() -> None:
    known = {
        f"{state.__name__}.{name}"
        for state in states()
        for name in state.event_handlers
        if name != WRITES_VARIABLES
    }
    assert known == {*CHANGING, *SHOWING, *ECHOING}


def contents() -> dict[str, str]:
    """A fingerprint of each table."""
    with db.engine().connect() as connection:
        return {
            table.name: str(
                connection.exec_driver_sql(
                    f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table.name} t"  # noqa: S608
                ).scalar()
            )
            for table in SQLModel.metadata.sorted_tables
        }


@pytest.fixture
def ada(clean: None) -> Viewer:
    """With a public clip, a private one, and a sound of her own."""
    with db.transaction() as session:
        ada = make_viewer(session, "ada", role=Role.CREATOR)
        sound = Sound(title="Late Tram", creator_id=ada.id)
        session.add(sound)
        session.flush()
        make_video(session, ada.user, description="For all", sound_id=sound.id)
        make_video(session, ada.user, description="For nobody", visibility=Visibility.PRIVATE)
        return ada


def crafted(open_page: Open, kind: type[rx.State], ada: Viewer, who: Viewer | None) -> Any:
    """The State as its owner would have it, in somebody else's hands: every variable says it is Ada's."""
    state = open_page(kind, "/@ada", who)
    with db.new_session() as session:
        if isinstance(state, ProfileState):
            state.person = people.profile(session, ada, "@ada").model_copy(update={"is_self": True})
        if isinstance(state, SoundState):
            state.sound = sounds.library(session, ada, "Late", limit=1).items[0]
    return state


async def call(state: Any, name: str, *given: Any) -> None:
    session = await state.get_state(SessionState)
    session.username, session.may_moderate, session.may_upload, session.known = "ada", True, True, True
    answer = type(state).event_handlers[name].fn(state, *given)
    if inspect.isasyncgen(answer):
        async for _ in answer:
            pass
    elif inspect.isawaitable(answer):
        await answer


@pytest.mark.parametrize("handler", CHANGING)
async def test_a_stranger_changes_nothing_whatever_the_page_s_variables_say(
    open_page: Open, ada: Viewer, handler: str
) -> None:
    kind, given, _ = CHANGING[handler]
    before = contents()
    with pytest.raises(REFUSED):
        await call(crafted(open_page, kind, ada, None), handler.split(".")[1], *given)
    assert contents() == before


@pytest.mark.parametrize("handler", [name for name, row in CHANGING.items() if row[2]])
@pytest.mark.parametrize("role", Role)
async def test_only_the_owner_changes_what_is_theirs(
    open_page: Open, ada: Viewer, handler: str, role: Role
) -> None:
    kind, given, _ = CHANGING[handler]
    with db.transaction() as session:
        other = make_viewer(session, "linus", role=role)
    before = contents()
    with pytest.raises(REFUSED):
        await call(crafted(open_page, kind, ada, other), handler.split(".")[1], *given)
    assert contents() == before


async def test_what_is_said_to_oneself_changes_nothing_else(open_page: Open, ada: Viewer) -> None:
    before = contents()
    await call(crafted(open_page, NoticeState, ada, None), "say", "Hello")
    assert contents() == before


@pytest.mark.parametrize("signed_in", [False, True], ids=["stranger", "other"])
@pytest.mark.parametrize("handler", SHOWING)
async def test_nobody_is_shown_what_is_not_for_them(
    open_page: Open, ada: Viewer, handler: str, signed_in: bool
) -> None:
    with db.transaction() as session:
        other = make_viewer(session, "linus") if signed_in else None
    state = crafted(open_page, SHOWING[handler], ada, other)
    with suppress(*REFUSED):
        await call(state, handler.split(".")[1])
    shown = [tile.label for tile in getattr(state, "tiles", [])]
    assert "For nobody" not in shown
    assert not (await state.get_state(SessionState)).may_moderate or handler != "SessionState.load"
