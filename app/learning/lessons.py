"""What a training learns from: the watches of the last weeks, and the videos that were watched."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlmodel import Session

from app.learning import vectors
from app.learning.placing import catalogue_of
from app.learning.served import Served, served
from app.learning.spaces import SEEN
from app.learning.watches import watches_between
from app.models.columns import now
from app.recsys.columns import VIDEO
from app.recsys.interactions import Catalogue, Interactions
from app.recsys.outcomes import is_long
from app.videos.columns import columns_of

PERIOD = timedelta(days=60)
# With fewer a model would learn who happened to be there, not what people like.
LEAST_WATCHES = 1000
# The most watched; the rest is placed by what it is.
MOST_VIDEOS = 150_000
BATCH = 5000
DAY = 86_400.0

_COUNT = text(
    "SELECT count(*) FROM (SELECT 1 FROM watch_history WHERE created_at > :since LIMIT :most) AS some_watches"
)


@dataclass(frozen=True, slots=True)
class Lesson:
    """`watches` oldest first; `videos`, rows of `VIDEO` by id, with their `contents` [n, 128]."""

    watches: NDArray[np.void]
    videos: NDArray[np.void]
    contents: NDArray[np.float32]
    served: Served

    @property
    def catalogue(self) -> Catalogue:
        return catalogue_of(self.videos, self.contents)

    @property
    def last_day(self) -> float:
        """When what is held out begins: the last day, or the last fifth of the watches if that is less."""
        at = self.watches["at"]
        return float(max(at[-1] - DAY, np.quantile(at, 0.8)))

    @property
    def interactions(self) -> Interactions:
        found = self.watches
        return Interactions(
            viewers=found["viewer"],
            videos=found["video"],
            long=is_long(found["watched_ms"], found["completion"]),
            liked=found["liked"] | found["shared"],
            completion=np.where(found["completion"] < SEEN, 0, found["completion"]),
            watched_ms=found["watched_ms"],
            duration_ms=found["duration_ms"],
            at=found["at"],
            exposed=found["exposed"],
        )


def watch_count(session: Session) -> int:
    """Watches to learn from, counted up to as many as are needed."""
    return int(session.execute(_COUNT, {"since": now() - PERIOD, "most": LEAST_WATCHES}).scalar_one())


def read_lesson(session: Session) -> Lesson:
    watches = watches_between(session, now() - PERIOD, now())
    ids, counts = np.unique(watches["video"], return_counts=True)
    ids = np.sort(ids[np.argsort(-counts, kind="stable")[:MOST_VIDEOS]])
    videos, contents = [np.empty(0, VIDEO)], [np.empty((0, VIDEO["vector"].shape[0]), np.float32)]
    for first in range(0, len(ids), BATCH):
        rows = columns_of(session, ids[first : first + BATCH].tolist())
        found, points = vectors.contents_of(session, rows["id"].tolist())
        videos.append(rows)
        contents.append(vectors.aligned(rows["id"], found, points)[0])
    known = np.concatenate(videos)
    watches = watches[np.isin(watches["video"], known["id"])]
    return Lesson(watches, known, np.concatenate(contents), served(session, watches, now() - PERIOD))
