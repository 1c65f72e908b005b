"""Arrays into PostgreSQL by binary COPY, ten million rows in seconds, and indexes after the rows."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray
from psycopg import sql

Column = NDArray[Any]
HEAD, TAIL = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
ROWS = 200_000
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
_INDEXES = """
SELECT i.indexrelid::regclass::text, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')
FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid
WHERE i.indrelid = ANY(%s::regclass[]) AND c.oid IS NULL
"""


def moments(unix: NDArray[np.float64]) -> NDArray[np.int64]:
    """Seconds since 1970 as PostgreSQL's timestamptz."""
    return np.asarray((unix - _EPOCH) * 1e6, dtype=np.int64)


def copy(connection: psycopg.Connection[Any], table: str, columns: Mapping[str, Column]) -> None:
    """Rows of the given columns, whose types must be the table's: i8 is bigint, a row of f4 is a vector."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    order = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(sql.Identifier(table), names)
    length = len(next(iter(columns.values())))
    with connection.cursor() as cursor, cursor.copy(order) as into:
        into.write(HEAD)
        for start in range(0, length, ROWS):
            into.write(packed([column[start : start + ROWS] for column in columns.values()]))
        into.write(TAIL)


def packed(columns: list[Column]) -> bytes:
    """Rows in the wire's format: the number of fields, then each with its length before it."""
    kinds = [_wire(column) for column in columns]
    fields = [part for n, kind in enumerate(kinds) for part in ((f"length{n}", ">i4"), (f"value{n}", kind))]
    rows = np.zeros(len(columns[0]), dtype=[("fields", ">i2"), *fields])
    rows["fields"] = len(columns)
    for n, (column, kind) in enumerate(zip(columns, kinds, strict=True)):
        rows[f"length{n}"] = kind.itemsize
        if column.ndim == 2:
            rows[f"value{n}"]["dimensions"], rows[f"value{n}"]["numbers"] = column.shape[1], column
        else:
            rows[f"value{n}"] = column
    return rows.tobytes()


def _wire(column: Column) -> np.dtype[Any]:
    if column.ndim == 2:
        numbers = ("numbers", ">f4", (column.shape[1],))
        return np.dtype([("dimensions", ">i2"), ("unused", ">i2"), numbers])
    return column.dtype.newbyteorder(">")


@contextmanager
def indexes_later(connection: psycopg.Connection[Any], tables: list[str]) -> Iterator[list[str]]:
    """Without the tables' indexes while rows arrive; the statements that make them again, to be run after."""
    found = connection.execute(_INDEXES, [tables]).fetchall()
    for name, _ in found:
        connection.execute(f"DROP INDEX {name}")
    yield [statement for _, statement in found]
