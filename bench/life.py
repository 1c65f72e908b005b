"""Days of a small site under the real services: clips come out, viewers scroll, jobs run, the world ages.

The clock cannot be moved, so the world is: every night all moments on record become a day older. What Valkey
keeps is dropped then, as hints may be.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import numpy as np
from rq import Queue, SimpleWorker
from sqlalchemy import DateTime, text
from sqlmodel import SQLModel

from app import db, eventlog, jobs
from app.accounts.viewer import Viewer, signed_in
from app.cache import valkey, valkey_bytes
from app.feed import service as feed
from app.feed.schemas import FeedPage
from app.jobs import Job
from app.models import User, Video, VideoContent
from app.models.columns import now
from app.recsys.heat import HALF_LIFE_SECONDS
from app.social import service as social
from app.videos import publishing
from app.watching import service as watching
from app.watching.schemas import Watch
from bench.tastes import Hidden
from workers.consumers import CONSUMERS

DAY_SECONDS = 24 * 3600
PAGES_A_DAY, PAGE = 2, 5
# A clip's words name its topic only so often.
TAGGED = 0.6


@dataclass(frozen=True, slots=True)
class Shown:
    """One clip on one page; `page` counts a viewer's pages from 0 on."""

    day: int
    viewer: int
    page: int
    clip: int


@dataclass(slots=True)
class Life:
    """`joins` says on which day each viewer comes for the first time."""

    world: Hidden
    joins: list[int]
    random: np.random.Generator
    viewers: dict[int, Viewer] = field(default_factory=dict)
    creators: dict[int, User] = field(default_factory=dict)
    clips: dict[int, int] = field(default_factory=dict)  # the clip's number by its id
    pages: dict[int, int] = field(default_factory=dict)
    shown: list[Shown] = field(default_factory=list)

    def live(self, day: int) -> None:
        self._publish(day)
        here = [viewer for viewer, joined in enumerate(self.joins) if joined <= day]
        for viewer in self.random.permutation(here).tolist():
            self._visit(day, viewer)
        _work()

    def _publish(self, day: int) -> None:
        fresh = np.flatnonzero(self.world.clips.day == day).tolist()
        with db.transaction() as session:
            videos = [self._video(clip) for clip in fresh]
            session.add_all(videos)
            session.flush()
            for clip, video in zip(fresh, videos, strict=True):
                self.clips[video.id] = clip
                publishing.release(session, video)
                session.add(VideoContent(video_id=video.id, content=self.world.clips.contents[clip].tolist()))
                jobs.enqueue(session, Job.PLACE, video.id)
        _work()

    def _video(self, clip: int) -> Video:
        made, tagged = self.world.clips, self.random.random() < TAGGED
        tags = [f"topic{made.topics[clip]}"] if tagged else []
        return Video(
            creator_id=self._creator(int(made.creators[clip])).id,
            duration_seconds=float(made.seconds[clip]),
            hashtags=[*tags, f"word{self.random.integers(0, 40)}"],
        )

    def _creator(self, number: int) -> User:
        if number not in self.creators:
            self.creators[number] = _person(f"creator{number}")
        return self.creators[number]

    def _visit(self, day: int, viewer: int) -> None:
        """A scroll of a few pages; every clip is reported before the next page is asked for."""
        if viewer not in self.viewers:
            self.viewers[viewer] = signed_in(_person(f"viewer{viewer}"))
        cursor = None
        for _ in range(PAGES_A_DAY):
            page = self._page(self.viewers[viewer], cursor)
            self._watch(day, viewer, page)
            cursor = page.next_cursor

    def _page(self, viewer: Viewer, cursor: str | None) -> FeedPage:
        with db.new_session() as session:
            return feed.for_you(session, viewer, size=PAGE, cursor=cursor)

    def _watch(self, day: int, viewer: int, page: FeedPage) -> None:
        number, who = self.pages.get(viewer, 0), self.viewers[viewer]
        for item in page.items:
            clip = self.clips[item.video.id]
            self.shown.append(Shown(day, viewer, number, clip))
            self._report(who, viewer, item.video.id, item.request_id)
        self.pages[viewer] = number + 1
        _consume()

    def _report(self, who: Viewer, viewer: int, video_id: int, request_id: UUID) -> None:
        clip = self.clips[video_id]
        seen = self.world.watch(viewer, clip, self.random)
        watch = Watch(
            event_id=uuid4(),
            viewer_key=who.key,
            user_id=who.id,
            video_id=video_id,
            request_id=request_id,
            watched_ms=seen.ms,
            duration_ms=round(1000 * self.world.clips.seconds[clip]),
            loops=0,
            source="feed",
            started_at=now(),
            first_frame_ms=None,
        )
        watching.append([watch])
        if seen.liked:
            with db.transaction() as session:
                social.like(session, who, video_id)


def night() -> None:
    """All moments a day into the past."""
    with db.engine().begin() as connection:
        for statement in _aging():
            connection.execute(text(statement))
    valkey().flushdb()


def _aging() -> Iterator[str]:
    for table in SQLModel.metadata.sorted_tables:
        moments = [column.name for column in table.columns if isinstance(column.type, DateTime)]
        if moments:
            older = ", ".join(f"{name} = {name} - interval '1 day'" for name in moments)
            yield f"UPDATE {table.name} SET {older}"  # noqa: S608 - our own names
    yield f"UPDATE videos SET heat = heat - {DAY_SECONDS / HALF_LIFE_SECONDS} WHERE watch_count > 0"  # noqa: S608


def _consume() -> None:
    """Every reader of the event log, until nothing is left, as seconds of waiting would do."""
    for one in CONSUMERS:
        eventlog.join(one.topic, one.group)
        while eventlog.lag(one.topic, one.group):
            eventlog.consume(one.topic, one.group, "simulator", apply=one.apply, wait_ms=1)


def _work() -> None:
    _consume()
    queue = Queue(Job.PLACE.queue, connection=valkey_bytes())
    SimpleWorker([queue], connection=valkey_bytes()).work(burst=True, logging_level="ERROR")


def _person(name: str) -> User:
    with db.transaction() as session:
        made = User(username=name, email=f"{name}@bench.invalid", password_hash="-", display_name=name)  # noqa: S106
        session.add(made)
        session.flush()
        return made
