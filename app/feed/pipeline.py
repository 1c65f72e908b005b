"""The pipeline and its two recipes: For You, and Following.

query → sources → filters → scorers → selector; the side effects are the service's.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from app.feed import filters, scorers, sources
from app.feed.candidates import Candidate, Query
from app.feed.scorers import Scores
from app.feed.sources import Source
from app.resilience import Breaker
from app.telemetry import CANDIDATES, FALLBACKS, log

Filter = Callable[[Query, Candidate], str | None]
Scorer = Callable[[Query, Sequence[Candidate]], Scores]

RANKING = Breaker("ranking")

# Every so many places one goes to a new video that needs its first viewers.
EXPLORE_EVERY = 5
# The same creator or sound waits this many places; an own topic less.
APART = 3


@dataclass(frozen=True, slots=True)
class Found:
    """The page, and what was kept from it with the reason."""

    chosen: list[Candidate]
    dropped: dict[int, str] = field(default_factory=dict)
    ranked: bool = True


@dataclass(frozen=True, slots=True)
class Pipeline:
    sources: tuple[Source, ...]
    filters: tuple[Filter, ...]
    scorers: tuple[tuple[float, Scorer], ...]  # weight, scorer
    # Asked in order, and only for what is still missing.
    reserves: tuple[Source, ...] = ()

    def page(self, query: Query, *, size: int) -> Found:
        kept, dropped = self._gather(query, self.sources)
        best, ranked = self._ranked(query, kept)
        chosen = select(best, size=size)
        for reserve in self.reserves:
            if len(chosen) < size:
                chosen += self._fill(query, reserve, chosen, size=size)
        return Found(chosen, dropped, ranked)

    def _gather(self, query: Query, asked: Sequence[Source]) -> tuple[list[Candidate], dict[int, str]]:
        """Every video once, by the first source that names it; dropped ones with the reason."""
        found: dict[int, Candidate] = {}
        for source in asked:
            brought = source.candidates(query)
            CANDIDATES.labels(source.name).inc(len(brought))
            for candidate in brought:
                found.setdefault(candidate.video_id, candidate)
        reasons = {c.video_id: self._refusal(query, c) for c in found.values()}
        kept = [c for c in found.values() if not reasons[c.video_id]]
        return kept, {video_id: reason for video_id, reason in reasons.items() if reason}

    def _refusal(self, query: Query, candidate: Candidate) -> str | None:
        return next((reason for refuse in self.filters if (reason := refuse(query, candidate))), None)

    def _ranked(self, query: Query, kept: list[Candidate]) -> tuple[list[Candidate], bool]:
        """Best first; when ranking fails, as the sources brought them. No page is lost."""
        try:
            with RANKING.guard():
                return self._score(query, kept), True
        except Exception as error:
            FALLBACKS.labels(type(error).__name__).inc()
            log().error("ranking_failed", error=str(error))
            return kept, False

    def _score(self, query: Query, kept: list[Candidate]) -> list[Candidate]:
        totals = np.zeros(len(kept))
        for weight, scorer in self.scorers:
            totals += weight * scorer(query, kept)
        return [kept[i].scored(float(totals[i])) for i in np.argsort(-totals, kind="stable")]

    def _fill(self, query: Query, reserve: Source, chosen: list[Candidate], *, size: int) -> list[Candidate]:
        """More of a reserve, whose very point is to skip the filter on watched videos."""
        seen = query.served | {c.video_id for c in chosen}
        brought = reserve.candidates(replace(query, served=frozenset(seen)))
        harmless = [f for f in self.filters if f is not filters.already_watched]
        kept = [c for c in brought if not any(refuse(query, c) for refuse in harmless)]
        return kept[: size - len(chosen)]


def select(ranked: Sequence[Candidate], *, size: int) -> list[Candidate]:
    """The best first, creators and sounds apart from each other, with places for exploration."""
    waiting = list(ranked)
    chosen: list[Candidate] = []
    while waiting and len(chosen) < size:
        explore = len(chosen) % EXPLORE_EVERY == EXPLORE_EVERY - 1
        pick, propensity = _next(waiting, chosen[-APART:], explore=explore)
        waiting.remove(pick)
        chosen.append(replace(pick, propensity=propensity))
    return chosen


def _next(
    waiting: Sequence[Candidate], recent: Sequence[Candidate], *, explore: bool
) -> tuple[Candidate, float]:
    """The best that is not too like the last ones (when all are, the best), and how likely it was.

    A place for exploration is drawn by lot, so that what is logged of it is true.
    """
    fitting = (c for c in waiting if not _too_like(c, recent))
    if explore and (new := [c for c in waiting if c.source == "exploration" and not _too_like(c, recent)]):
        return random.choice(new), 1 / len(new)  # noqa: S311 - not a secret
    return next(fitting, waiting[0]), 1.0


def _too_like(candidate: Candidate, recent: Sequence[Candidate]) -> bool:
    return any(
        candidate.creator_id == other.creator_id
        or (candidate.sound_id is not None and candidate.sound_id == other.sound_id)
        for other in recent
    )


HIDDEN: tuple[Filter, ...] = (filters.already_served, filters.hidden_creator, filters.not_interesting)

FOR_YOU = Pipeline(
    sources=(
        Source("followed", 200, sources.followed),
        Source("hashtags", 300, sources.hashtags),
        Source("exploration", 100, sources.exploration),
        Source("trending", 300, sources.trending),
    ),
    filters=(filters.already_watched, *HIDDEN),
    scorers=(
        (1.0, scorers.quality),
        (0.5, scorers.freshness),
        (0.8, scorers.topic_match),
        (1.0, scorers.followed_creator),
    ),
    reserves=(Source("unwatched", 300, sources.anything), Source("again", 300, sources.watched_again)),
)

FOLLOWING = Pipeline(
    sources=(Source("followed", 200, sources.followed),),
    filters=(filters.already_watched, *HIDDEN),
    scorers=((1.0, scorers.freshness),),
)
