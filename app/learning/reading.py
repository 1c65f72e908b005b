"""Reads what tastes are folded from, for many viewers at a time, and writes what came of it."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from sqlalchemy import ARRAY, BigInteger, Text, bindparam, text
from sqlmodel import Session, col, delete

from app.learning import folding, models, vectors
from app.learning.folding import Known, Removed, Taste
from app.learning.past import pasts_of
from app.learning.spaces import folding_of
from app.models import TasteKind, UserEmbedding
from app.recsys.columns import tag_key
from app.videos.columns import columns_of
from app.watching.schemas import Watch

# Somebody may have left meanwhile.
_WRITE = text("""
INSERT INTO user_embeddings (user_id, embedding, updated_at)
SELECT u.id, told.point::vector, now() FROM unnest(:ids, :points) AS told (id, point) JOIN users u USING (id)
ORDER BY u.id
ON CONFLICT (user_id) DO UPDATE SET embedding = EXCLUDED.embedding, updated_at = EXCLUDED.updated_at
""").bindparams(bindparam("ids", type_=ARRAY(BigInteger)), bindparam("points", type_=ARRAY(Text)))
_REMOVED = text(
    "SELECT user_id, kind::text, key FROM taste_removals WHERE user_id = ANY(:people)"
).bindparams(bindparam("people", type_=ARRAY(BigInteger)))


def fold(
    session: Session, keys: Sequence[str], fresh: Mapping[str, Iterable[Watch]] | None = None
) -> dict[str, Taste]:
    """The taste of each viewer by the active model, or by content alone while there is none."""
    model = models.active()
    space, model_id = folding_of(model), model.id if model else None
    pasts = pasts_of(session, keys, fresh)
    ids = np.unique(np.concatenate([past.deeds["video"] for past in pasts.values()]))
    known, removed = _known(session, ids.tolist()), _removed(session, keys)
    return {
        key: folding.fold(space, pasts[key], known, removed.get(key, folding.NOTHING), model_id=model_id)
        for key in keys
    }


def write(session: Session, tastes: Mapping[str, Taste]) -> None:
    """Where people who are signed in stand; who has no taste any more stands nowhere."""
    people = {int(key[5:]): taste for key, taste in tastes.items() if key.startswith("user:")}
    known = sorted(user_id for user_id, taste in people.items() if taste.is_known)
    if known:
        points = [f"[{','.join(f'{number:.7g}' for number in people[one].vector)}]" for one in known]
        session.execute(_WRITE, {"ids": known, "points": points})
    if unknown := people.keys() - set(known):
        session.exec(delete(UserEmbedding).where(col(UserEmbedding.user_id).in_(unknown)))


def _known(session: Session, ids: Sequence[int]) -> Known:
    """In the order of the ids; a video without a place adds nothing."""
    rows = columns_of(session, ids)
    places, found = vectors.inputs_of(session, ids)
    inputs, _ = vectors.aligned(rows["id"], places, found)
    return Known(rows, inputs)


def _removed(session: Session, keys: Sequence[str]) -> dict[str, Removed]:
    people = [int(key[5:]) for key in keys if key.startswith("user:")]
    found: dict[str, list[tuple[str, str]]] = {}
    for user_id, kind, key in session.execute(_REMOVED, {"people": people}):
        found.setdefault(f"user:{user_id}", []).append((kind, key))
    return {viewer_key: _of(pairs) for viewer_key, pairs in found.items()}


def _of(removed: Sequence[tuple[str, str]]) -> Removed:
    return Removed(
        tags=frozenset(tag_key(key) for kind, key in removed if kind == TasteKind.TOPIC),
        creators=frozenset(int(key) for kind, key in removed if kind == TasteKind.CREATOR),
        sounds=frozenset(int(key) for kind, key in removed if kind == TasteKind.SOUND),
    )
