"""Learns a model from a lesson, and finds out how well a model foresees its last day. Pure: no database."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.learning.examples import World, examples
from app.learning.judging import Verdict, compared, gauc, log_loss
from app.learning.lessons import Lesson
from app.learning.past import RECENT
from app.learning.placing import Places
from app.learning.spaces import weights
from app.recsys.outcomes import HEADS, is_long
from app.recsys.ranker import Ranker
from app.recsys.space import Space
from app.recsys.tower import Tower

Flags = NDArray[np.bool_]
# The ranker learns from watches that the space it sees has not learned from.
SPACE_SHARE = 0.7
MOST_FOR_TOWER = 30_000
JUDGED_VIEWERS, FIRST = 500, 100
LONG = HEADS.index("long")


@dataclass(frozen=True, slots=True)
class Learned:
    space: Space
    tower: Tower
    ranker: Ranker


def learn(lesson: Lesson, *, seed: int, previous: Space | None) -> Learned:
    """From everything but the last day."""
    at = lesson.watches["at"]
    known = at < lesson.last_day
    earlier = at < np.quantile(at[known], SPACE_SHARE)
    space, tower = _space(lesson, earlier, seed=seed, previous=previous)
    taught = examples(_world(lesson, space, tower), space.folding, known & ~earlier, seed=seed)
    ranker = Ranker.fit(taught.features, taught.outcomes, seed=seed)
    space, tower = _space(lesson, known, seed=seed, previous=space)
    return Learned(space, tower, ranker)


def judge(learned: Learned, lesson: Lesson, *, seed: int = 0) -> Verdict:
    """How well the lesson's last day is foreseen."""
    world = _world(lesson, learned.space, learned.tower)
    asked = examples(world, learned.space.folding, world.watches["at"] >= lesson.last_day, seed=seed)
    truth = asked.outcomes[:, LONG] > 0.5
    chances = learned.ranker.predict(asked.features).long.astype(np.float64)
    usual = np.full(len(truth), _long_share(lesson))
    return Verdict(
        gauc=gauc(asked.viewers, truth, chances),
        loss=log_loss(truth, chances),
        guess=log_loss(truth, usual),
        hits=_hits(world, learned, lesson.last_day, seed=seed),
        watches=len(asked),
        compared=compared(asked.viewers, truth),
    )


def _space(lesson: Lesson, rows: Flags, *, seed: int, previous: Space | None) -> tuple[Space, Tower]:
    space = Space.fit(lesson.interactions.only(rows), lesson.catalogue, seed=seed, previous=previous)
    watched = np.flatnonzero(space.inputs[space.rows(lesson.catalogue.ids)].any(axis=1))
    most = watched[np.argsort(-lesson.videos["watches"][watched], kind="stable")[:MOST_FOR_TOWER]]
    return space, Tower.fit(space, lesson.catalogue.only(most))


def _world(lesson: Lesson, space: Space, tower: Tower) -> World:
    """The lesson with every video where this space has it."""
    videos = lesson.videos.copy()
    videos["vector"], inputs = Places(tower, space.folding, space).of(lesson.catalogue, videos["watches"])
    return World.of(lesson.watches, videos, inputs, served=lesson.served)


def _long_share(lesson: Lesson) -> float:
    earlier = lesson.watches[lesson.watches["at"] < lesson.last_day]
    return float(is_long(earlier["watched_ms"], earlier["completion"]).mean())


def _hits(world: World, learned: Learned, since: float, *, seed: int) -> float:
    """The share of new long views among the first of each viewer's nearest videos."""
    later = world.watches["at"] >= since
    wanted = np.unique(world.watches["viewer"][later & world.outcomes["long"]])
    if len(wanted) > JUDGED_VIEWERS:
        wanted = np.random.default_rng(seed).choice(wanted, JUDGED_VIEWERS, replace=False)
    first = max(1, min(FIRST, len(world.videos) // 4))
    found = [_hits_of(world, learned, later, viewer, first) for viewer in wanted]
    total = sum(count for _, count in found)
    return sum(hit for hit, _ in found) / total if total else 0.0


def _hits_of(world: World, learned: Learned, later: Flags, viewer: int, first: int) -> tuple[int, int]:
    begin, end = np.searchsorted(world.watches["viewer"], [viewer, viewer + 1])
    place, long = world.place[begin:end], world.outcomes["long"][begin:end]
    before, after = ~later[begin:end], later[begin:end]
    met = world.outcomes[begin:end][before][-RECENT:]
    counts = weights(met["long"], met["completion"], liked=met["liked"] | met["shared"])
    vector = learned.space.folding.vector(world.inputs[place[before][-RECENT:]], counts)
    scores = world.videos["vector"] @ vector
    scores[place[before]] = -np.inf
    nearest = np.argpartition(-scores, first - 1)[:first]
    fresh = np.setdiff1d(place[after & long], place[before])
    return int(np.isin(fresh, nearest).sum()), len(fresh)
