"""Reads what viewers did, many viewers in one packed answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ARRAY, Text, bindparam, text
from sqlmodel import Session

from app.watching.schemas import Watch

RECENT = 200
WATCHED, LIKED, SAVED, SHARED, REJECTED = range(5)

DEED = np.dtype(
    [
        ("video", "i8"),
        ("at", "f8"),
        ("watched_ms", "f4"),
        ("duration_ms", "f4"),
        ("completion", "f4"),
        ("kind", "i4"),
    ]
)
_WIRE = DEED.newbyteorder(">")
# Likes and the like are few; those of the last year are read whole and the newest taken.
_PACKED = text("""
WITH viewer AS (
    SELECT key, CASE WHEN key LIKE 'user:%' THEN substr(key, 6)::bigint END AS user_id,
           greatest(now() - interval '1 year', (SELECT max(reset_at) FROM feed_resets
                                                WHERE viewer_key = key AND undone_at IS NULL)) AS since
    FROM unnest(:keys) AS key
), deed AS (
    SELECT key, video_id, w.created_at, watch_duration_ms, duration_ms, completion_rate, 0 AS kind
    FROM viewer CROSS JOIN LATERAL (
        SELECT * FROM watch_history h WHERE h.viewer_key = key AND h.created_at > since
        ORDER BY h.created_at DESC LIMIT :recent) w
    UNION ALL
    SELECT key, video_id, d.created_at, 0, 0, 0, kind
    FROM viewer CROSS JOIN LATERAL (
        SELECT video_id, created_at, 1 AS kind FROM likes l WHERE l.user_id = viewer.user_id
        UNION ALL SELECT video_id, created_at, 2 FROM saves s WHERE s.user_id = viewer.user_id
        UNION ALL SELECT video_id, created_at, 3 FROM shares h WHERE h.user_id = viewer.user_id
        UNION ALL SELECT video_id, created_at, 4 FROM not_interested n WHERE n.user_id = viewer.user_id
        ORDER BY created_at DESC LIMIT :recent) d
    WHERE d.created_at > since
)
SELECT viewer.key, extract(epoch FROM since)::float8, coalesce(string_agg(
    int8send(video_id) || float8send(extract(epoch FROM deed.created_at)::float8)
    || float4send(watch_duration_ms) || float4send(deed.duration_ms) || float4send(completion_rate::real)
    || int4send(kind), ''::bytea), ''::bytea)
FROM viewer LEFT JOIN deed USING (key) GROUP BY viewer.key, since
""").bindparams(bindparam("keys", type_=ARRAY(Text)))


@dataclass(frozen=True, slots=True)
class Past:
    """What one viewer did lately, oldest first; `deeds` are rows of `DEED`."""

    since: float
    deeds: NDArray[np.void]


def pasts_of(
    session: Session, keys: Sequence[str], fresh: Mapping[str, Iterable[Watch]] | None = None
) -> dict[str, Past]:
    """The last deeds of each viewer since its last reset, and `fresh` watches that may not be written yet."""
    rows = session.execute(_PACKED, {"keys": list(keys), "recent": RECENT})
    return {key: _past(since, packed, (fresh or {}).get(key, ())) for key, since, packed in rows}


def _past(since: float, packed: bytes, fresh: Iterable[Watch]) -> Past:
    told = np.array([_deed(watch) for watch in fresh if watch.started_at.timestamp() > since], DEED)
    deeds = np.concatenate([np.frombuffer(packed, _WIRE).astype(DEED), told])
    # A watch that is both told and written has the same moment.
    _, first = np.unique(deeds[["at", "video", "kind"]], return_index=True)
    return Past(since, _latest(deeds[first]))


def _latest(deeds: NDArray[np.void]) -> NDArray[np.void]:
    """The last watches, and all reactions."""
    is_watch = deeds["kind"] == WATCHED
    later = is_watch[::-1].cumsum()[::-1]
    return np.asarray(deeds[~is_watch | (later <= RECENT)])


def _deed(watch: Watch) -> tuple[int, float, int, int, float, int]:
    at = watch.started_at.timestamp()
    return watch.video_id, at, watch.watched_ms, watch.duration_ms, watch.completion_rate, WATCHED
