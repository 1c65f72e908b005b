"""Makes what the ranker learns from: each watch with what was known just before it.

A viewer's vector and profile come from earlier watches only, and a video's counts are those of the moment,
for a ranker that has seen the outcome in its inputs learns nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.learning.past import RECENT
from app.learning.served import Served, nothing_served
from app.learning.spaces import Folding, weights
from app.recsys import features
from app.recsys.columns import VIDEO
from app.recsys.crowd import fair
from app.recsys.features import Moment
from app.recsys.heat import HALF_LIFE_SECONDS, ORIGIN
from app.recsys.outcomes import is_long, labels, outcomes_of
from app.recsys.profile import profile_of
from app.videos.counts import LIKE_WARMTH

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
# Watches that were chosen from the same knowledge, as those of one page are.
PAGE, PAGE_SECONDS = 10, 1800
MOST_PAGES = 20_000
# What changes about a video while it is watched.
COUNTS = (
    "heat", "watches", "completions", "long", "likes", "shares", "comments",
    "creator_watches", "creator_completions", "creator_long",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Examples:
    """`features` [n, FEATURES], `outcomes` [n, HEADS] and whose they are."""

    features: Floats
    outcomes: Floats
    viewers: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.features)


@dataclass(frozen=True, slots=True)
class World:
    """Watches in the order of viewer and time; `place` of each one's video, and its counts at that moment."""

    watches: NDArray[np.void]
    outcomes: NDArray[np.void]
    place: Rows
    then: NDArray[np.void]
    videos: NDArray[np.void]
    inputs: Floats
    served: Served

    @classmethod
    def of(
        cls,
        watches: NDArray[np.void],
        videos: NDArray[np.void],
        inputs: Floats,
        *,
        served: Served | None = None,
    ) -> "World":
        """`watches` oldest first, of `videos` that are sorted by id; `inputs` [videos, 128]."""
        place = np.minimum(np.searchsorted(videos["id"], watches["video"]), max(0, len(videos) - 1))
        there = videos["id"][place] == watches["video"]
        served = (served or nothing_served(len(watches))).only(there)
        watches, place = watches[there], place[there]
        then = _as_of_then(watches, videos, place)
        outcomes = outcomes_of(
            watches["at"], watches["watched_ms"], watches["completion"],
            liked=watches["liked"], shared=watches["shared"],
        )  # fmt: skip
        order = np.lexsort((watches["at"], watches["viewer"]))
        return cls(
            watches[order], outcomes[order], place[order], then[order], videos, inputs, served.only(order)
        )

    def rows(self, chosen: Rows | slice) -> NDArray[np.void]:
        """Rows of `VIDEO` as they stood when they were watched."""
        found = self.videos[self.place[chosen]]
        for name in COUNTS:
            found[name] = self.then[name][chosen]
        return found


def examples(world: World, folding: Folding, wanted: NDArray[np.bool_], *, seed: int = 0) -> Examples:
    """Of the wanted watches that were shown in a feed, at most `MOST_PAGES` pages by chance."""
    pages = list(_pages(world.watches, wanted & world.watches["exposed"]))
    if len(pages) > MOST_PAGES:
        chosen = np.random.default_rng(seed).choice(len(pages), MOST_PAGES, replace=False)
        pages = [pages[number] for number in np.sort(chosen)]
    made = [_page(world, folding, *page) for page in pages]
    rows = np.concatenate([rows for _, rows in pages]) if pages else np.empty(0, np.int64)
    found = np.concatenate(made) if made else np.empty((0, len(features.FEATURES)), np.float32)
    shown = world.served.upon(found, rows)
    return Examples(shown, labels(world.outcomes[rows]), world.watches["viewer"][rows])


