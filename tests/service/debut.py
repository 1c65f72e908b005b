"""A scene: new videos by new creators come out on a site that has popular ones, and viewers scroll its feed.

Pages come from the feed's own service, and what they leave in the event log is read by the real consumers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import numpy as np
from sqlmodel import col, select

from app import db, eventlog
from app.accounts.viewer import Viewer
from app.feed import exploration, records
from app.feed import service as feed
from app.feed.schemas import FeedItem
from app.models import ExplorationPool
from app.models.columns import now
from app.watching import service as watching
from app.watching.schemas import WatchReport
from tests.builders import make_video
from tests.service.pools import axis, fan, placed, strangers, waiting
from tests.service.scenes import person

TOPICS = 8


@dataclass(frozen=True, slots=True)
class Scene:
    """How many of each; every new video is owed `promised` impressions."""

    new: int = 100
    popular: int = 200
    known: int = 20
    unknown: int = 20
    promised: int = 10
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Debut:
    scene: Scene
    videos: list[int]
    viewers: list[Viewer]


def begin(scene: Scene) -> Debut:
    """Half of the viewers are known by their taste, the others come without a name."""
    with db.transaction() as session:
        makers = [person(session) for _ in range(20)]
        for number in range(scene.popular):
            tag = [f"topic{number % TOPICS}"]
            old = {"published_at": now() - timedelta(days=9), "heat": 100 + number / scene.popular}
            make_video(session, makers[number % 20], hashtags=tag, watch_count=900, **old)
        viewers = [fan(session, axis(number % TOPICS)) for number in range(scene.known)]
        videos = [
            placed(
                session,
                waiting(session, promised=scene.promised, hashtags=[f"topic{number % TOPICS}"]),
                axis(number % TOPICS),
            ).id
            for number in range(scene.new)
        ]
    for video_id in videos:
        exploration.invite(video_id)
    return Debut(scene, videos, viewers + strangers(scene.unknown))


def scrolls(debut: Debut, *, size: int = 10, most: int = 100_000) -> Iterator[list[FeedItem]]:
    """Pages in turn for every viewer, until the promise is kept or nobody is given anything new."""
    cursors: dict[str, str | None] = {viewer.key: None for viewer in debut.viewers}
    for number in range(most):
        viewer = debut.viewers[number % len(debut.viewers)]
        with db.new_session() as session:
            page = feed.for_you(session, viewer, size=size, cursor=cursors[viewer.key])
        cursors[viewer.key] = page.next_cursor
        watch(viewer, page.items, np.random.default_rng([debut.scene.seed, number]))
        yield page.items
        if number % len(debut.viewers) == len(debut.viewers) - 1:
            consume()
            if is_kept(debut):
                return


def watch(viewer: Viewer, items: list[FeedItem], rng: np.random.Generator) -> None:
    """Of half of what was handed out a watch is reported: the others were never scrolled to."""
    shares = rng.beta(3, 2, len(items))
    watching.report(
        viewer,
        [
            WatchReport(
                event_id=uuid4(),
                video_id=item.video.id,
                request_id=item.request_id,
                watched_ms=round(10_000 * share),
                duration_ms=10_000,
                started_at=now(),
            )
            for item, share, met in zip(items, shares, rng.random(len(items)) < 0.5, strict=True)
            if met
        ],
    )


def consume() -> None:
    """Everything in the log, as the consumers' process does it."""
    for topic, group, apply in (
        (records.TOPIC, records.GROUP, records.write_impressions),
        (watching.TOPIC, watching.GROUP, watching.apply),
    ):
        eventlog.join(topic, group)
        while eventlog.lag(topic, group):
            eventlog.consume(topic, group, "reader", apply=apply, wait_ms=10)


def pools(debut: Debut) -> list[ExplorationPool]:
    with db.new_session() as session:
        return list(
            session.exec(select(ExplorationPool).where(col(ExplorationPool.video_id).in_(debut.videos)))
        )


def is_kept(debut: Debut) -> bool:
    return all(pool.impressions >= pool.promised for pool in pools(debut))
