"""What a viewer watched within the last year: ids in Valkey, read from the history when they are missing.

The string begins with eight bytes: when it was made, or, below zero, who is making it just now. Watches are
appended after their transaction, so one that is missing in the history as it is read lands behind the mark.
"""

import secrets
import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, text

from app.models.columns import now
from app.resilience import hints

Ids = NDArray[np.int64]

KEPT = timedelta(days=365)
LIFE_SECONDS = 24 * 3600
# What has left the year leaves the string when it is made anew.
ANEW_SECONDS = 7 * 24 * 3600
MAKING_SECONDS = 10
# Above that the history itself is asked, every time: exact, and slower for a handful of people.
MOST_BYTES = 8 * 200_000

_APPEND = """
for n, key in ipairs(KEYS) do
  local length = redis.call('STRLEN', key)
  if length + #ARGV[n + 1] > tonumber(ARGV[1]) then
    redis.call('DEL', key)
  elseif length > 0 then
    redis.call('APPEND', key, ARGV[n + 1])
  end
end
"""
_FINISH = """
local found = redis.call('GET', KEYS[1])
if found and string.sub(found, 1, 8) == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[2] .. string.sub(found, 9), 'EX', ARGV[3])
end
"""
_HISTORY = text(
    "SELECT array_agg(DISTINCT video_id) FROM watch_history"
    " WHERE viewer_key = :viewer AND created_at > :since"
)


def key(viewer_key: str) -> str:
    return f"seen:{viewer_key}"


def parsed(found: bytes | None) -> Ids | None:
    """The ids, ascending; None when the string is missing, being made, or to be made anew."""
    if not found or len(found) % 8:
        return None
    ids = np.frombuffer(found, "<i8")
    if ids[0] < time.time() - ANEW_SECONDS:
        return None
    return np.unique(ids[1:]).astype(np.int64, copy=False)


def rebuild(session: Session, viewer_key: str) -> Ids:
    """From the history, and kept in Valkey for the next page."""
    mark = np.int64(-1 - secrets.randbits(62)).tobytes()
    begun = hints().ask(lambda it: it.set(key(viewer_key), mark, nx=True, ex=MAKING_SECONDS), None)
    ids = _watched(session, viewer_key)
    if begun and ids.nbytes < MOST_BYTES:
        whole = np.int64(time.time()).tobytes() + ids.astype("<i8").tobytes()
        hints().ask(lambda it: it.eval(_FINISH, 1, key(viewer_key), mark, whole, LIFE_SECONDS), None)
    return ids


def append(client: Any, watches: Iterable[tuple[str, int]]) -> None:
    """Add pairs of viewer key and video id to the strings that exist, once they are in the history."""
    ids: dict[str, bytes] = {}
    for viewer_key, video_id in watches:
        ids[key(viewer_key)] = ids.get(key(viewer_key), b"") + np.int64(video_id).tobytes()
    if ids:
        client.eval(_APPEND, len(ids), *ids, MOST_BYTES, *ids.values())


def _watched(session: Session, viewer_key: str) -> Ids:
    given = {"viewer": viewer_key, "since": now() - KEPT}
    found = session.execute(_HISTORY, given).scalar()
    return np.unique(np.array(found or [], np.int64))
