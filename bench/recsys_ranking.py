"""Task B of the recommender's bench: orders real impressions with the ranker and the features as served.

What the served system reads from PostgreSQL is here made from the frames that the protocol hands over.
So that no outcome hides in the inputs that are to foresee it, viewers are dealt into folds, and the counts
and vectors that a viewer's watches are described by come from the viewers of the other folds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.recsys import features, heat
from app.recsys.columns import MOST_TAGS, VIDEO, tag_key
from app.recsys.crowd import Crowd, crowd_of, fair, known_before
from app.recsys.features import Moment
from app.recsys.interactions import Catalogue, Interactions, evidence
from app.recsys.outcomes import OUTCOME, labels
from app.recsys.profile import LENGTHS
from app.recsys.ranker import Ranker, score
from app.recsys.space import Space

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
FOLDS = 2
# A viewer's vector is looked up once a page.
PAGE = 8
TOGETHER = 20_000
# Kuaishou's tabs by how much is watched in them; ours are named otherwise.
SURFACE_OF_TAB = {1: 0, 0: 1, 4: 2, 2: 3, 6: 4, 8: 5, 5: 6, 12: 7}
OTHER = 8
# Where no share watched was ever written down: after a long view, and after none.
SEEN_LONG, SEEN_SHORT, FIRMLY = 0.9, 0.15, 20.0
COLD = -1e4


@dataclass(frozen=True, slots=True)
class Watches:
    """Of all viewers, in the order of viewer and time; `place` is the video's in the catalogue."""

    viewers: Ints
    place: Ints
    outcomes: NDArray[np.void]
    fair: NDArray[np.float64]
    measured: NDArray[np.bool_]
    moment: Moment
    evidence: Floats

    def __len__(self) -> int:
        return len(self.viewers)

    def only(self, rows: Ints) -> "Watches":
        return Watches(
            viewers=self.viewers[rows],
            place=self.place[rows],
            outcomes=self.outcomes[rows],
            fair=self.fair[rows],
            measured=self.measured[rows],
            moment=_at(self.moment, rows),
            evidence=self.evidence[rows],
        )


