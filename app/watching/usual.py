"""What share of what they are shown viewers watch long; of those who watched much it is remembered."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
from sqlalchemy import ARRAY, Text, bindparam, text
from sqlmodel import Session

from app.models.columns import now
from app.recsys.profile import usual_long
from app.resilience import hints
from app.watching.schemas import LONG_MS, WHOLE

# So much of the past tells how much of what is shown somebody watches long.
RECENT, LATELY = 200, timedelta(days=60)
# From so many watches on, what is watched in so short a time hardly changes the share.
FIRM, REMEMBERED_SECONDS = 100, 600
_HISTORY = text("""
SELECT key, count(*) FILTER (WHERE w.watch_duration_ms >= :long_ms OR w.completion_rate >= :whole), count(*)
FROM unnest(:keys) AS key CROSS JOIN LATERAL (
    SELECT watch_duration_ms, completion_rate FROM watch_history h
    WHERE h.viewer_key = key AND h.created_at > :since ORDER BY h.created_at DESC LIMIT :recent) w
GROUP BY key
""").bindparams(bindparam("keys", type_=ARRAY(Text)), long_ms=LONG_MS, whole=WHOLE, recent=RECENT)

Shares = dict[str, float]


def usual_shares(session: Session, viewers: Iterable[str]) -> Shares:
    """By the keys of the viewers; of a whole history it is read at most every ten minutes."""
    keys = sorted(set(viewers))
    found = _remembered(keys)
    return found | _read(session, [key for key in keys if key not in found])


def _read(session: Session, keys: Sequence[str]) -> Shares:
    if not keys:
        return {}
    rows = session.execute(_HISTORY, {"keys": keys, "since": now() - LATELY}).all()
    shares = dict.fromkeys(keys, _share(0, 0)) | {key: _share(long, count) for key, long, count in rows}
    _remember({key: shares[key] for key, _, count in rows if count >= FIRM})
    return shares


def _share(long: int, watches: int) -> float:
    return float(usual_long(np.array([long], np.float64), np.array([watches], np.float64))[0])


def _remembered(keys: Sequence[str]) -> Shares:
    found = hints().ask(lambda it: it.mget([_key(key) for key in keys]), None) if keys else None
    return {key: float(one) for key, one in zip(keys, found or (), strict=False) if one is not None}


def _remember(shares: Shares) -> None:
    def write(client: Any) -> None:
        pipeline = client.pipeline(transaction=False)
        for key, share in shares.items():
            pipeline.set(_key(key), share, ex=REMEMBERED_SECONDS)
        pipeline.execute()

    hints().ask(write, None)


def _key(viewer_key: str) -> str:
    return f"usual:{viewer_key}"
