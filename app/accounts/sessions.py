"""Sessions in Valkey: the cookie carries a secret of which only the hash is stored."""

import hashlib
import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from app.accounts.devices import device, place
from app.cache import valkey
from app.errors import NotFound
from app.shapes import Moment, Shape

LIFE_SECONDS = 7 * 24 * 3600
# How exactly it is known when a session was used last.
SEEN_EVERY = timedelta(minutes=5)
SHOWN_LETTERS = 24


class SignedIn(Shape):
    """One of one's own sessions; `id` names it without giving it away."""

    id: str
    device: str
    place: str
    began_at: Moment
    seen_at: Moment
    is_current: bool


def start(user_id: int, *, agent: str = "", address: str = "") -> str:
    """The cookie's value."""
    token = secrets.token_urlsafe(32)
    moment = datetime.now(UTC).isoformat()
    body = {"user_id": user_id, "agent": agent[:200], "address": address, "began": moment, "seen": moment}
    pipe = valkey().pipeline()
    pipe.set(_key(token), json.dumps(body), ex=LIFE_SECONDS)
    pipe.sadd(_all(user_id), _key(token))
    pipe.expire(_all(user_id), LIFE_SECONDS)
    pipe.execute()
    return token


def user_id_of(token: str, *, client: Any = None) -> int | None:
    asked = client or valkey()
    found = asked.get(_key(token)) if token else None
    if not found:
        return None
    body = json.loads(found)
    _note_seen(asked, token, body)
    return int(body["user_id"])


def listing(user_id: int, *, current: str) -> list[SignedIn]:
    """The sessions that are alive, the one of the token `current` first, then the latest used."""
    keys = sorted(valkey().smembers(_all(user_id)))
    bodies = valkey().mget(keys) if keys else []
    found = [
        _shown(key, json.loads(body), is_current=key == _key(current))
        for key, body in zip(keys, bodies, strict=True)
        if body
    ]
    return sorted(found, key=lambda one: (one.is_current, one.seen_at), reverse=True)


def end(token: str) -> None:
    user_id = user_id_of(token)
    valkey().delete(_key(token))
    if user_id is not None:
        valkey().srem(_all(user_id), _key(token))


def end_one(user_id: int, session_id: str) -> None:
    """By the id of `listing`."""
    keys = [key for key in valkey().smembers(_all(user_id)) if _shown_id(key) == session_id]
    if not keys or not valkey().delete(*keys):
        raise NotFound("session", session_id)
    valkey().srem(_all(user_id), *keys)


def end_all(user_id: int, *, but: str = "") -> None:
    keys = [key for key in valkey().smembers(_all(user_id)) if not but or key != _key(but)]
    if keys:
        valkey().delete(*keys)
        valkey().srem(_all(user_id), *keys)


def _note_seen(client: Any, token: str, body: dict[str, Any]) -> None:
    """Only a session that is still there: one that has just been ended must not come back."""
    moment = datetime.now(UTC)
    if moment - datetime.fromisoformat(body.get("seen") or body["began"]) > SEEN_EVERY:
        client.set(_key(token), json.dumps({**body, "seen": moment.isoformat()}), xx=True, keepttl=True)


def _shown(key: str, body: dict[str, Any], *, is_current: bool) -> SignedIn:
    return SignedIn(
        id=_shown_id(key),
        device=device(body["agent"]),
        place=place(body["address"]),
        began_at=datetime.fromisoformat(body["began"]),
        seen_at=datetime.fromisoformat(body.get("seen") or body["began"]),
        is_current=is_current,
    )


def _shown_id(key: str) -> str:
    return key.removeprefix("session:")[:SHOWN_LETTERS]


def _key(token: str) -> str:
    return f"session:{hashlib.sha256(token.encode()).hexdigest()}"


def _all(user_id: int) -> str:
    return f"sessions:{user_id}"
