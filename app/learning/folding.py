"""From what a viewer did to a taste: a point in the space, and a profile. Pure: no database."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.learning.past import LIKED, REJECTED, SAVED, SHARED, WATCHED, Past
from app.learning.spaces import Folding, weights
from app.recsys.columns import DIMENSIONS
from app.recsys.outcomes import outcomes_of
from app.recsys.profile import Profile, profile_of

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Taste:
    """`vector` [128] is all zeros while nothing is known; `model_id` says in which model's space it lies."""

    vector: Floats
    profile: Profile
    model_id: int | None

    @property
    def is_known(self) -> bool:
        return bool(self.vector.any())


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the videos that some viewers met: `rows` of `VIDEO` by id, `inputs` [n, 128]."""

    rows: NDArray[np.void]
    inputs: Floats

    def places(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where each id stands, -1 for what is gone; `rows` are sorted by id."""
        if not len(self.rows):
            return np.full(len(ids), -1)
        place = np.minimum(np.searchsorted(self.rows["id"], ids), len(self.rows) - 1)
        return np.where(self.rows["id"][place] == ids, place, -1)


@dataclass(frozen=True, slots=True)
class Removed:
    """What a viewer does not want to be known for."""

    tags: frozenset[int] = frozenset()
    creators: frozenset[int] = frozenset()
    sounds: frozenset[int] = frozenset()

    def leaves(self, videos: NDArray[np.void]) -> NDArray[np.bool_]:
        gone = np.isin(videos["creator"], list(self.creators)) | np.isin(videos["sound"], list(self.sounds))
        return ~(gone | np.isin(videos["tags"], list(self.tags)).any(axis=1))


NOTHING = Removed()
# Reactions by themselves count as much as a whole watch does.
MEETING = np.dtype(
    [
        ("video", "i8"),
        ("at", "f8"),
        ("watched_ms", "f4"),
        ("completion", "f4"),
        ("liked", "?"),
        ("saved", "?"),
        ("shared", "?"),
        ("rejected", "?"),
    ]
)


def fold(folding: Folding, past: Past, known: Known, removed: Removed, *, model_id: int | None) -> Taste:
    """What the last deeds of one viewer come to."""
    place = known.places(past.deeds["video"])
    deeds, videos = past.deeds[place >= 0], known.rows[place[place >= 0]]
    left = removed.leaves(videos)
    met = meetings(deeds[left], videos["seconds"][left])
    place, liked = known.places(met["video"]), met["liked"] | met["saved"] | met["shared"]
    outcomes = outcomes_of(
        met["at"], met["watched_ms"], met["completion"], liked=met["liked"], shared=met["shared"]
    )
    profile = profile_of(known.rows[place], outcomes)
    if not len(met):
        return Taste(np.zeros(DIMENSIONS, np.float32), profile, model_id)
    counts = weights(outcomes["long"], outcomes["completion"], liked=liked, rejected=met["rejected"])
    return Taste(folding.vector(known.inputs[place], counts), profile, model_id)


def meetings(deeds: NDArray[np.void], seconds: NDArray[np.floating]) -> NDArray[np.void]:
    """Watches with the reactions to them, and reactions without a watch, oldest first.

    `seconds` is the length of each deed's video: liked without a watch, it counts as seen to its end.
    """
    is_watch = deeds["kind"] == WATCHED
    lone = ~is_watch & ~np.isin(deeds["video"], deeds["video"][is_watch])
    _, last = np.unique(deeds["video"][lone][::-1], return_index=True)
    lone_rows = np.flatnonzero(lone)[::-1][last]
    chosen = np.sort(np.concatenate([np.flatnonzero(is_watch), lone_rows]))
    rows = np.zeros(len(chosen), MEETING)
    for name in ("video", "at", "watched_ms", "completion"):
        rows[name] = deeds[name][chosen]
    for name, kind in (("liked", LIKED), ("saved", SAVED), ("shared", SHARED), ("rejected", REJECTED)):
        rows[name] = np.isin(rows["video"], deeds["video"][deeds["kind"] == kind])
    silent = ~is_watch[chosen]
    rows["completion"][silent], rows["watched_ms"][silent] = 1, 1000 * seconds[chosen][silent]
    rows["completion"][rows["rejected"]], rows["watched_ms"][rows["rejected"]] = 0, 0
    return rows[np.argsort(rows["at"], kind="stable")]
