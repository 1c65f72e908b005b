"""Viewers of two opposite tastes and what they watched: enough to learn from, made in a second."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, update

from app.db import transaction
from app.models import User, Video, VideoContent, VideoEmbedding, WatchHistory
from app.models.columns import now
from tests.builders import make_video
from tests.service.scenes import person

TOPICS = ("surf", "chess")


@dataclass(frozen=True, slots=True)
class Crowd:
    """Viewers and videos by topic: `viewers[t]` like `videos[t]` and skip the others."""

    viewers: tuple[list[int], list[int]]
    videos: tuple[list[int], list[int]]

    @property
    def all_videos(self) -> list[int]:
        return [*self.videos[0], *self.videos[1]]


def content_of(topic: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Near the others of its topic, and at right angles to the other topic."""
    point = rng.normal(0, 0.05, 128)
    point[topic] += 1
    return np.asarray(point / np.linalg.norm(point), np.float32)


def make_crowd(*, viewers: int = 40, videos: int = 24, watches: int = 1600, days: float = 6) -> Crowd:
    """Half of everything for each topic; every viewer is signed in."""
    rng = np.random.default_rng(7)
    with transaction() as session:
        people = [person(session) for _ in range(viewers)]
        made = [_make(session, people[n % len(people)], n % 2, rng) for n in range(videos)]
    crowd = Crowd(
        viewers=([one.id for one in people[::2]], [one.id for one in people[1::2]]),
        videos=(made[::2], made[1::2]),
    )
    if watches:
        watch_at_random(crowd, watches, until=now(), days=days)
    return crowd


def watch_at_random(crowd: Crowd, count: int, *, until: datetime, days: float, seed: int = 1) -> None:
    """Written as the consumer would have, but all at once."""
    rng = np.random.default_rng(seed)
    rows = [_watch(crowd, rng, until - timedelta(days=days * (1 - n / count))) for n in range(count)]
    with transaction() as session:
        session.execute(insert(WatchHistory), rows)
        _count(session, rows)


def watched(user_id: int, video_id: int, completion: float, at: datetime) -> dict[str, object]:
    return {
        "event_id": uuid4(),
        "created_at": at,
        "user_id": user_id,
        "viewer_key": f"user:{user_id}",
        "video_id": video_id,
        "watch_duration_ms": round(10_000 * completion),
        "duration_ms": 10_000,
        "completion_rate": completion,
        "source": "feed",
    }


def _watch(crowd: Crowd, rng: np.random.Generator, at: datetime) -> dict[str, object]:
    taste, topic = int(rng.integers(2)), int(rng.integers(2))
    likes = rng.random() < (0.9 if taste == topic else 0.1)
    completion = 1.0 if likes else float(rng.uniform(0.02, 0.3))
    return watched(
        int(rng.choice(crowd.viewers[taste])), int(rng.choice(crowd.videos[topic])), completion, at
    )


def _make(session: object, creator: User, topic: int, rng: np.random.Generator) -> int:
    video = make_video(session, creator, hashtags=[TOPICS[topic]], published_at=now() - timedelta(days=30))
    content = content_of(topic, rng)
    session.add(VideoContent(video_id=video.id, content=content))
    session.add(VideoEmbedding(video_id=video.id, embedding=content))
    return video.id


def _count(session: object, rows: list[dict[str, object]]) -> None:
    for video_id in {row["video_id"] for row in rows}:
        mine = [float(row["completion_rate"]) for row in rows if row["video_id"] == video_id]
        grown = {
            "watch_count": col(Video.watch_count) + len(mine),
            "completion_total": col(Video.completion_total) + sum(mine),
            "fair_long": col(Video.fair_long) + sum(one >= 0.95 for one in mine),
        }
        session.exec(update(Video).where(col(Video.id) == video_id).values(**grown))
