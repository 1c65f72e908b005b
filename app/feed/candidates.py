"""What the pipeline passes on: who asks, and what could be shown, a column for each thing known of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session

from app.accounts.viewer import Viewer
from app.feed.steering import Steering
from app.learning.folding import Taste
from app.recsys.columns import VIDEO

Ids = NDArray[np.int64]
Mask = NDArray[np.bool_]
Scores = NDArray[np.float64]

# Where candidates come from. A video that several name is the first one's.
SOURCES = (
    "followed",
    "exploration",
    "hashtags",
    "sounds",
    "nearest",
    "trending",
    "unwatched",
    "again",
    "popular",
    "diverse",
)
CODE = {name: code for code, name in enumerate(SOURCES)}
EXPLORATION = CODE["exploration"]
# What takes the places that are kept for exploring.
EXPLORING = (EXPLORATION, CODE["diverse"])


def ids_of(found: Any) -> Ids:
    return np.fromiter(found, np.int64)


def nothing() -> Ids:
    return np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Likings:
    """Hashtags and sounds of what the viewer watches to the end, the most frequent first."""

    topics: tuple[str, ...] = ()
    sounds: Ids = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Query:
    """Who asks for a page, what is known of their taste, and what they need not see (again)."""

    session: Session
    viewer: Viewer
    now: datetime
    steering: Steering = field(default_factory=Steering)
    # Looked up only by those who need it.
    likings: Callable[[], Likings] = Likings
    taste: Taste | None = None
    seen: Ids = field(default_factory=nothing)
    served: Ids = field(default_factory=nothing)
    # Blocks work both ways; mutes are part of the steering.
    blocked: Ids = field(default_factory=nothing)

    @property
    def vector(self) -> NDArray[np.float32] | None:
        """The viewer's point in the shared space, when anything is known of them."""
        return self.taste.vector if self.taste and self.taste.is_known else None

    @property
    def topics(self) -> tuple[str, ...]:
        return self.likings().topics

    @property
    def sounds(self) -> Ids:
        return self.likings().sounds

    @property
    def hidden_creators(self) -> Ids:
        return np.concatenate([self.blocked, ids_of(self.steering.muted_creators)])


@dataclass(frozen=True, slots=True)
class Named:
    """Videos that sources named, each once: ids, and where each came from."""

    ids: Ids
    sources: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.ids)

    def where(self, kept: Mask | Ids) -> "Named":
        return Named(self.ids[kept], self.sources[kept])


@dataclass(frozen=True, slots=True)
class Candidates:
    """`videos` is an array of `VIDEO`, a row for each."""

    videos: NDArray[np.void]
    sources: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.videos)

    @property
    def ids(self) -> Ids:
        return np.ascontiguousarray(self.videos["id"])

    def where(self, kept: Mask | Ids | slice) -> "Candidates":
        return Candidates(self.videos[kept], self.sources[kept])

    def source(self, place: int) -> str:
        return SOURCES[self.sources[place]]


def no_candidates() -> Candidates:
    return Candidates(np.empty(0, VIDEO), np.empty(0, np.uint8))
