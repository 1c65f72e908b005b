"""Keeps each viewer's taste up to date within seconds, and gives it to those who rank.

The truth is what was watched and said. PostgreSQL has the vectors of people who are signed in, Valkey
everybody's taste; what is missing there, or was folded for another model, is folded anew.
"""

import struct
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

import numpy as np
from sqlmodel import Session

from app import eventlog
from app.cache import DOWN, valkey_bytes
from app.db import transaction
from app.eventlog import Event
from app.learning import models, reading
from app.learning.folding import Taste
from app.models import DIMENSIONS
from app.recsys.profile import Profile
from app.resilience import hints
from app.social import reactions
from app.telemetry import TASTES
from app.watching import service as watching
from app.watching.schemas import Watch

GROUP = "tastes"
KEEP_SECONDS = 7 * 24 * 3600
# Longer than any taste is kept, so that an old one never meets a fresh turn.
TURN_SECONDS = 2 * KEEP_SECONDS
# So many viewers are read at a time.
AT_ONCE = 50
_HEAD = struct.Struct("<qq")


def taste_of(session: Session, viewer_key: str) -> Taste:
    """What a viewer likes, as of a second or two ago."""
    none: list[bytes | None] = [None, None]
    turn, packed = hints().ask(lambda client: client.mget(_turn(viewer_key), _key(viewer_key)), none)
    kept = _unpacked(packed, turn)
    model = models.active()
    if kept is not None and kept.model_id == (model.id if model else None):
        return kept
    TASTES.labels("asked").inc()
    taste = reading.fold(session, [viewer_key])[viewer_key]
    fresh = _packed(taste, turn)
    hints().ask(lambda client: client.set(_key(viewer_key), fresh, ex=KEEP_SECONDS), None)
    return taste


def move(events: Sequence[Event]) -> None:
    """Consumer of watches: each viewer's taste is folded anew once, however many watches came."""
    told: dict[str, list[Watch]] = defaultdict(list)
    for watch in eventlog.parsed(watching.TOPIC, events, Watch):
        told[watch.viewer_key].append(watch)
    refold(told, reason="watched")


def react(events: Sequence[Event]) -> None:
    """Consumer of reactions: what they were stands in PostgreSQL."""
    refold({one.viewer_key: () for one in reactions.parsed(events)}, reason="reacted")


def refold(told: Mapping[str, Iterable[Watch]], *, reason: str) -> None:
    """Fold anew and write for all to see; `told` has watches that may not be in the history yet."""
    everyone = sorted(told)
    for keys in (everyone[n : n + AT_ONCE] for n in range(0, len(everyone), AT_ONCE)):
        turns = valkey_bytes().mget([_turn(key) for key in keys])
        with transaction() as session:
            tastes = reading.fold(session, keys, told)
            reading.write(session, tastes)
        pipe = valkey_bytes().pipeline(transaction=False)
        for key, turn in zip(keys, turns, strict=True):
            pipe.set(_key(key), _packed(tastes[key], turn), ex=KEEP_SECONDS)
        pipe.execute()
        TASTES.labels(reason).inc(len(keys))


def forget(viewer_key: str) -> None:
    """Call it after the commit: what is kept no longer counts, nor what is being folded right now."""
    with suppress(*DOWN):
        pipe = valkey_bytes().pipeline()
        pipe.incr(_turn(viewer_key))
        pipe.expire(_turn(viewer_key), TURN_SECONDS)
        pipe.execute()
        reactions.append(viewer_key, "reset")


def _packed(taste: Taste, turn: bytes | None) -> bytes:
    head = _HEAD.pack(int(turn or 0), taste.model_id or 0)
    return head + taste.vector.astype("<f4").tobytes() + taste.profile.to_bytes()


def _unpacked(packed: bytes | None, turn: bytes | None) -> Taste | None:
    """None where it was folded before the viewer's last change of mind."""
    if packed is None or len(packed) < _HEAD.size + 4 * DIMENSIONS:
        return None
    folded_in, model_id = _HEAD.unpack_from(packed)
    if folded_in != int(turn or 0):
        return None
    vector = np.frombuffer(packed, "<f4", DIMENSIONS, _HEAD.size)
    profile = Profile.from_bytes(packed[_HEAD.size + vector.nbytes :])
    return Taste(vector, profile, model_id or None)


def _key(viewer_key: str) -> str:
    return f"taste:{viewer_key}"


def _turn(viewer_key: str) -> str:
    return f"taste:{viewer_key}:turn"
