"""Streams watches out of PostgreSQL into columns: some fifty bytes each, whatever their number."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psycopg import sql
from sqlmodel import Session

# The newest; a longer past does not fit into the memory of a small machine and says little of today.
MOST = 4_000_000
MOST_BYTES = 8 << 20

WATCH = np.dtype(
    [
        ("viewer", "i8"),
        ("video", "i8"),
        ("at", "f8"),
        ("watched_ms", "f4"),
        ("duration_ms", "f4"),
        ("completion", "f4"),
        ("liked", "?"),
        ("shared", "?"),
        ("exposed", "?"),
        ("followed", "?"),
    ]
)
# PostgreSQL's binary COPY: a count of fields, then each with its length before it.
_WIRE = np.dtype(
    [("fields", ">i2")]
    + [
        field
        for name in WATCH.names or ()
        for field in ((f"{name}_length", ">i4"), (name, WATCH[name].newbyteorder(">")))
    ]
)
_HEADER, _TRAILER = 19, 2
_COPY = sql.SQL("""
COPY (
    SELECT hashtextextended(w.viewer_key, 0), w.video_id, extract(epoch FROM w.created_at)::float8,
           w.watch_duration_ms::real, w.duration_ms::real, w.completion_rate::real,
           w.liked OR l.user_id IS NOT NULL, w.shared, w.source IN ('feed', 'following'),
           f.follower_id IS NOT NULL
    FROM watch_history w LEFT JOIN likes l ON l.user_id = w.user_id AND l.video_id = w.video_id
    LEFT JOIN videos v ON v.id = w.video_id
    LEFT JOIN follows f ON f.follower_id = w.user_id AND f.followed_id = v.creator_id
        AND f.created_at < w.created_at
    WHERE w.created_at >= {since} AND w.created_at < {until}
    ORDER BY w.created_at DESC LIMIT {most}
) TO STDOUT (FORMAT BINARY)
""")


def watches_between(
    session: Session, since: datetime, until: datetime, *, most: int = MOST
) -> NDArray[np.void]:
    """Rows of `WATCH`, oldest first; `viewer` is the hash that PostgreSQL makes of the viewer's key."""
    query = _COPY.format(since=sql.Literal(since), until=sql.Literal(until), most=sql.Literal(most))
    connection: Any = session.connection().connection.driver_connection
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        chunks = list(_parsed(copy))
    return np.concatenate(chunks)[::-1] if chunks else np.empty(0, WATCH)


def _parsed(copy: Iterator[memoryview]) -> Iterator[NDArray[np.void]]:
    waiting, begun = bytearray(), False
    for piece in copy:
        waiting += piece
        if not begun and len(waiting) >= _HEADER:
            del waiting[:_HEADER]
            begun = True
        if len(waiting) >= MOST_BYTES:
            yield _taken(waiting)
    if len(waiting) > _TRAILER:
        yield _taken(waiting)


def _taken(waiting: bytearray) -> NDArray[np.void]:
    """The whole rows at the beginning, which are removed."""
    count = len(waiting) // _WIRE.itemsize
    wire = np.frombuffer(bytes(waiting[: count * _WIRE.itemsize]), _WIRE)
    del waiting[: count * _WIRE.itemsize]
    rows = np.empty(count, WATCH)
    for name in WATCH.names or ():
        rows[name] = wire[name]
    return rows
