"""Puts videos where they belong in the space: by what they are, and by who watched them once somebody has."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlmodel import Session

from app.db import new_session, transaction
from app.jobs import Job, enqueue, send
from app.learning import models, vectors
from app.learning.placing import Places, catalogue_of
from app.learning.versions import active_row
from app.models import VideoEmbedding
from app.videos.columns import columns_of

# The jobs of these were lost on their way.
_MISSING = text("""
SELECT c.video_id FROM video_contents c LEFT JOIN video_embeddings e ON e.video_id = c.video_id
WHERE e.video_id IS NULL OR (e.model_id IS NULL AND CAST(:model_id AS bigint) IS NOT NULL)
ORDER BY c.video_id LIMIT 10000
""")


def place(video_id: int) -> None:
    """Give a video its place by what it is, unless the active model has put it somewhere already."""
    model = models.refresh()
    model_id = model.id if model else None
    with transaction() as session:
        row = session.get(VideoEmbedding, video_id)
        if model is None or row is None or row.model_id != model_id:
            put(session, [video_id], Places(model.tower, model.folding) if model else None, model_id=model_id)
        enqueue(session, Job.AUDIENCE, video_id)


def place_missing() -> None:
    with new_session() as session:
        row = active_row(session)
        missing = list(session.execute(_MISSING, {"model_id": row.id if row else None}).scalars())
    for video_id in missing:
        send(Job.PLACE, video_id)


def put(session: Session, ids: Sequence[int], places: Places | None, *, model_id: int | None) -> None:
    """Where the model has them, or where their content puts them while there is none."""
    known, contents = vectors.contents_of(session, ids)
    if places is None:
        vectors.write(session, known, contents, contents, model_id=None)
        return
    videos = columns_of(session, known.tolist())
    catalogue = catalogue_of(videos, vectors.aligned(videos["id"], known, contents)[0])
    embeddings, inputs = places.of(catalogue, videos["watches"])
    vectors.write(session, videos["id"], embeddings, inputs, model_id=model_id)
