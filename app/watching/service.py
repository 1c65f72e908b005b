"""Taking in reports of watches, and applying them once each."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete, select

from app import eventlog
from app.accounts.viewer import Viewer
from app.db import transaction
from app.eventlog import Event
from app.models import Like, Share, WatchHistory, WatchReceipt
from app.models.columns import now
from app.resilience import hints
from app.telemetry import EVENTS, VIEWS
from app.watching import counting, seen
from app.watching.schemas import Watch, WatchReport

TOPIC = "watches"
GROUP = "history"
# A phone may report what it saw while it was away, but not rewrite the past.
OLDEST = timedelta(days=7)
NEWEST = timedelta(minutes=5)


def report(viewer: Viewer, reports: Sequence[WatchReport]) -> int:
    """Acknowledged once they are in the event log; how many."""
    watches = [_believed(viewer, one) for one in reports]
    append(watches)
    return len(watches)


def append(watches: Iterable[Watch]) -> None:
    eventlog.append(TOPIC, [watch.model_dump(mode="json") for watch in watches])


def apply(events: Sequence[Event]) -> None:
    """Write watches into the history and count them; those seen before change nothing."""
    watches = eventlog.parsed(TOPIC, events, Watch)
    with transaction() as session:
        fresh = _not_yet_counted(session, watches)
        if fresh:
            # Before they are history: what they say of a video depends on what was watched before.
            counting.count(session, fresh)
            session.execute(insert(WatchHistory).on_conflict_do_nothing(), _rows(session, fresh))
    # Also those that came before: the first try may have died here.
    seen.append(hints().client, [(watch.viewer_key, watch.video_id) for watch in watches])
    for watch in fresh:
        VIEWS.labels(watch.source).inc()
    EVENTS.labels(TOPIC, "applied").inc(len(fresh))


def forget_receipts(session: Session, *, before: datetime) -> None:
    session.exec(delete(WatchReceipt).where(col(WatchReceipt.created_at) < before))


def _believed(viewer: Viewer, report: WatchReport) -> Watch:
    """A player's clock may be wrong; its watch still counts, at the nearest believable moment."""
    moment = min(max(report.started_at, now() - OLDEST), now() + NEWEST)
    told = report.model_dump(exclude={"started_at"})
    return Watch(**told, started_at=moment, viewer_key=viewer.key, user_id=viewer.id)


def _not_yet_counted(session: Session, watches: Sequence[Watch]) -> list[Watch]:
    """Each event once, however often it was reported; the receipts are written in the same transaction."""
    known = {watch.event_id: watch for watch in watches}
    if not known:
        return []
    receipts = insert(WatchReceipt).on_conflict_do_nothing().returning(col(WatchReceipt.event_id))
    fresh = session.execute(receipts, [{"event_id": event_id} for event_id in sorted(known)])
    return [known[event_id] for event_id in fresh.scalars()]


def _rows(session: Session, watches: Sequence[Watch]) -> list[dict[str, Any]]:
    liked, shared = _reactions(session, watches, Like), _reactions(session, watches, Share)
    return [
        {
            **watch.model_dump(exclude={"watched_ms", "started_at"}),
            "created_at": watch.started_at,
            "watch_duration_ms": watch.watched_ms,
            "completion_rate": watch.completion_rate,
            "liked": (watch.user_id, watch.video_id) in liked,
            "shared": (watch.user_id, watch.video_id) in shared,
        }
        for watch in watches
    ]


def _reactions(
    session: Session, watches: Sequence[Watch], kind: type[Like | Share]
) -> set[tuple[int | None, int]]:
    people = {watch.user_id for watch in watches if watch.user_id}
    videos = {watch.video_id for watch in watches}
    found = session.exec(
        select(kind.user_id, kind.video_id).where(
            col(kind.user_id).in_(people), col(kind.video_id).in_(videos)
        )
    )
    return set(found.all())
