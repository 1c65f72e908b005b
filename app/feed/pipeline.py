"""The pipeline and its recipes: For You, the same for newcomers, Following and Friends.

query → sources → filters → scorers → selector; the side effects are the service's.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from app.feed import filters, gathering, newcomers, ranking, sources
from app.feed.candidates import CODE, Candidates, Ids, Named, Query, Scores, no_candidates
from app.feed.filters import EarlyFilter, Filter
from app.feed.lately import Lately
from app.feed.ranking import Drops, Rank, Ranked
from app.feed.selector import Choice, Lottery, choose, lottery_of
from app.feed.shelf import shelf
from app.feed.showable import showable
from app.feed.sources import Source
from app.recsys.columns import VIDEO
from app.telemetry import PHASE
from app.videos.columns import columns_of


@dataclass(frozen=True, slots=True)
class Slate:
    """What a page was drawn from, the best first: enough to ask later what another model had chosen."""

    ids: Ids
    features: NDArray[np.float32]
    scores: Scores
    temperature: float
    model_id: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """The page, a row for each place; and what was kept from it, with the reason."""

    chosen: Candidates
    scores: Scores
    choice: Choice
    reasons: list[Drops]
    features: NDArray[np.float32]
    slate: Slate
    dropped: dict[str, Ids] = field(default_factory=dict)
    trouble: str | None = None
    keep: bytes | None = None


@dataclass(frozen=True, slots=True)
class Pipeline:
    sources: tuple[Source, ...]
    early: tuple[EarlyFilter, ...]
    filters: tuple[Filter, ...]
    rank: Rank
    by_lot: bool = False
    # The share of places for exploring where it is not the viewer's to say.
    explore: float | None = None
    keeps: bool = True
    # Asked in order, and only for what is still missing; the last may bring what was watched already.
    reserves: tuple[Source, ...] = ()

    def page(self, query: Query, *, size: int, start: int = 0, kept: bytes | None = None) -> Found:
        dropped: dict[str, Ids] = {}
        with PHASE.labels("sources").time():
            gathered = gathering.gather(query, self.sources, kept=kept if self.keeps else None)
            named = gathering.first_of_each(self._early(query, gathered.named, dropped))
        with PHASE.labels("features").time():
            candidates = self._late(query, named, dropped)
        found = self._present(query, candidates, dropped, size=size, start=start)
        for reserve in self.reserves:
            if len(found.chosen) < size:
                found = self._filled(query, reserve, found, size=size)
        return replace(found, dropped=dropped, keep=gathered.keep if self.keeps else None)

    def _early(self, query: Query, named: Named, dropped: dict[str, Ids]) -> Named:
        for one in self.early:
            refused = one.refused(query, named)
            dropped[one.reason] = named.ids[refused]
            named = named.where(~refused)
        return named

    def _late(self, query: Query, named: Named, dropped: dict[str, Ids]) -> Candidates:
        found = read(query, named)
        dropped["not visible"] = np.setdiff1d(named.ids, found.ids)
        for one in self.filters:
            refused = one.refused(query, found)
            dropped[one.reason] = found.ids[refused]
            found = found.where(~refused)
        return found

    def _present(
        self, query: Query, candidates: Candidates, dropped: dict[str, Ids], *, size: int, start: int
    ) -> Found:
        """A page of what may be shown right now: all are asked for only when one of it may not."""
        found = self._served(query, candidates, size=size, start=start)
        if _are_all_showable(query, found.chosen):
            return found
        there = np.isin(candidates.ids, showable(query.session, query.viewer, candidates.ids))
        dropped["gone a moment ago"] = candidates.ids[~there]
        return self._served(query, candidates.where(there), size=size, start=start)

    def _served(self, query: Query, found: Candidates, *, size: int, start: int) -> Found:
        with PHASE.labels("rank").time():
            ranked = ranking.safely(query, found, self.rank)
        with PHASE.labels("select").time():
            lottery = self._lottery(query)
            choice = choose(found, ranked.scores, size=size, start=start, lottery=lottery)
            best = _drawn_from(ranked.scores, choice)
            return Found(
                chosen=found.where(np.array(choice.places, np.int64)),
                scores=ranked.scores[choice.places],
                choice=choice,
                reasons=ranked.reasons(choice.places),
                features=ranked.features[choice.places],
                slate=_slate(found, ranked, best, lottery),
                trouble=ranked.trouble,
            )

    def _lottery(self, query: Query) -> Lottery:
        lottery = lottery_of(query.steering.explore) if self.by_lot else Lottery()
        return lottery if self.explore is None else replace(lottery, explore=self.explore)

    def _filled(self, query: Query, reserve: Source, found: Found, *, size: int) -> Found:
        """More of a reserve; of the last one, the point is that it was watched already."""
        passed = replace(query, served=np.concatenate([query.served, found.chosen.ids]))
        brought = gathering.gather(passed, (reserve,)).named
        if reserve.name == "again":
            passed = replace(passed, seen=passed.seen[:0])
        brought = self._early(passed, brought, {})
        more = self._late(passed, brought, {})
        more = more.where(np.isin(more.ids, showable(query.session, query.viewer, more.ids)))
        return _and(found, more.where(slice(0, size - len(found.chosen))))


def read(query: Query, named: Named) -> Candidates:
    """The columns of those that are public, in the same order; of the hottest as they were a minute ago."""
    if not len(named):
        return no_candidates()
    hot, on_it = shelf(query.session).known(named.ids)
    others = _others(query, named.ids[~on_it], is_large=bool(len(hot)))
    videos = np.concatenate([hot, others, _for_followers(query, named, hot, others)])
    place = np.argsort(named.ids, kind="stable")
    where = place[np.searchsorted(named.ids, videos["id"], sorter=place)]
    order = np.argsort(where)
    return Candidates(videos[order], named.sources[where[order]])


def _others(query: Query, ids: Ids, *, is_large: bool) -> NDArray[np.void]:
    """A small house is always read as it stands."""
    if not is_large:
        return columns_of(query.session, ids, public=True)
    kept, known = LATELY.known(ids)
    fresh = columns_of(query.session, ids[~known], public=True)
    LATELY.keep(fresh)
    return np.concatenate([kept, fresh])


def _for_followers(query: Query, named: Named, *known: NDArray[np.void]) -> NDArray[np.void]:
    """Columns of what is not public, of people whom the viewer follows or followed."""
    theirs = named.ids[np.isin(named.sources, OF_FOLLOWED)]
    missing = np.setdiff1d(theirs, np.concatenate([rows["id"] for rows in known]))
    return columns_of(query.session, missing) if len(missing) else np.empty(0, VIDEO)


def _are_all_showable(query: Query, chosen: Candidates) -> bool:
    return not len(chosen) or len(showable(query.session, query.viewer, chosen.ids)) == len(chosen)


SLATE = 64
LATELY = Lately()
OF_FOLLOWED = (CODE["followed"], CODE["again"])


def _slate(found: Candidates, ranked: Ranked, best: Ids, lottery: Lottery) -> Slate:
    return Slate(
        ids=found.ids[best],
        features=ranked.features[best],
        scores=ranked.scores[best],
        temperature=lottery.temperature,
        model_id=ranked.model_id,
    )


def _drawn_from(scores: Scores, choice: Choice) -> Ids:
    """The best, and whatever else was shown."""
    best = np.argsort(-scores, kind="stable")[:SLATE]
    others = [place for place in choice.places if place not in set(best.tolist())]
    return np.concatenate([best, np.array(others, np.int64)])


def _and(found: Found, more: Candidates) -> Found:
    """Unranked ones behind the others, each for certain where it stands."""
    count = len(more)
    choice = Choice(
        [*found.choice.places, *range(-count, 0)],
        [*found.choice.propensities, *[1.0] * count],
        [*found.choice.explored, *[False] * count],
    )
    chosen = Candidates(
        np.concatenate([found.chosen.videos, more.videos]),
        np.concatenate([found.chosen.sources, more.sources]),
    )
    return replace(
        found,
        chosen=chosen,
        scores=np.concatenate([found.scores, np.zeros(count)]),
        choice=choice,
        reasons=[*found.reasons, *[[] for _ in range(count)]],
        features=np.concatenate([found.features, np.zeros((count, found.features.shape[1]), np.float32)]),
    )


WATCHED = EarlyFilter("watched already", filters.already_watched)
EARLY = (
    EarlyFilter("shown a moment ago", filters.already_served),
    EarlyFilter("marked as not interesting", filters.not_interesting),
)
HIDDEN = (
    Filter("one's own", filters.own),
    Filter("creator blocked or muted", filters.hidden_creator),
    Filter("sound muted", filters.muted_sound),
    Filter("word muted, or topic not wanted", filters.muted_word),
    Filter("new, of what was turned away", filters.turned_away_newcomer),
)

FOR_YOU = Pipeline(
    sources=(
        Source("followed", 200, sources.followed),
        Source("exploration", 100, sources.exploration),
        Source("hashtags", 300, sources.hashtags),
        Source("sounds", 200, sources.sounds),
        Source("nearest", 300, sources.nearest),
        Source("trending", 300, sources.trending),
    ),
    early=(WATCHED, *EARLY),
    filters=HIDDEN,
    rank=ranking.by_taste,
    by_lot=True,
    reserves=(Source("unwatched", 300, sources.anything), Source("again", 300, sources.watched_again)),
)

# For who has watched nothing yet: popular among the like, and now and then something else.
NEWCOMER = Pipeline(
    sources=(
        Source("followed", 200, sources.followed),
        Source("exploration", 5, sources.exploration),
        Source("popular", 300, newcomers.popular),
        Source("diverse", 100, newcomers.diverse),
    ),
    early=(WATCHED, *EARLY),
    filters=HIDDEN,
    rank=newcomers.by_likeness,
    by_lot=True,
    explore=newcomers.DIVERSE_SHARE,
    keeps=False,
    reserves=FOR_YOU.reserves,
)

FOLLOWING = Pipeline(
    sources=(Source("followed", 200, sources.following),),
    early=(WATCHED, *EARLY),
    filters=HIDDEN,
    rank=ranking.by_age,
    keeps=False,
)

# Of those one follows, who follow back.
FRIENDS = replace(FOLLOWING, sources=(Source("followed", 200, sources.friends),))
