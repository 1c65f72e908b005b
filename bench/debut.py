"""A hundred new videos by new creators get their first thousand impressions each: do the books say so?

Pages come from the feed's own service over real stores, and what they leave in the event log is read by the
real consumers. Beside the new videos there are few others: a thousand meetings take three pages a viewer.
"""

import argparse
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlmodel import Session

from app import db, eventlog
from app.accounts.viewer import Viewer, anonymous, signed_in
from app.feed import exploration, exploration_books, records
from app.feed import service as feed
from app.feed.schemas import FeedItem
from app.models import (
    DIMENSIONS,
    ExplorationPool,
    User,
    UserEmbedding,
    Video,
    VideoEmbedding,
    VideoStatus,
)
from app.models.columns import now
from app.watching import service as watching
from app.watching.schemas import WatchReport
from bench.simulator import passing_site

TOPICS, MAKERS = 8, 10
WATCHED = 0.1  # of what was handed out; the others were never scrolled to
GROUPS = (
    (records.TOPIC, records.GROUP, records.write_impressions),
    (watching.TOPIC, watching.GROUP, watching.apply),
)
_HANDED = text("SELECT video_id, count(*) FROM impressions WHERE video_id = ANY(:videos) GROUP BY 1")
_BOOKED = text("SELECT video_id, impressions, promised FROM exploration_pool WHERE video_id = ANY(:videos)")
_SOURCES = text("SELECT source, sum(impressions)::int FROM exploration_sources GROUP BY 1")


@dataclass(frozen=True, slots=True)
class Sizes:
    new: int
    others: int
    viewers: int
    promised: int
    page: int


class Debut:
    def __init__(self, sizes: Sizes, *, seed: int) -> None:
        self.sizes, self.random = sizes, np.random.default_rng(seed)
        self.handed: Counter[int] = Counter()
        self.pages = 0
        with db.transaction() as session:
            makers = [_person(session) for _ in range(MAKERS)]
            for number in range(sizes.others):
                _video(session, makers[number % MAKERS], number, heat=100.0, watch_count=900)
            self.new = [self._newcomer(session, number) for number in range(sizes.new)]
            half = sizes.viewers // 2
            self.viewers = [_fan(session, number) for number in range(half)]
        self.viewers += [anonymous(f"stranger-{uuid4().hex[:12]}") for _ in range(sizes.viewers - half)]
        for video_id in self.new:
            exploration.invite(video_id)

    def _newcomer(self, session: Session, number: int) -> int:
        video_id = _video(session, _person(session), number)
        session.add(VideoEmbedding(video_id=video_id, embedding=_axis(number)))
        session.add(ExplorationPool(video_id=video_id, promised=self.sizes.promised))
        return video_id

    def scroll(self, *, seconds: float) -> None:
        """Every viewer a page in turn, until promises are kept, nothing new is left, or time is up."""
        cursors: dict[str, str | None] = {viewer.key: None for viewer in self.viewers}
        begun = time.monotonic()
        while cursors:
            for viewer in [one for one in self.viewers if one.key in cursors]:
                if time.monotonic() - begun > seconds:
                    return
                self._page(viewer, cursors)
            if min(pool["books"] for pool in self.books().values()) >= self.sizes.promised:
                return

    def _page(self, viewer: Viewer, cursors: dict[str, str | None]) -> None:
        with db.new_session() as session:
            page = feed.for_you(session, viewer, size=self.sizes.page, cursor=cursors[viewer.key])
        fresh = [item for item in page.items if item.source != "again"]
        self.handed.update(item.video.id for item in page.items)
        self._watch(viewer, fresh)
        self.pages += 1
        if fresh and page.next_cursor:
            cursors[viewer.key] = page.next_cursor
        else:
            del cursors[viewer.key]
        if self.pages % 50 == 0:
            consume()
            print(
                f"{self.pages} pages, {sum(self.handed[one] for one in self.new)} impressions",
                file=sys.stderr,
            )

    def _watch(self, viewer: Viewer, items: list[FeedItem]) -> None:
        met = [item for item in items if self.random.random() < WATCHED]
        reports = [
            WatchReport(
                event_id=uuid4(),
                video_id=item.video.id,
                request_id=item.request_id,
                watched_ms=round(10_000 * self.random.beta(3, 2)),
                duration_ms=10_000,
                started_at=now(),
            )
            for item in met
        ]
        if reports:
            watching.report(viewer, reports)

    def books(self) -> dict[int, dict[str, int]]:
        consume()
        with db.new_session() as session:
            rows = dict(map(tuple, session.execute(_HANDED, {"videos": self.new}).all()))
            pools = session.execute(_BOOKED, {"videos": self.new}).all()
        return {
            video: {"books": booked, "rows": rows.get(video, 0), "promised": promised}
            for video, booked, promised in pools
        }


