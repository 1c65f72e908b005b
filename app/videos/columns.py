"""Reads what ranking looks at, a thousand videos in one packed answer."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app.recsys.columns import VIDEO

_WIRE = np.dtype(
    [
        (name, VIDEO[name].newbyteorder(">")) if name != "vector" else ("header", ">i4")
        for name in VIDEO.names or ()
    ]
    + [("vector", VIDEO["vector"].newbyteorder(">"))]
)
# Who was banned, deleted, or is about to be deleted, is not shown to anybody.
PRESENT = "u.deleted_at IS NULL AND u.deletes_at IS NULL AND coalesce(u.banned_until, now()) <= now()"
# A vector is sent as two int16, its dimensions and nothing, and then its numbers.
_PACKED = f"""
SELECT string_agg(
    int8send(v.id) || int8send(v.creator_id) || int8send(coalesce(v.sound_id, 0))
    || int8send(coalesce(v.tag_keys[1], 0)) || int8send(coalesce(v.tag_keys[2], 0))
    || int8send(coalesce(v.tag_keys[3], 0)) || int8send(coalesce(v.tag_keys[4], 0))
    || float8send(extract(epoch FROM coalesce(v.published_at, v.created_at))::float8) || float8send(v.heat)
    || float4send(v.duration_seconds::real) || float4send(v.watch_count)
    || float4send(v.completion_total::real) || float4send(v.fair_long::real)
    || float4send(v.like_count) || float4send(v.share_count) || float4send(v.comment_count)
    || float4send(coalesce(c.watch_count, 0))
    || float4send(coalesce(c.completion_total, 0)::real) || float4send(coalesce(c.fair_long, 0)::real)
    || coalesce(vector_send(e.embedding), %(nowhere)s),
    ''::bytea)
FROM videos v
JOIN LATERAL (SELECT * FROM users WHERE id = v.creator_id OFFSET 0) u ON true
LEFT JOIN video_embeddings e ON e.video_id = v.id
LEFT JOIN creator_totals c ON c.creator_id = v.creator_id
WHERE v.id = ANY(CAST(%(ids)s AS bigint[]))
    AND (NOT %(public)s OR v.status = 'published' AND v.visibility = 'public' AND {PRESENT})
"""  # noqa: S608 - a constant of ours
_NOWHERE = bytes(_WIRE["header"].itemsize + _WIRE["vector"].itemsize)


def columns_of(
    session: Session, ids: Sequence[int] | NDArray[np.int64], *, public: bool = False
) -> NDArray[np.void]:
    """Rows of `VIDEO` in the order of `ids`; what is not there is left out.

    `public`: only those that anybody may see, of creators who are present.
    """
    wanted = np.asarray(ids, np.int64)
    asked = {"ids": listed(wanted), "nowhere": _NOWHERE, "public": public}
    found = _unpacked(_asked(session, asked))
    if not len(found):
        return found
    order = np.argsort(found["id"])
    place = np.searchsorted(found["id"], wanted, sorter=order)
    place = order[np.minimum(place, len(found) - 1)]
    kept: NDArray[np.int64] = place[found["id"][place] == wanted]
    return np.asarray(found[kept])


def _asked(session: Session, asked: dict[str, Any]) -> bytes:
    """In PostgreSQL's own bytes: as text they would be twice as many."""
    session.flush()
    connection: Any = session.connection().connection.driver_connection
    try:
        row = connection.execute(_PACKED, asked, binary=True).fetchone()
    except psycopg.Error as error:
        raise OperationalError(_PACKED, None, error) from error
    return bytes(row[0] or b"")


def listed(ids: NDArray[np.int64]) -> str:
    """As PostgreSQL reads a bigint[]: many times as quick as handing over a list."""
    return "{" + ",".join(map(str, ids.tolist())) + "}"


def _unpacked(packed: bytes) -> NDArray[np.void]:
    wire = np.frombuffer(packed, _WIRE)
    rows = np.empty(len(wire), VIDEO)
    for name in VIDEO.names or ():
        rows[name] = wire[name]
    return rows
