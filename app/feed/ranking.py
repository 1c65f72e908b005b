"""Scores for all candidates in one call, and what each score is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from app.feed import scorers
from app.feed.candidates import CODE, Candidates, Query, Scores
from app.feed.steering_rules import lifted
from app.learning import models
from app.learning.files import Model
from app.recsys.features import Moment, build
from app.recsys.ranker import score
from app.recsys.reasons import reasons as reasons_of
from app.resilience import Breaker
from app.telemetry import FALLBACKS, log

RANKING = Breaker("ranking")

Drops = list[tuple[str, float]]


class Reasons(Protocol):
    """For rows of features: (group, how much the score would drop without it), the largest drop first."""

    def __call__(self, places: Sequence[int]) -> list[Drops]: ...


@dataclass(frozen=True, slots=True)
class Ranked:
    """`scores` have mean 0 and deviation 1 before steering; `features` [n, F] are what they were made of."""

    scores: Scores
    features: NDArray[np.float32]
    reasons: Reasons
    model_id: int | None = None
    trouble: str | None = None


def by_taste(query: Query, found: Candidates) -> Ranked:
    """The model; while there is none, the formula."""
    model = models.active()
    trouble = "model" if models.trouble() else None
    if model is None or query.taste is None:
        return by_formula(query, found, trouble=trouble)
    return by_model(model, query, found, trouble=trouble)


def by_model(model: Model, query: Query, found: Candidates, *, trouble: str | None = None) -> Ranked:
    """What is foreseen of each, in one call. Where and at what hour it is watched is left open."""
    assert query.taste is not None  # noqa: S101 - asked for by the caller
    moment = Moment(now=query.now.timestamp())
    followed = found.sources == CODE["followed"]
    features = build(query.taste.profile, found.videos, moment, taste=query.taste.vector, followed=followed)

    def reasons(places: Sequence[int]) -> list[Drops]:
        return reasons_of(model.ranker, features[list(places)])

    scores = lifted(query.steering, found.videos, standard(score(model.ranker.predict(features))))
    return Ranked(scores, features, reasons, model_id=model.id, trouble=trouble)


def by_formula(query: Query, found: Candidates, *, trouble: str | None = None) -> Ranked:
    parts = scorers.parts(query, found)

    def reasons(places: Sequence[int]) -> list[Drops]:
        return [_sorted(zip(scorers.PARTS, parts[place].tolist(), strict=True)) for place in places]

    scores = lifted(query.steering, found.videos, standard(parts.sum(axis=1)))
    return Ranked(scores, parts.astype(np.float32), reasons, trouble=trouble)


def by_age(_query: Query, found: Candidates) -> Ranked:
    """The newest first, for those one follows."""
    newest = np.argsort(np.argsort(found.videos["published"], kind="stable"), kind="stable")
    return _plain(newest.astype(float))


def _plain(scores: Scores) -> Ranked:
    """Made of nothing that could be explained."""
    features = np.zeros((len(scores), 0), np.float32)
    return Ranked(scores, features, _unexplained)


def _unexplained(places: Sequence[int]) -> list[Drops]:
    return [[] for _ in places]


def safely(query: Query, found: Candidates, rank: "Rank") -> Ranked:
    """`rank`; when it fails the formula, which needs nothing but what is here. No page is lost."""
    try:
        with RANKING.guard():
            return rank(query, found)
    except Exception as error:
        FALLBACKS.labels(type(error).__name__).inc()
        log().error("ranking_failed", error=f"{type(error).__name__}: {error}")
        return by_formula(query, found, trouble="ranking")


class Rank(Protocol):
    def __call__(self, query: Query, found: Candidates, /) -> Ranked: ...


def standard(scores: Scores) -> Scores:
    """With mean 0 and deviation 1, so that one temperature fits every scorer."""
    deviation = scores.std() if len(scores) else 0.0
    return (scores - scores.mean()) / deviation if deviation > 1e-12 else np.zeros(len(scores))


def _sorted(drops: "zip[tuple[str, float]]") -> Drops:
    return sorted(drops, key=lambda drop: -drop[1])
