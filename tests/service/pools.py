"""New videos, the people who meet them, and what came of it, written as the consumers would write it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

import numpy as np
from sqlmodel import Session

from app.accounts.viewer import Viewer, anonymous
from app.feed import exploration_books
from app.feed.exploration_books import Shown
from app.models import (
    DIMENSIONS,
    ExplorationPool,
    Impression,
    User,
    UserEmbedding,
    Video,
    VideoEmbedding,
    WatchHistory,
)
from app.models.columns import now
from tests.builders import make_video
from tests.service.scenes import person, viewer


def axis(number: int) -> np.ndarray:
    """A direction of the shared space."""
    return np.eye(DIMENSIONS, dtype=np.float32)[number]


def waiting(session: Session, creator: User | None = None, *, promised: int = 3, **columns: object) -> Video:
    """A new video in the pool."""
    made = make_video(session, creator or person(session), **columns)
    session.add(ExplorationPool(video_id=made.id, promised=promised))
    session.flush()
    return made


def placed(session: Session, video: Video, point: np.ndarray) -> Video:
    session.add(VideoEmbedding(video_id=video.id, embedding=point))
    session.flush()
    return video


def fan(session: Session, point: np.ndarray, *, last_seen: timedelta = timedelta(0)) -> Viewer:
    """Somebody whose taste is known."""
    made = viewer(session)
    session.add(UserEmbedding(user_id=made.id, embedding=point, updated_at=now() - last_seen))
    session.flush()
    return made


def strangers(count: int) -> list[Viewer]:
    return [anonymous(f"stranger-{uuid4().hex[:12]}") for _ in range(count)]


def show(session: Session, video: Video, to: Sequence[Viewer], *, source: str = "exploration") -> None:
    """Impressions, with their entry in the books."""
    moment = now()
    session.add_all(
        Impression(
            request_id=uuid4(),
            created_at=moment,
            position=0,
            viewer_key=one.key,
            user_id=one.id,
            video_id=video.id,
            source=source,
            score=0.0,
            propensity=1.0,
        )
        for one in to
    )
    session.flush()
    exploration_books.enter(session, [Shown(video.id, one.id, source, moment) for one in to])


def watch(
    session: Session, video: Video, by: Sequence[Viewer], share: float, *, at: datetime | None = None
) -> None:
    """Watches with their count on the video."""
    session.add_all(
        WatchHistory(
            event_id=uuid4(),
            created_at=at or now(),
            user_id=one.id,
            viewer_key=one.key,
            video_id=video.id,
            watch_duration_ms=round(10_000 * share),
            duration_ms=10_000,
            completion_rate=share,
            source="feed",
        )
        for one in by
    )
    video.watch_count += len(by)
    session.add(video)
    session.flush()
