"""One good request of every route about people, for the tests that go through all routes."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from fastapi.testclient import TestClient
from PIL import Image
from sqlmodel import select, update

from app.db import transaction
from app.models import FollowRequest, User

USERS = "/api/v1/users"


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 200), **said: Any) -> bytes:
    made = BytesIO()
    Image.new("RGB", size, "#7c5cff").save(made, kind, **said)
    return made.getvalue()


def put_avatar(browser: TestClient, _: int = 0) -> Any:
    return browser.put(f"{USERS}/me/avatar", files={"file": ("me.png", picture(), "image/png")})


def _shown(name: str) -> Callable[[TestClient, int], Any]:
    def ask(browser: TestClient, _: int) -> Any:
        with transaction() as session:
            session.exec(update(User).values(shows_likes=True, shows_saves=True))
        return browser.get(f"{USERS}/@bob/{name}")

    return ask


def _asked(method: str) -> Callable[[TestClient, int], Any]:
    """Bob asks to follow, and the browser's person decides."""

    def ask(browser: TestClient, _: int) -> Any:
        me = browser.get("/api/v1/auth/me").json().get("id")
        with transaction() as session:
            bob = session.exec(select(User.id).where(User.username == "bob")).first() or 2**52
            if me and bob < 2**52:
                session.add(FollowRequest(requester_id=bob, requested_id=me))
        return browser.request(method, f"{USERS}/me/requests/{bob}")

    return ask


def own_id(browser: TestClient) -> int:
    return int(browser.get("/api/v1/auth/me").json().get("id", 2**52))


def _get(path: str) -> Callable[[TestClient, int], Any]:
    return lambda browser, _: browser.get(f"{USERS}/{path}")


PEOPLE: dict[tuple[str, str], Callable[[TestClient, int], Any]] = {
    ("get", "/users/me"): _get("me"),
    ("patch", "/users/{name}"): lambda b, _: b.patch(f"{USERS}/{own_id(b)}", json={"bio": "Paints."}),
    ("put", "/users/me/avatar"): put_avatar,
    ("delete", "/users/me/avatar"): lambda b, _: b.delete(f"{USERS}/me/avatar"),
    ("get", "/users/suggested"): _get("suggested"),
    ("get", "/users/{name}/followers"): _get("@bob/followers"),
    ("get", "/users/{name}/following"): _get("@bob/following"),
    ("get", "/users/{name}/likes"): _shown("likes"),
    ("get", "/users/{name}/saves"): _shown("saves"),
    ("get", "/users/me/requests"): _get("me/requests"),
    ("put", "/users/me/requests/{user_id}"): _asked("PUT"),
    ("delete", "/users/me/requests/{user_id}"): _asked("DELETE"),
    ("delete", "/users/me/followers/{user_id}"): lambda b, _: b.delete(f"{USERS}/me/followers/1"),
    ("get", "/users/me/blocks"): _get("me/blocks"),
    ("get", "/users/me/mutes"): _get("me/mutes"),
    ("post", "/users/{name}/report"): lambda b, _: b.post(
        f"{USERS}/@bob/report", json={"reason": "harassment"}
    ),
    ("put", "/users/{name}/block"): lambda b, _: b.put(f"{USERS}/@bob/block"),
    ("delete", "/users/{name}/block"): lambda b, _: b.delete(f"{USERS}/@bob/block"),
}
