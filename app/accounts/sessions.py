"""Sessions in Valkey: the cookie carries a secret of which only the hash is stored."""

import hashlib
import json
import secrets
from datetime import UTC, datetime
from typing import Any

from app.cache import valkey

LIFE_SECONDS = 7 * 24 * 3600


def start(user_id: int, *, agent: str = "", address: str = "") -> str:
    """The cookie's value."""
    token = secrets.token_urlsafe(32)
    body = {
        "user_id": user_id,
        "agent": agent[:200],
        "address": address,
        "began": datetime.now(UTC).isoformat(),
    }
    pipe = valkey().pipeline()
    pipe.set(_key(token), json.dumps(body), ex=LIFE_SECONDS)
    pipe.sadd(_all(user_id), _key(token))
    pipe.expire(_all(user_id), LIFE_SECONDS)
    pipe.execute()
    return token


def user_id_of(token: str, *, client: Any = None) -> int | None:
    found = (client or valkey()).get(_key(token)) if token else None
    return int(json.loads(found)["user_id"]) if found else None


def end(token: str) -> None:
    user_id = user_id_of(token)
    valkey().delete(_key(token))
    if user_id is not None:
        valkey().srem(_all(user_id), _key(token))


def end_all(user_id: int, *, but: str = "") -> None:
    keys = [key for key in valkey().smembers(_all(user_id)) if not but or key != _key(but)]
    if keys:
        valkey().delete(*keys)
        valkey().srem(_all(user_id), *keys)


def _key(token: str) -> str:
    return f"session:{hashlib.sha256(token.encode()).hexdigest()}"


def _all(user_id: int) -> str:
    return f"sessions:{user_id}"