class Ranking:
    def fit(self, train: Any, items: Any) -> None:
        self.items = items.sort_values("item")
        self.ids = self.items["item"].to_numpy()
        watches = self._watches(train[train["exposed"]].sort_values(["user", "order"], kind="stable"))
        everything = _interactions(train)
        fold = np.random.default_rng(1).integers(0, FOLDS, int(train["user"].max()) + 1)
        learned = [self._examples(watches, everything, fold, number) for number in range(FOLDS)]
        self.ranker = Ranker.fit(*(np.concatenate(part) for part in zip(*learned, strict=True)), seed=0)
        self._remember(watches, everything)

    def score(self, users: Ints, items: Ints, ctx: Any) -> NDArray[np.float64]:
        place, moment = np.searchsorted(self.ids, items), _moment(ctx)
        found = [
            score(self.ranker.predict(self._features(users, place, moment, rows)))
            for rows in _slices(len(users), 1_000)
        ]
        return np.concatenate(found)

    def _features(self, users: Ints, place: Ints, moment: Moment, rows: slice) -> Floats:
        videos = self.videos[place[rows]]
        return features.rows(self.crowd.known(users[rows], videos), videos, _at(moment, rows))

    def _remember(self, watches: Watches, everything: Interactions) -> None:
        """The state after training, as it is kept in PostgreSQL and Valkey."""
        space = Space.fit(everything, self._catalogue(), seed=0)
        self.videos = self._videos(watches, space)
        self.crowd = self._crowd(watches, space)

    def _crowd(self, watches: Watches, space: Space) -> Crowd:
        tastes = np.stack(
            [
                space.fold_in(space.inputs[watches.place[rows]], watches.evidence[rows])
                for rows in _runs(watches.viewers)
            ]
        )
        return crowd_of(
            watches.viewers,
            self.videos[watches.place],
            watches.outcomes,
            tastes=tastes,
            stranger=space.folding.start,
        )

    def _examples(
        self, watches: Watches, everything: Interactions, fold: Ints, number: int
    ) -> tuple[Floats, Floats]:
        """Features and labels of one fold, described by the others."""
        others = fold[everything.viewers] != number
        space = Space.fit(everything.only(others), self._catalogue(), seed=number)
        mine = fold[watches.viewers] == number
        videos = self._videos(watches, space, counted=~mine)
        at = watches.outcomes["at"]
        hot = _heat(watches.place[~mine], at[~mine], watches.place, at)
        taught = [
            _described(watches.only(rows), videos, space, heats=hot[rows])
            for rows in _chunks(watches.viewers, mine)
        ]
        return np.concatenate([one for one, _ in taught]), np.concatenate([two for _, two in taught])

    def _catalogue(self) -> Catalogue:
        tags = np.zeros((len(self.items), MOST_TAGS), np.int64)
        for row, names in enumerate(self.items["tags"]):
            tags[row, : len(names[:MOST_TAGS])] = [tag_key(name) for name in names[:MOST_TAGS]]
        return Catalogue(
            ids=self.ids,
            creators=self.items["author"].to_numpy(np.int64) + 1,
            sounds=self.items["sound"].to_numpy(np.int64),
            tags=tags,
            seconds=(self.items["dur_ms"].to_numpy() / 1000).astype(np.float32),
            published=self.items["upload_ts"].to_numpy(np.float64) / 1000,
        )

    def _videos(
        self, watches: Watches, space: Space, *, counted: NDArray[np.bool_] | slice = slice(None)
    ) -> NDArray[np.void]:
        known, videos = self._catalogue(), np.zeros(len(self.ids), VIDEO)
        videos["id"], videos["creator"], videos["sound"] = known.ids, known.creators, known.sounds
        videos["tags"], videos["seconds"], videos["published"] = known.tags, known.seconds, known.published
        videos["vector"] = space.vectors
        place, outcomes = watches.place[counted], watches.outcomes[counted]
        sums = {"watches": None, "long": watches.fair[counted], "likes": outcomes["liked"]}
        for name, each in sums.items():
            videos[name] = np.bincount(place, each, len(videos))
        videos["completions"] = videos["watches"] * _completion(
            place, outcomes, watches.measured[counted], videos
        )
        creators = np.unique(known.creators, return_inverse=True)[1]
        for name in ("watches", "long", "completions"):
            videos[f"creator_{name}"] = np.bincount(creators, videos[name])[creators]
        everywhere = np.arange(len(videos)), np.full(len(videos), np.inf)
        videos["heat"] = _heat(place, outcomes["at"], *everywhere)
        return videos

    def _watches(self, frame: Any) -> Watches:
        measured = frame["play_ms"].notna().to_numpy() & (frame["dur_ms"].to_numpy() > 0)
        outcomes = np.zeros(len(frame), OUTCOME)
        outcomes["at"] = frame["ts"].to_numpy() / 1000
        outcomes["long"], outcomes["liked"] = frame["long"].to_numpy() > 0, frame["like"].to_numpy() > 0
        usual = np.where(outcomes["long"], SEEN_LONG, SEEN_SHORT)
        place = np.searchsorted(self.ids, frame["item"].to_numpy())
        seconds = self.items["dur_ms"].to_numpy()[place] / 1000
        outcomes["completion"] = np.where(measured, frame["completion"].to_numpy(), usual)
        _fill(outcomes, measured, np.digitize(seconds, LENGTHS))
        outcomes["watched_ms"] = frame["play_ms"].fillna(0).clip(0, 600_000).to_numpy()
        return Watches(
            frame["user"].to_numpy(),
            place,
            outcomes,
            fair(frame["user"].to_numpy(), outcomes["long"]),
            measured,
            _moment(frame),
            evidence(_interactions(frame)),
        )


