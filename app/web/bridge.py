"""From a page's State to a service: in a thread, inside a transaction, as the viewer of the cookie."""

from collections.abc import Callable
from functools import partial
from http.cookies import CookieError, SimpleCookie
from typing import Concatenate, ParamSpec, TypeVar

import reflex as rx
from anyio import to_thread
from sqlmodel import Session

from app.accounts.service import viewer_of
from app.accounts.viewer import Viewer
from app.db import transaction
from app.errors import NotFound

SESSION, VISITOR = "session", "viewer"
P = ParamSpec("P")
T = TypeVar("T")
Verb = Callable[Concatenate[Session, Viewer, P], T]


async def run(state: rx.State, verb: Verb[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The service's answer. Handlers run on the event loop, so everything that waits does so in a thread.

    A handler is a public endpoint: the service checks the rights of the viewer it is given.
    """
    return await to_thread.run_sync(partial(_ask, cookies_of(state), verb, *args, **kwargs))


async def find(state: rx.State, verb: Verb[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
    """Like `run`, for what a visitor may name wrongly: None when it is not there."""
    try:
        return await run(state, verb, *args, **kwargs)
    except NotFound:
        return None


def cookies_of(state: rx.State) -> dict[str, str]:
    """As the browser sent them when it opened the websocket; a log-in therefore loads the page anew."""
    try:
        sent = SimpleCookie(state.router.headers.cookie)
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in sent.items()}


def _ask(cookies: dict[str, str], verb: Verb[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    with transaction() as session:
        viewer = viewer_of(session, cookies.get(SESSION, ""), visitor=cookies.get(VISITOR, ""))
        return verb(session, viewer, *args, **kwargs)
