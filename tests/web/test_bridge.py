"""The bridge from a State to the services."""

import asyncio
import threading

import pytest
from sqlmodel import Session, select

from app import db
from app.accounts.viewer import Viewer
from app.errors import Conflict, NotFound
from app.models import User
from app.web.bridge import cookies_of, find, run
from app.web.session import SessionState
from tests.builders import make_user, make_viewer
from tests.web.conftest import Open


def who(_session: Session, viewer: Viewer) -> str:
    return viewer.user.username if viewer.user else viewer.key


async def test_a_handler_acts_as_whom_the_cookie_names(open_page: Open) -> None:
    with db.transaction() as session:
        ada = make_viewer(session, "ada")
    assert await run(open_page(SessionState, "/", ada), who) == "ada"


async def test_without_a_session_the_viewer_is_the_anonymous_visitor(open_page: Open) -> None:
    assert await run(open_page(SessionState), who) == "anon:abcdefghijklmnop"


async def test_an_invented_session_is_nobody(open_page: Open) -> None:
    state = open_page(SessionState, cookie="session=invented; viewer=abcdefghijklmnop")
    assert await run(state, who) == "anon:abcdefghijklmnop"


def test_a_broken_cookie_header_is_no_cookie(open_page: Open) -> None:
    assert cookies_of(open_page(SessionState, cookie='a,b=1;"=\x00')).get("session") is None


async def test_what_a_service_changes_is_committed(open_page: Open) -> None:
    state = open_page(SessionState)
    await run(state, lambda session, _viewer: make_user(session, "grace"))
    with db.new_session() as session:
        assert session.exec(select(User).where(User.username == "grace")).one()


async def test_a_refusal_rolls_back_and_is_passed_on(open_page: Open) -> None:
    def change_then_refuse(session: Session, _viewer: Viewer) -> None:
        make_user(session, "grace")
        raise Conflict("Too late.")

    with pytest.raises(Conflict):
        await run(open_page(SessionState), change_then_refuse)
    with db.new_session() as session:
        assert session.exec(select(User)).first() is None


async def test_find_answers_none_for_what_is_not_there(open_page: Open) -> None:
    def missing(_session: Session, _viewer: Viewer) -> str:
        raise NotFound("user", "nobody")

    assert await find(open_page(SessionState), missing) is None


async def test_a_waiting_service_does_not_hold_up_other_people(open_page: Open) -> None:
    together = threading.Barrier(3, timeout=60)

    def wait(_session: Session, _viewer: Viewer) -> None:
        together.wait()  # goes on once all three are here

    state = open_page(SessionState)
    await asyncio.gather(run(state, wait), run(state, wait), run(state, wait))
