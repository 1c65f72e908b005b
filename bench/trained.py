"""A model for a made-up site: a ranker that learned from its watches, in the space that its vectors span.

Only what serving costs is measured with it; how well models rank is another bench's question.
"""

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from app import db
from app.learning import files, models, versions
from app.learning.examples import World, examples
from app.learning.placing import catalogue_of
from app.learning.watches import watches_between
from app.models.columns import now
from app.recsys.columns import DIMENSIONS
from app.recsys.ranker import Ranker
from app.recsys.space import Folding, Space
from app.recsys.tower import Tower
from app.videos.columns import columns_of

WATCHES, BATCH = 10_000, 5000


def trained() -> None:
    """Nothing happens when a model serves already; one that an earlier program wrote may not."""
    if models.refresh() is None:
        with db.new_session() as session:
            _train(session)


def _train(session: Session) -> None:
    watches = watches_between(session, now() - timedelta(days=3), now(), most=WATCHES)
    watches["exposed"] = True
    ids = np.unique(watches["video"])
    parts = [columns_of(session, ids[start : start + BATCH]) for start in range(0, len(ids), BATCH)]
    videos = np.concatenate(parts)
    space = _space(videos)
    taught = examples(World.of(watches, videos, space.inputs), space.folding, watches["exposed"])
    tower = Tower.fit(space, catalogue_of(videos, np.zeros_like(space.vectors)))
    model = files.packed(space.folding, tower, Ranker.fit(taught.features, taught.outcomes))
    model_id = versions.add(model, files.space_bytes(space), {})
    with db.transaction() as writing:
        versions.switch(writing, model_id)


def _space(videos: NDArray[np.void]) -> Space:
    """As the vectors lie already: nothing has to move for this model."""
    vectors = np.ascontiguousarray(videos["vector"])
    gram = 100 * vectors.T @ vectors / len(vectors) + 5 * np.eye(DIMENSIONS, dtype=np.float32)
    return Space(videos["id"], vectors, vectors, Folding(gram.astype(np.float32), vectors.mean(axis=0)))
