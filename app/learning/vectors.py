"""Reads and writes vectors a thousand at a time, in PostgreSQL's own binary form."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ARRAY, BigInteger, bindparam, text
from sqlmodel import Session

from app.models import DIMENSIONS

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]

# A vector travels as two int16, its dimensions and nothing, and then its numbers.
_READ = np.dtype([("id", ">i8"), ("header", ">i4"), ("vector", ">f4", DIMENSIONS)])
_VECTOR = [("length", ">i4"), ("header", ">i4"), ("vector", ">f4", DIMENSIONS)]
_ROW = np.dtype(
    [("fields", ">i2"), ("id_length", ">i4"), ("id", ">i8"), ("embedding", _VECTOR), ("input", _VECTOR)]
)
_BEGIN, _END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
_BYTES = 4 + 4 * DIMENSIONS

_CONTENTS = text("""
SELECT string_agg(int8send(video_id) || vector_send(content), ''::bytea)
FROM video_contents WHERE video_id = ANY(:ids)
""").bindparams(bindparam("ids", type_=ARRAY(BigInteger)))
_INPUTS = text("""
SELECT string_agg(int8send(video_id) || vector_send(coalesce(input, embedding)), ''::bytea)
FROM video_embeddings WHERE video_id = ANY(:ids)
""").bindparams(bindparam("ids", type_=ARRAY(BigInteger)))
_EMBEDDINGS = text("""
SELECT string_agg(int8send(video_id) || vector_send(embedding), ''::bytea)
FROM video_embeddings WHERE video_id = ANY(:ids)
""").bindparams(bindparam("ids", type_=ARRAY(BigInteger)))
# A video may have gone meanwhile.
_PLACE = text("""
INSERT INTO video_embeddings (video_id, embedding, input, model_id, updated_at)
SELECT p.video_id, p.embedding, nullif(p.input, p.embedding), :model_id, now()
FROM placed p JOIN videos v ON v.id = p.video_id
ORDER BY p.video_id
ON CONFLICT (video_id) DO UPDATE SET embedding = EXCLUDED.embedding, input = EXCLUDED.input,
    model_id = EXCLUDED.model_id, updated_at = EXCLUDED.updated_at
""")
_TABLE = "CREATE TEMP TABLE placed (video_id bigint, embedding vector, input vector) ON COMMIT DROP"


def contents_of(session: Session, ids: Sequence[int]) -> tuple[Ids, Floats]:
    """What clips look, sound and read like, of those that have been looked at."""
    return _read(session, _CONTENTS, ids)


def inputs_of(session: Session, ids: Sequence[int]) -> tuple[Ids, Floats]:
    """What a watch of each adds to its viewer's vector."""
    return _read(session, _INPUTS, ids)


def embeddings_of(session: Session, ids: Sequence[int]) -> tuple[Ids, Floats]:
    return _read(session, _EMBEDDINGS, ids)


def write(session: Session, ids: Ids, embeddings: Floats, inputs: Floats, *, model_id: int | None) -> None:
    """Put videos where they belong now; `embeddings` and `inputs` are [n, 128]."""
    rows = np.zeros(len(ids), _ROW)
    rows["fields"], rows["id_length"], rows["id"] = 3, 8, ids
    for name, vectors in (("embedding", embeddings), ("input", inputs)):
        rows[name]["length"], rows[name]["header"], rows[name]["vector"] = _BYTES, DIMENSIONS << 16, vectors
    connection = session.connection()
    connection.exec_driver_sql(_TABLE)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy("COPY placed FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(_BEGIN + rows.tobytes() + _END)
    session.execute(_PLACE, {"model_id": model_id})
    connection.exec_driver_sql("DROP TABLE placed")


def _read(session: Session, query: Any, ids: Sequence[int]) -> tuple[Ids, Floats]:
    packed = session.execute(query, {"ids": list(ids)}).scalar()
    found = np.frombuffer(packed or b"", _READ)
    return found["id"].astype(np.int64), found["vector"].astype(np.float32)


def aligned(ids: Ids, known: Ids, vectors: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Rows for `ids` out of those of `known`, zeros where there is none; and which there were."""
    order = np.argsort(known, kind="stable")
    place = np.searchsorted(known[order], ids) if len(known) else np.zeros(len(ids), np.int64)
    place = np.minimum(place, max(0, len(known) - 1))
    found = known[order][place] == ids if len(known) else np.zeros(len(ids), bool)
    rows = np.zeros((len(ids), DIMENSIONS), np.float32)
    rows[found] = vectors[order[place[found]]]
    return rows, found