def consume() -> None:
    """Everything in the log, as the consumers' process does it."""
    for topic, group, apply in GROUPS:
        eventlog.join(topic, group)
        while eventlog.lag(topic, group):
            eventlog.consume(topic, group, "bench", apply=apply, wait_ms=10)


def report(debut: Debut) -> dict[str, Any]:
    books = debut.books()
    with db.new_session() as session:
        sources = dict(map(tuple, session.execute(_SOURCES).all()))
        wrong = exploration_books.imbalances(session)
    booked = np.array([one["books"] for one in books.values()])
    return {
        "pages": debut.pages,
        "impressions of new videos": int(booked.sum()),
        "least": int(booked.min()),
        "median": float(np.median(booked)),
        "most": int(booked.max()),
        "promised": debut.sizes.promised,
        "videos below the promise": int((booked < debut.sizes.promised).sum()),
        "books differ from impressions": sum(one["books"] != one["rows"] for one in books.values()),
        "impressions differ from pages": sum(one["rows"] != debut.handed[id_] for id_, one in books.items()),
        "imbalances found by the site itself": len(wrong),
        "by source": sources,
    }


def _person(session: Session) -> User:
    name = f"user{uuid4().hex[:12]}"
    nobody: dict[str, Any] = {"email": f"{name}@bench.invalid", "password_hash": "-", "display_name": name}
    made = User(username=name, **nobody)
    session.add(made)
    session.flush()
    return made


def _video(session: Session, creator: User, number: int, **columns: Any) -> int:
    made = Video(
        creator_id=creator.id,
        status=VideoStatus.PUBLISHED,
        published_at=now(),
        duration_seconds=10.0,
        hashtags=[f"topic{number % TOPICS}"],
        **columns,
    )
    session.add(made)
    session.flush()
    return made.id


def _fan(session: Session, number: int) -> Viewer:
    """Somebody whose taste is known."""
    made = _person(session)
    session.add(UserEmbedding(user_id=made.id, embedding=_axis(number), updated_at=now()))
    return signed_in(made)


def _axis(number: int) -> NDArray[np.float32]:
    return np.asarray(np.eye(DIMENSIONS, dtype=np.float32)[number % TOPICS])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--new", type=int, default=100)
    parser.add_argument("--others", type=int, default=50)
    parser.add_argument("--viewers", type=int, default=1100)
    parser.add_argument("--promised", type=int, default=1000)
    parser.add_argument("--page", type=int, default=50, help="as many as the REST edge gives at most")
    parser.add_argument("--minutes", type=float, default=60, help="then what has been counted is told")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    sizes = Sizes(options.new, options.others, options.viewers, options.promised, options.page)
    begun = time.monotonic()
    with passing_site():
        debut = Debut(sizes, seed=options.seed)
        debut.scroll(seconds=60 * options.minutes)
        found = {**report(debut), "seconds": round(time.monotonic() - begun)}
    told = "\n".join(f"{name:<40}{value!s:>12}" for name, value in found.items())
    print(json.dumps(found, indent=2) if options.json else told)


if __name__ == "__main__":
    main()
