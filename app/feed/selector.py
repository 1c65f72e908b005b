"""Which of the ranked candidates make the page: apart from each other, by lot, with known chances.

A place is drawn from the best that fit there with chances that fall off steeply (a softmax), so what was
shown can later be weighed by how likely it was. Plackett–Luce; Joachims et al., "Recommendations as
Treatments", 2021.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.feed.candidates import EXPLORING, Candidates, Ids, Mask, Scores

# The same creator or sound waits this many places; of a topic, no three stand in a row.
APART, TOPIC_RUN = 3, 2
# Each place is drawn from so many, or from the first of the pool of new videos.
CONTENDERS, NEWCOMERS = 50, 10


@dataclass(frozen=True, slots=True)
class Lottery:
    """`temperature` in standard deviations of the scores, 0: the best always; `explore`: share of places."""

    temperature: float = 0.0
    explore: float = 0.0
    random: np.random.Generator = field(default_factory=np.random.default_rng)


def lottery_of(explore: float) -> Lottery:
    """From the viewer's dial: at 0 familiar things, a new video in ten; at 1 hardly predictable."""
    return Lottery(temperature=0.05 + 0.35 * explore, explore=0.1 + explore / 3)


@dataclass(frozen=True, slots=True)
class Choice:
    """Places in the candidates, in the page's order; how likely each was where it stands; which explore."""

    places: list[int] = field(default_factory=list)
    propensities: list[float] = field(default_factory=list)
    explored: list[bool] = field(default_factory=list)


def choose(found: Candidates, scores: Scores, *, size: int, start: int, lottery: Lottery) -> Choice:
    """A page of `size` whose first place is the scroll's place number `start`."""
    drawing = _Drawing(found, scores, lottery)
    for place in range(start, start + min(size, len(found))):
        drawing.draw(explore=_explores(place, lottery.explore))
    return drawing.choice


def chances(
    found: Candidates, scores: Scores, places: Sequence[int], *, lottery: Lottery
) -> NDArray[np.float64]:
    """How likely each of `places` would have been drawn where it stands, those before it being given."""
    drawing = _Drawing(found, scores, lottery)
    for place in places:
        drawing.put(place)
    return np.array(drawing.choice.propensities)


def _explores(place: int, share: float) -> bool:
    """Spread evenly: with a share of 1/5 the places 4, 9, 14…"""
    return int((place + 1) * share + 1e-9) > int(place * share + 1e-9)


class _Drawing:
    """A page while it is being drawn; candidates stand in the order of their scores here."""

    def __init__(self, found: Candidates, scores: Scores, lottery: Lottery) -> None:
        self.order = np.argsort(-scores, kind="stable")
        videos, order = found.videos, self.order
        self.creators, self.sounds = videos["creator"][order], videos["sound"][order]
        self.topics = videos["tags"][:, 0][order]
        self.scores, self.lottery = scores[self.order], lottery
        self.waiting = np.ones(len(scores), bool)
        new = np.flatnonzero(np.isin(found.sources, EXPLORING))
        self.newcomers = np.argsort(self.order)[new]  # in the order they were brought
        self.drawn: list[int] = []
        self.choice = Choice()

    def draw(self, *, explore: bool) -> None:
        fits = self._fitting()
        new = self.newcomers[fits[self.newcomers]][:NEWCOMERS] if explore else self.newcomers[:0]
        contenders = new if len(new) else np.flatnonzero(fits)[:CONTENDERS]
        chances = self._chances(contenders, even=bool(len(new)))
        which = int(self.lottery.random.choice(len(contenders), p=chances))
        self._take(int(contenders[which]), float(chances[which]), explored=bool(len(new)))

    def put(self, place: int) -> None:
        """Draw this one, whatever its chance was."""
        number = int(np.flatnonzero(self.order == place)[0])
        contenders = np.flatnonzero(self._fitting())[:CONTENDERS]
        chance = self._chances(contenders, even=False)[contenders == number].sum()
        self._take(number, float(chance), explored=False)

    def _fitting(self) -> Mask:
        """Those that wait and are not too like the last ones, as far as there are any."""
        apart = self.waiting & ~self._near()
        varied = apart & ~self._run_of_topic()
        return varied if varied.any() else apart if apart.any() else self.waiting

    def _near(self) -> Mask:
        near = np.zeros(len(self.scores), bool)
        for number in self.drawn[-APART:]:
            near |= self.creators == self.creators[number]
            if self.sounds[number]:
                near |= self.sounds == self.sounds[number]
        return near

    def _run_of_topic(self) -> Mask:
        recent = self.topics[self.drawn[-TOPIC_RUN:]]
        is_run = len(recent) == TOPIC_RUN and recent[0] != 0 and (recent == recent[0]).all()
        return self.topics == recent[0] if is_run else np.zeros(len(self.topics), bool)

    def _chances(self, contenders: Ids, *, even: bool) -> NDArray[np.float64]:
        if even:
            return np.full(len(contenders), 1 / len(contenders))
        if self.lottery.temperature <= 0:
            return np.eye(1, len(contenders)).ravel()
        lifts = (self.scores[contenders] - self.scores[contenders].max()) / self.lottery.temperature
        weights = np.exp(lifts)
        return np.asarray(weights / weights.sum())

    def _take(self, number: int, chance: float, *, explored: bool) -> None:
        self.drawn.append(number)
        self.waiting[number] = False
        self.choice.places.append(int(self.order[number]))
        self.choice.propensities.append(chance)
        self.choice.explored.append(explored)
