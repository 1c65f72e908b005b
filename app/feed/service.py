"""Pages of the feed: the pipeline run for a viewer, with its side effects."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import numpy as np
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app import eventlog
from app.accounts.viewer import Viewer
from app.feed import gathering, records
from app.feed.asking import (
    SCROLL_SECONDS,
    Remembered,
    gathered_key,
    hidden_key,
    query_of,
    remembered,
    scroll_key,
)
from app.feed.candidates import Query
from app.feed.explain import why
from app.feed.newcomers import is_newcomer
from app.feed.pipeline import FOLLOWING, FOR_YOU, FRIENDS, NEWCOMER, Found, Pipeline
from app.feed.schemas import FeedItem, FeedPage, Impression, Scroll
from app.feed.sentences import by_lot
from app.recsys.features import unmet
from app.resilience import hints
from app.telemetry import FEED_LATENCY, PHASE, log
from app.videos.cards import cards
from app.videos.schemas import VideoCard
from app.watching import seen

TOPIC, GROUP = records.TOPIC, records.GROUP
HIDDEN_SECONDS = 7 * 24 * 3600
ALL_SEEN = "You have seen everything new. Here is what you watched longest ago."


def for_you(session: Session, viewer: Viewer, *, size: int, cursor: str | None = None) -> FeedPage:
    with FEED_LATENCY.labels("signed_in" if viewer.id else "anonymous").time():
        return _page(session, viewer, FOR_YOU, size=size, cursor=cursor)


def following(session: Session, viewer: Viewer, *, size: int, cursor: str | None = None) -> FeedPage:
    viewer.must_be_signed_in()
    return _page(session, viewer, FOLLOWING, size=size, cursor=cursor)


def friends(session: Session, viewer: Viewer, *, size: int, cursor: str | None = None) -> FeedPage:
    """What those make whom the viewer follows and who follow back."""
    viewer.must_be_signed_in()
    return _page(session, viewer, FRIENDS, size=size, cursor=cursor)


def precompute(session: Session, viewer: Viewer) -> bool:
    """Gather candidates before the viewer comes, unless what is kept will do; whether there are new ones."""
    known = remembered(viewer.key, uuid4())
    query, life = query_of(session, viewer, known), gathering.AHEAD_SECONDS
    if is_newcomer(query) or gathering.holds(query, known.gathered, seconds=life / 4):
        return False
    kept = gathering.gather(query, FOR_YOU.sources, life=life).keep
    if kept is None:
        return False
    hints().ask(lambda it: it.set(gathered_key(viewer.key), kept, ex=life), None)
    return True


def _page(session: Session, viewer: Viewer, pipeline: Pipeline, *, size: int, cursor: str | None) -> FeedPage:
    scroll = Scroll.read(cursor) if cursor else Scroll(scroll=uuid4(), position=0)
    known = remembered(viewer.key, scroll.scroll)
    query = query_of(session, viewer, known)
    if pipeline is FOR_YOU and is_newcomer(query):
        pipeline = NEWCOMER
    found = pipeline.page(query, size=size, start=scroll.position, kept=known.gathered)
    with PHASE.labels("cards").time():
        items = _items(query, found, position=scroll.position)
    with PHASE.labels("log").time():
        _leave(query, scroll.scroll, found, items)
    return _told(scroll, known, found, items)


def _told(scroll: Scroll, known: Remembered, found: Found, items: list[FeedItem]) -> FeedPage:
    return FeedPage(
        items=items,
        next_cursor=scroll.after(len(items)).text() if items else None,
        note=ALL_SEEN if any(item.source == "again" for item in items) else None,
        ranked=found.trouble != "ranking",
        degraded=found.trouble or ("valkey" if known.away else None),
    )


def _items(query: Query, found: Found, *, position: int) -> list[FeedItem]:
    request_id = uuid4()
    place = {video_id: number for number, video_id in enumerate(found.chosen.ids.tolist())}
    shown = cards(query.session, list(place), query.viewer)
    return [
        FeedItem(
            video=card,
            why=_why(query, found, card, place[card.id]),
            request_id=request_id,
            position=position + number,
            source=found.chosen.source(place[card.id]),
        )
        for number, card in enumerate(shown)
    ]


def _why(query: Query, found: Found, card: VideoCard, place: int) -> list[str]:
    source, explored = found.chosen.source(place), found.choice.explored[place]
    if explored or source == "again":
        return [by_lot(source)]
    return why(query, card, drops=found.reasons[place], unmet=unmet(found.features[place]))


def _leave(query: Query, scroll: UUID, found: Found, items: Sequence[FeedItem]) -> None:
    """All that a page leaves behind, in one round trip: not worth failing a page for."""
    if not items:
        return
    served = np.array([item.video.id for item in items], "<i8").tobytes()
    shown, slate = records.impressions_of(query, found, items), records.slate_of(query, found, items)

    def write(client: Any) -> bool:
        pipe = client.pipeline(transaction=False)
        pipe.append(scroll_key(scroll), served)
        pipe.expire(scroll_key(scroll), SCROLL_SECONDS)
        pipe.expire(seen.key(query.viewer.key), seen.LIFE_SECONDS, gt=True)
        pipe.set(hidden_key(query.viewer.key), query.hidden_creators.tobytes(), ex=HIDDEN_SECONDS)
        if found.keep:
            pipe.set(gathered_key(query.viewer.key), found.keep, ex=gathering.LIFE_SECONDS)
        eventlog.write(pipe, records.TOPIC, records.bodies(shown))
        eventlog.write(pipe, records.SLATES, slate)
        pipe.execute()
        return True

    if not hints().ask(write, False):
        _keep_at_once(shown)


def _keep_at_once(shown: Sequence[Impression]) -> None:
    """While there is no event log: what was shown must be in the books."""
    try:
        records.keep(shown)
    except SQLAlchemyError as error:
        log().warning("impressions_not_kept", error=str(error))
