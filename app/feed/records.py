"""What was handed out, written to the event log with the page, and from there into the tables in batches."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from app import eventlog
from app.db import transaction
from app.eventlog import Event
from app.feed import explain, exploration_books
from app.feed.candidates import Query
from app.feed.pipeline import Found
from app.feed.schemas import FeedItem, SlateRecord
from app.feed.schemas import Impression as Shown
from app.models import Impression, Slate
from app.models.columns import now
from app.telemetry import EVENTS

TOPIC, SLATES = "impressions", "slates"
GROUP = "exposure"
_KEY = (col(Impression.request_id), col(Impression.video_id))


def impressions_of(query: Query, found: Found, items: Sequence[FeedItem]) -> list[Shown]:
    """A body for each item that made it to the page."""
    place = {video_id: number for number, video_id in enumerate(found.chosen.ids.tolist())}
    return [_impression(query, found, item, place[item.video.id]) for item in items]


def slate_of(query: Query, found: Found, items: Sequence[FeedItem]) -> list[dict[str, Any]]:
    """One body, or none when nothing was drawn."""
    if not items or not len(found.slate.ids):
        return []
    slate = SlateRecord(
        request_id=items[0].request_id,
        at=query.now,
        viewer_key=query.viewer.key,
        model_id=found.slate.model_id,
        video_ids=found.slate.ids.tolist(),
        features=_packed(found.slate.features),
        scores=b64encode(found.slate.scores.astype("<f4").tobytes()).decode(),
        temperature=found.slate.temperature,
    )
    return [slate.model_dump(mode="json")]


def write_impressions(events: Sequence[Event]) -> None:
    """Consumer: those that are there already change nothing, in the pool's books either."""
    keep(eventlog.parsed(TOPIC, events, Shown))


def keep(shown: Sequence[Shown]) -> None:
    rows = [_row(one) for one in shown]
    with transaction() as session:
        if rows:
            added = insert(Impression).on_conflict_do_nothing().returning(*_KEY)
            fresh = {(request_id, video_id) for request_id, video_id in session.execute(added, rows)}
            exploration_books.enter(session, [_entry(row) for row in rows if _key(row) in fresh])
    EVENTS.labels(TOPIC, "applied").inc(len(rows))


def write_slates(events: Sequence[Event]) -> None:
    """Consumer, likewise."""
    slates = eventlog.parsed(SLATES, events, SlateRecord)
    rows = [
        {
            **one.model_dump(exclude={"at", "features", "scores"}),
            "created_at": one.at,
            "features": b64decode(one.features),
            "scores": b64decode(one.scores),
        }
        for one in slates
    ]
    with transaction() as session:
        if rows:
            session.execute(insert(Slate).on_conflict_do_nothing(), rows)
    EVENTS.labels(SLATES, "applied").inc(len(rows))


def _impression(query: Query, found: Found, item: FeedItem, place: int) -> Shown:
    explored = found.choice.explored[place]
    return Shown(
        request_id=item.request_id,
        viewer_key=query.viewer.key,
        user_id=query.viewer.id,
        video_id=item.video.id,
        position=item.position,
        source=item.source,
        at=query.now,
        score=round(float(found.scores[place]), 6),
        propensity=found.choice.propensities[place],
        model_id=found.slate.model_id,
        reason=explain.reason(found.reasons[place], explored=explored),
        features=_packed(found.features[place]),
    )


def _entry(row: dict[str, Any]) -> exploration_books.Shown:
    return exploration_books.Shown(row["video_id"], row["user_id"], row["source"], row["created_at"])


def _key(row: dict[str, Any]) -> tuple[UUID, int]:
    return row["request_id"], row["video_id"]


def bodies(shown: Sequence[Shown]) -> list[dict[str, Any]]:
    """As the event log takes them."""
    return [one.model_dump(mode="json") for one in shown]


def _row(one: Shown) -> dict[str, Any]:
    """A log from before this table holds fewer columns."""
    return {
        **one.model_dump(exclude={"at", "features"}),
        "created_at": one.at or now(),
        "features": b64decode(one.features) if one.features else None,
    }


def _packed(features: NDArray[np.float32]) -> str:
    return b64encode(features.astype("<f2").tobytes()).decode()
