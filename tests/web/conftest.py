"""Page States with a browser's cookies and address, but no browser."""

from collections.abc import Callable
from typing import TypeVar

import pytest
import reflex as rx
from reflex.istate.data import RouterData

from app.accounts import sessions
from app.accounts.viewer import Viewer

S = TypeVar("S", bound=rx.State)
Open = Callable[..., S]


@pytest.fixture
def open_page(clean: None) -> Open:
    """``open_page(ProfileState, "/@ada", viewer)``: the State as it is when that page has just connected."""

    def open_one(kind: type[S], path: str = "/", viewer: Viewer | None = None, *, cookie: str = "") -> S:
        token = sessions.start(viewer.user.id) if viewer else ""
        root = rx.State()
        root.router = RouterData.from_router_data(
            {
                "headers": {
                    "cookie": cookie or f"session={token}; viewer=abcdefghijklmnop",
                    "origin": "http://site",
                },
                "asPath": path,
            }
        )
        return root.get_substate(kind.get_full_name().split("."))

    return open_one
