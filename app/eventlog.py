"""Ordered, replayable events on Valkey Streams: what was acknowledged here is never lost.

A topic is a stream, a reader of a topic is a consumer group. `append` returns once Valkey has
written the events to its append-only file, so a killed process of any kind loses none.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from pydantic import ValidationError
from redis.exceptions import ResponseError

from app.cache import valkey
from app.shapes import Shape
from app.telemetry import EVENTS, log

BATCH = 500
# A reader that has not confirmed an event for so long is taken for dead.
ABANDONED_MS = 15_000

S = TypeVar("S", bound=Shape)
Apply = Callable[[Sequence["Event"]], None]


@dataclass(frozen=True, slots=True)
class Event:
    offset: str
    body: dict[str, Any]


def stream(topic: str) -> str:
    return f"events:{topic}"


def append(topic: str, bodies: Sequence[dict[str, Any]]) -> list[str]:
    """Write the events in order; their offsets."""
    pipe = valkey().pipeline(transaction=True)
    write(pipe, topic, bodies)
    return [str(offset) for offset in pipe.execute()]


def write(pipe: Any, topic: str, bodies: Sequence[dict[str, Any]]) -> None:
    """Put the events into a pipeline that the caller sends."""
    for body in bodies:
        pipe.xadd(stream(topic), {"body": json.dumps(body, separators=(",", ":"))})


def join(topic: str, group: str) -> None:
    """Make the group, reading from the first event; nothing happens when it is there."""
    try:
        valkey().xgroup_create(stream(topic), group, id="0", mkstream=True)
    except ResponseError as error:
        if "BUSYGROUP" not in str(error):
            raise


def consume(topic: str, group: str, reader: str, *, apply: Apply, wait_ms: int = 1000) -> int:
    """Apply one batch and confirm it; how many events it held.

    Events left behind by a reader that died come first. When `apply` raises, nothing is confirmed:
    the same events come again, so `apply` must bear repetition.
    """
    events = _abandoned(topic, group, reader) or _fresh(topic, group, reader, wait_ms=wait_ms)
    if events:
        apply(events)
        valkey().xack(stream(topic), group, *[event.offset for event in events])
    return len(events)


def bury(topic: str, event: Event, reason: str) -> None:
    """Keep an event that can never be applied where a person can look at it."""
    body = json.dumps(event.body)
    valkey().xadd(f"{stream(topic)}:dead", {"offset": event.offset, "body": body, "reason": reason})


def parsed(topic: str, events: Sequence[Event], shape: type[S]) -> list[S]:
    """The bodies as `shape`; what does not fit is buried, so that it cannot hold up the rest."""
    return [body for event in events if (body := _parsed(topic, event, shape))]


def replay(topic: str, *, since: str | datetime = "-") -> Iterator[Event]:
    """Every kept event from an offset or a time on, oldest first."""
    start = str(int(since.timestamp() * 1000)) if isinstance(since, datetime) else since
    while rows := valkey().xrange(stream(topic), min=start, count=BATCH):
        yield from _events(rows)
        start = f"({rows[-1][0]}"


def lag(topic: str, group: str) -> int:
    """Events that the group has not confirmed yet."""
    groups = valkey().xinfo_groups(stream(topic)) if valkey().exists(stream(topic)) else []
    for found in groups:
        if found["name"] == group:
            return int(found["lag"] or 0) + int(found["pending"])
    return 0


def appended(topic: str) -> int:
    """Events that were ever written to the topic, kept or not."""
    return int(valkey().xinfo_stream(stream(topic))["entries-added"]) if valkey().exists(stream(topic)) else 0


def trim(topic: str, *, before: datetime) -> int:
    """Drop events older than `before`; how many went."""
    return int(valkey().xtrim(stream(topic), minid=str(int(before.timestamp() * 1000)), approximate=False))


def _parsed(topic: str, event: Event, shape: type[S]) -> S | None:
    try:
        return shape.model_validate(event.body)
    except ValidationError as error:
        bury(topic, event, str(error))
        EVENTS.labels(topic, "buried").inc()
        log().error("event_buried", topic=topic, offset=event.offset, error=str(error))
        return None


def _fresh(topic: str, group: str, reader: str, *, wait_ms: int) -> list[Event]:
    found = valkey().xreadgroup(group, reader, {stream(topic): ">"}, count=BATCH, block=wait_ms)
    return _events(found[0][1]) if found else []


def _abandoned(topic: str, group: str, reader: str) -> list[Event]:
    _, rows, _ = valkey().xautoclaim(
        stream(topic), group, reader, min_idle_time=ABANDONED_MS, start_id="0-0", count=BATCH
    )
    return _events(rows)


def _events(rows: Sequence[tuple[str, dict[str, str]]]) -> list[Event]:
    return [Event(str(offset), json.loads(fields["body"])) for offset, fields in rows if fields]