def _fill(outcomes: NDArray[np.void], measured: NDArray[np.bool_], length: Ints) -> None:
    """Where no share watched was written down, the mean share of such watches of such lengths."""
    kind = length * 2 + outcomes["long"]
    if measured.any():
        count = np.bincount(kind[measured], minlength=kind.max() + 1)
        total = np.bincount(kind[measured], outcomes["completion"][measured], kind.max() + 1)
        usual = (total + np.tile([SEEN_SHORT, SEEN_LONG], len(count) // 2 + 1)[: len(count)]) / (count + 1)
        outcomes["completion"] = np.where(measured, outcomes["completion"], usual[kind])


def _completion(
    place: Ints, outcomes: NDArray[np.void], measured: NDArray[np.bool_], videos: NDArray[np.void]
) -> NDArray[np.float64]:
    """The mean share watched of each video: as measured, or as filled in where that is little."""
    filled = np.bincount(place, outcomes["completion"], len(videos)) / np.maximum(videos["watches"], 1)
    count = np.bincount(place[measured], minlength=len(videos))
    total = np.bincount(place[measured], outcomes["completion"][measured], len(videos))
    return np.asarray((total + FIRMLY * filled) / (count + FIRMLY))


def _heat(
    place: Ints, at: NDArray[np.float64], wanted: Ints, until: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The heat of the videos `wanted`, each `until` a moment, by watches of videos at places and times."""
    order = np.lexsort((at, place))
    height = (at[order] - heat.ORIGIN) / heat.HALF_LIFE_SECONDS
    sums = np.r_[0.0, np.cumsum(np.exp2(height - height.max()))]
    last = np.searchsorted(_key(place[order], at[order]), _key(wanted, until))
    warmth = sums[last] - sums[np.searchsorted(place[order], wanted)]
    return np.where(warmth > 0, np.log2(np.maximum(warmth, 1e-30)) + height.max(), COLD)


def _key(place: Ints, at: NDArray[np.float64]) -> NDArray[np.float64]:
    """One number to sort by, first by place and then by time."""
    return np.asarray(place * 1e11 + np.clip(at, 0, 1e10))


def _described(
    watches: Watches, videos: NDArray[np.void], space: Space, *, heats: NDArray[np.float64]
) -> tuple[Floats, Floats]:
    seen = videos[watches.place]
    seen["heat"] = heats
    tastes = np.einsum("ij,ij->i", seen["vector"], _tastes_before(watches, space))
    known = known_before(watches.viewers, seen, watches.outcomes, tastes=tastes)
    wanted = labels(watches.outcomes)
    unmeasured = ~watches.measured[:, None] & np.isin(np.arange(wanted.shape[1]), (1, 2, 6))
    wanted[:, 4] = np.nan
    return features.rows(known, seen, watches.moment), np.where(unmeasured, np.nan, wanted)


def _tastes_before(watches: Watches, space: Space) -> Floats:
    """[n, 128]: the vector of each row's viewer as of the last page before."""
    found = np.empty((len(watches), space.vectors.shape[1]), np.float32)
    inputs = space.inputs[watches.place]
    for run in _runs(watches.viewers):
        for start in range(run.start, run.stop, PAGE):
            past = slice(run.start, start)
            found[start : min(start + PAGE, run.stop)] = space.fold_in(inputs[past], watches.evidence[past])
    return found


def _moment(frame: Any) -> Moment:
    hour = frame["hourmin"].to_numpy(np.float64) // 100
    surface = frame["tab"].map(SURFACE_OF_TAB).fillna(OTHER).to_numpy(np.int64)
    surface[frame["tab"].isna()] = 0
    return Moment(frame["ts"].to_numpy(np.float64) / 1000, hour, surface)


def _at(moment: Moment, rows: Ints | slice) -> Moment:
    return Moment(*(np.asarray(part)[rows] for part in (moment.now, moment.hour, moment.surface)))


def _interactions(frame: Any) -> Interactions:
    count = len(frame)
    return Interactions(
        viewers=frame["user"].to_numpy(np.int64),
        videos=frame["item"].to_numpy(np.int64),
        long=frame["long"].to_numpy() > 0,
        liked=frame["like"].to_numpy() > 0,
        completion=np.full(count, np.nan, np.float32),
        watched_ms=frame["play_ms"].to_numpy(np.float32),
        duration_ms=frame["dur_ms"].to_numpy(np.float32),
        at=frame["ts"].to_numpy(np.float64) / 1000,
        exposed=frame["exposed"].to_numpy(bool),
    )


def _slices(count: int, size: int) -> Iterator[slice]:
    return (slice(start, start + size) for start in range(0, count, size))


def _runs(viewers: Ints) -> list[slice]:
    begins = np.flatnonzero(np.r_[True, viewers[1:] != viewers[:-1]])
    return [slice(int(a), int(b)) for a, b in zip(begins, [*begins[1:], len(viewers)], strict=True)]


def _chunks(viewers: Ints, wanted: NDArray[np.bool_]) -> Iterator[NDArray[np.int64]]:
    """Rows of the wanted viewers, whole viewers together."""
    rows = np.flatnonzero(wanted)
    begins = np.flatnonzero(np.r_[True, viewers[rows][1:] != viewers[rows][:-1]])
    cuts = begins[np.searchsorted(begins, np.arange(TOGETHER, len(rows), TOGETHER)).clip(0, len(begins) - 1)]
    return (part for part in np.split(rows, np.unique(cuts)) if len(part))
