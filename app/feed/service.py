"""Pages of the feed: the pipeline run for a viewer, with its side effects."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from sqlmodel import Session, col, select, update

from app import eventlog
from app.accounts.viewer import Viewer
from app.cache import DOWN, valkey
from app.db import transaction
from app.eventlog import Event
from app.feed import sources
from app.feed.candidates import Candidate, Query
from app.feed.explain import why
from app.feed.pipeline import FOLLOWING, FOR_YOU, Pipeline
from app.feed.schemas import FeedItem, FeedPage, Impression, Scroll
from app.feed.sources import Source
from app.models import Block, ExplorationPool, Mute, NotInterested, WatchHistory
from app.models.columns import now
from app.telemetry import EVENTS, FEED_LATENCY, log
from app.videos.cards import cards
from app.videos.schemas import VideoCard

TOPIC = "impressions"
GROUP = "exposure"
# One scroll is remembered this long after its last page.
SCROLL_SECONDS = 6 * 3600
ALL_SEEN = "You have seen everything new. Here is what you watched longest ago."


def for_you(session: Session, viewer: Viewer, *, size: int, cursor: str | None = None) -> FeedPage:
    with FEED_LATENCY.labels("signed_in" if viewer.id else "anonymous").time():
        return _page(session, viewer, FOR_YOU, size=size, cursor=cursor)


def following(session: Session, viewer: Viewer, *, size: int, cursor: str | None = None) -> FeedPage:
    viewer.must_be_signed_in()
    return _page(session, viewer, FOLLOWING, size=size, cursor=cursor)


def trending(session: Session, viewer: Viewer, *, size: int) -> list[VideoCard]:
    """What people watch most these days, seen by this viewer or not."""
    query = Query(session=session, viewer=viewer, now=now())
    hot = Source("trending", size, sources.trending).candidates(query)
    return cards(session, [candidate.video_id for candidate in hot], viewer)


def count_impressions(events: Sequence[Event]) -> None:
    """Consumer: how often new videos were shown, so that each gets its first viewers."""
    shown = [one.video_id for one in eventlog.parsed(TOPIC, events, Impression)]
    with transaction() as session:
        for video_id in sorted(set(shown)):
            pool = update(ExplorationPool).where(col(ExplorationPool.video_id) == video_id)
            session.exec(pool.values(impressions=col(ExplorationPool.impressions) + shown.count(video_id)))
    EVENTS.labels(TOPIC, "applied").inc(len(shown))


def _page(session: Session, viewer: Viewer, pipeline: Pipeline, *, size: int, cursor: str | None) -> FeedPage:
    scroll = Scroll.read(cursor) if cursor else Scroll(scroll=uuid4(), position=0)
    query = _query(session, viewer, served=_served(scroll.scroll))
    found = pipeline.page(query, size=size)
    chosen = found.chosen
    items = _items(query, chosen, position=scroll.position)
    _remember(scroll.scroll, chosen)
    _log(viewer, items, chosen)
    following = scroll.after(len(items)).text() if items else None
    note = ALL_SEEN if any(item.source == "again" for item in items) else None
    return FeedPage(items=items, next_cursor=following, note=note, ranked=found.ranked)


def _query(session: Session, viewer: Viewer, *, served: frozenset[int]) -> Query:
    watched = select(WatchHistory.video_id).where(WatchHistory.viewer_key == viewer.key).distinct()
    interests = tuple(viewer.user.interests) if viewer.user else ()
    query = Query(
        session=session,
        viewer=viewer,
        now=now(),
        topics=sources.topics_of(session, viewer.key) or interests,
        watched=frozenset(session.exec(watched)),
        served=served,
    )
    return _with_hidden(query, viewer.id) if viewer.id else query


def _with_hidden(query: Query, user_id: int) -> Query:
    """What the viewer turned away: blocks work both ways."""
    session = query.session
    blocked = session.exec(select(Block.blocked_id).where(Block.blocker_id == user_id)).all()
    blocking = session.exec(select(Block.blocker_id).where(Block.blocked_id == user_id)).all()
    muted = session.exec(select(Mute.muted_id).where(Mute.muter_id == user_id)).all()
    videos = session.exec(select(NotInterested.video_id).where(NotInterested.user_id == user_id)).all()
    return replace(
        query,
        hidden_creators=frozenset([*blocked, *blocking, *muted]),
        hidden_videos=frozenset(videos),
    )


def _items(query: Query, chosen: Sequence[Candidate], *, position: int) -> list[FeedItem]:
    request_id = uuid4()
    by_id = {candidate.video_id: candidate for candidate in chosen}
    shown = cards(query.session, list(by_id), query.viewer)
    return [
        FeedItem(
            video=card,
            why=why(query, by_id[card.id]),
            request_id=request_id,
            position=position + place,
            source=by_id[card.id].source,
        )
        for place, card in enumerate(shown)
    ]


def _served(scroll: UUID) -> frozenset[int]:
    """Without Valkey a scroll may repeat a video; the feed goes on."""
    try:
        return frozenset(int(one) for one in valkey().smembers(_scroll_key(scroll)))
    except DOWN:
        return frozenset()


def _remember(scroll: UUID, chosen: Sequence[Candidate]) -> None:
    if not chosen:
        return
    try:
        pipe = valkey().pipeline()
        pipe.sadd(_scroll_key(scroll), *[candidate.video_id for candidate in chosen])
        pipe.expire(_scroll_key(scroll), SCROLL_SECONDS)
        pipe.execute()
    except DOWN as error:
        log().warning("scroll_not_remembered", error=str(error))


def _log(viewer: Viewer, items: Sequence[FeedItem], chosen: Sequence[Candidate]) -> None:
    """Impressions with their propensities, for training and evaluation; not worth failing a page for."""
    propensity = {candidate.video_id: candidate.propensity for candidate in chosen}
    shown = [
        Impression(
            request_id=item.request_id,
            viewer_key=viewer.key,
            video_id=item.video.id,
            position=item.position,
            source=item.source,
            propensity=propensity[item.video.id],
        ).model_dump(mode="json")
        for item in items
    ]
    try:
        eventlog.append(TOPIC, shown)
    except DOWN as error:
        log().warning("impressions_not_logged", error=str(error))


def _scroll_key(scroll: UUID) -> str:
    return f"scroll:{scroll}"