def _pages(watches: NDArray[np.void], wanted: NDArray[np.bool_]) -> Iterator[tuple[int, Rows]]:
    """Where the viewer's history begins, and the wanted rows of one page."""
    rows = np.flatnonzero(wanted)
    if not len(rows):
        return
    begins = np.searchsorted(watches["viewer"], watches["viewer"][rows])
    start = 0
    for end in range(1, len(rows) + 1):
        if end == len(rows) or _is_next_page(watches, rows[start], rows[end], end - start):
            yield int(begins[start]), rows[start:end]
            start = end


def _is_next_page(watches: NDArray[np.void], first: int, row: int, count: int) -> bool:
    return bool(
        count == PAGE
        or watches["viewer"][row] != watches["viewer"][first]
        or watches["at"][row] - watches["at"][first] > PAGE_SECONDS
    )


def _page(world: World, folding: Folding, begin: int, rows: Rows) -> Floats:
    first = int(rows[0])
    past = slice(max(begin, first - RECENT), first)
    profile = profile_of(world.rows(past), world.outcomes[past])
    met = world.outcomes[past]
    counts = weights(met["long"], met["completion"], liked=met["liked"] | met["shared"])
    vector = folding.vector(world.inputs[world.place[past]], counts)
    # The hour of a watch in a viewer's day is not written down.
    moment = Moment(now=world.watches["at"][rows], hour=float("nan"))
    followed = world.watches["followed"][rows]
    return features.build(profile, world.rows(rows), moment, taste=vector, followed=followed)


def _as_of_then(watches: NDArray[np.void], videos: NDArray[np.void], place: Rows) -> NDArray[np.void]:
    """Counts of each video, and of its creator, before each watch; what is not dated keeps its share."""
    then = np.empty(len(place), [(name, VIDEO[name]) for name in COUNTS])
    long = _fair(watches)
    creators = videos["creator"][place]
    ones = np.ones(len(place))
    counted: dict[str, NDArray[Any]] = {"watches": ones, "completions": watches["completion"], "long": long}
    for name, each in counted.items():
        then[name] = _before(place, each, videos[name][place])
        then[f"creator_{name}"] = _before(creators, each, videos[f"creator_{name}"][place])
    share = then["watches"] / np.maximum(videos["watches"][place], 1)
    for name in ("likes", "shares", "comments"):
        then[name] = videos[name][place] * share
    then["heat"] = _heat_before(place, watches)
    return then


def _fair(watches: NDArray[np.void]) -> NDArray[np.float64]:
    """What each watch added to the long views of its video."""
    long = is_long(watches["watched_ms"], watches["completion"])
    order = np.argsort(watches["viewer"], kind="stable")
    added = np.empty(len(watches))
    added[order] = fair(watches["viewer"][order], long[order])
    return added


def _before(group: Rows, each: NDArray[Any], now: NDArray[np.floating]) -> Floats:
    """Sums of `each` over the earlier rows of the same group, above what was there before all of them."""
    order = np.argsort(group, kind="stable")
    sums = np.cumsum(each[order], dtype=np.float64)
    begins = np.flatnonzero(np.r_[True, group[order][1:] != group[order][:-1]])
    runs = np.diff(np.r_[begins, len(order)])
    base = np.repeat(np.r_[0.0, sums][begins], runs)
    totals = np.repeat(sums[begins + runs - 1], runs) - base
    earlier = np.empty(len(order), np.float32)
    earlier[order] = sums - each[order] - base + np.maximum(now[order] - totals, 0)
    return earlier


def _heat_before(place: Rows, watches: NDArray[np.void]) -> NDArray[np.float64]:
    """As `app.recsys.heat` says, of the watches and likes that are here."""
    height = (watches["at"] - ORIGIN) / HALF_LIFE_SECONDS
    lowest = float(height.min()) if len(height) else 0.0
    warmth = (watches["completion"] + LIKE_WARMTH * watches["liked"]) * np.exp2(height - lowest)
    sums = _before(place, warmth, np.zeros(len(place))).astype(np.float64)
    return np.where(sums > 1e-6, np.log2(np.maximum(sums, 1e-6)) + lowest, 0.0)
