"""Pages that were served, with what came of them, replayed for another model or other settings.

Each place is judged by itself, those before it being as they were: how likely would the other policy have put
there what stood there? Wishes and slider settings are part of the scores as served, not of another model's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Row, text
from sqlmodel import Session

from app.feed import selector
from app.feed.candidates import Candidates, Scores
from app.feed.selector import Lottery
from app.recsys.features import FEATURES
from app.recsys.outcomes import is_long
from app.recsys.ranker import WEIGHTS, Ranker, score
from app.videos.columns import columns_of

REWARDS = ("long view", "watched to the end", "liked", "seconds")
TO_THE_END, MOST_SECONDS = 0.95, 120.0
# What was handed out later may still be watched.
SETTLED = timedelta(minutes=30)
BATCH = 200

Ints = NDArray[np.int64]
Logged = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Policy:
    """Who chooses; what is None stays as it was when the page was served."""

    ranker: Ranker | None = None
    weights: Mapping[str, float] = field(default_factory=lambda: WEIGHTS)
    temperature: float | None = None

    @property
    def is_as_served(self) -> bool:
        return self.ranker is None and self.temperature is None

    def scores(self, page: "Page") -> Scores:
        """On the scale of those that served, so that one temperature means the same."""
        if self.ranker is None:
            return page.scores
        raw = score(self.ranker.predict(page.features), self.weights)
        spread = raw.std()
        standard = (raw - raw.mean()) / (spread or 1.0)
        return np.asarray(standard * page.scores.std() + page.scores.mean(), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Page:
    """One slate and what was shown of it: `places` in the slate, in the page's order."""

    request_id: UUID
    videos: NDArray[np.void]  # rows of VIDEO
    features: NDArray[np.float32]
    scores: Scores
    temperature: float
    places: Ints
    propensities: NDArray[np.float64]
    explored: NDArray[np.bool_]
    rewards: NDArray[np.float64]  # [shown, REWARDS]
    watched: NDArray[np.bool_]

    @property
    def suits_a_ranker(self) -> bool:
        """What the formula ranked has the formula's parts for features."""
        return bool(self.features.shape[1] == len(FEATURES))

    def chances(self, policy: Policy) -> NDArray[np.float64]:
        """How likely each shown item was where it stands. Places of exploration are anybody's alike."""
        if policy.is_as_served:
            return self.propensities
        temperature = self.temperature if policy.temperature is None else policy.temperature
        found = Candidates(self.videos, np.zeros(len(self.videos), np.uint8))
        lottery = Lottery(temperature=temperature)
        drawn = selector.chances(found, policy.scores(self), self.places.tolist(), lottery=lottery)
        return np.where(self.explored, self.propensities, drawn)


def pages(session: Session, *, since: datetime, until: datetime, most: int) -> list[Page]:
    """The newest that were drawn by lot from ranked candidates and are still there as a whole."""
    slates = session.execute(_SLATES, {"since": since, "until": until, "most": most}).all()
    found = []
    for start in range(0, len(slates), BATCH):
        found += _pages(session, slates[start : start + BATCH], since)
    return found


def _pages(session: Session, slates: Sequence[Logged], since: datetime) -> list[Page]:
    asked = {"requests": [slate.request_id for slate in slates], "since": since}
    shown: dict[UUID, list[Logged]] = {}
    for row in session.execute(_SHOWN, asked):
        shown.setdefault(row.request_id, []).append(row)
    videos = columns_of(session, sorted({video_id for slate in slates for video_id in slate.video_ids}))
    made = (_page(slate, shown.get(slate.request_id, []), videos) for slate in slates)
    return [page for page in made if page]


def _page(slate: Logged, shown: list[Logged], videos: NDArray[np.void]) -> Page | None:
    ids = np.array(slate.video_ids, np.int64)
    kept = np.flatnonzero(np.isin(ids, videos["id"]))
    place = {int(video_id): number for number, video_id in enumerate(ids[kept])}
    if not shown or any(row.video_id not in place for row in shown):
        return None
    features = np.frombuffer(slate.features, "<f2").astype(np.float32).reshape(len(ids), -1)
    return Page(
        request_id=slate.request_id,
        videos=videos[np.searchsorted(videos["id"], ids[kept])],
        features=features[kept],
        scores=np.frombuffer(slate.scores, "<f4").astype(np.float64)[kept],
        temperature=slate.temperature,
        places=np.array([place[row.video_id] for row in shown]),
        propensities=np.array([row.propensity for row in shown]),
        explored=np.array([row.reason == "exploration" for row in shown]),
        rewards=np.array([_rewards(row) for row in shown], dtype=np.float64),
        watched=np.array([row.watched_ms is not None for row in shown]),
    )


def _rewards(row: Logged) -> tuple[float, ...]:
    """In the order of `REWARDS`; what was handed out and not watched earned nothing."""
    ms, completion = row.watched_ms or 0, row.completion or 0.0
    long = bool(is_long(np.array(ms), np.array(completion)))
    return float(long), float(completion >= TO_THE_END), float(row.liked), min(ms / 1000, MOST_SECONDS)


_SLATES = text("""
SELECT request_id, video_ids, features, scores, temperature FROM slates
WHERE created_at BETWEEN :since AND :until AND temperature > 0 AND length(features) > 0
ORDER BY created_at DESC LIMIT :most
""")
_SHOWN = text("""
SELECT i.request_id, i.video_id, i.propensity, i.reason, w.watched_ms, w.completion,
       EXISTS (SELECT FROM likes l WHERE l.user_id = i.user_id AND l.video_id = i.video_id
               AND l.created_at >= i.created_at) AS liked
FROM impressions i CROSS JOIN LATERAL (
    SELECT max(w.watch_duration_ms) AS watched_ms, max(w.completion_rate) AS completion
    FROM watch_history w
    WHERE w.viewer_key = i.viewer_key AND w.video_id = i.video_id
      AND w.created_at BETWEEN i.created_at - interval '1 minute' AND i.created_at + interval '1 day'
) w
WHERE i.request_id = ANY(:requests) AND i.created_at >= :since
ORDER BY i.request_id, i.position
""")
