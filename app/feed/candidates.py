"""What the pipeline passes on: who asks, and what could be shown."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session

from app.accounts.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Query:
    """Who asks for a page, and what they need not see (again)."""

    session: Session
    viewer: Viewer
    now: datetime
    topics: tuple[str, ...] = ()
    watched: frozenset[int] = frozenset()
    served: frozenset[int] = frozenset()
    hidden_videos: frozenset[int] = frozenset()
    hidden_creators: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    video_id: int
    creator_id: int
    creator_name: str
    sound_id: int | None
    hashtags: tuple[str, ...]
    published_at: datetime
    views: int
    likes: int
    completion: float | None
    source: str
    score: float = 0.0
    propensity: float = 1.0
    why: tuple[str, ...] = field(default=())

    def scored(self, score: float) -> "Candidate":
        return replace(self, score=score)
