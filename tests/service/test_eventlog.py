"""What is appended is read once by each group, comes again when a reader dies, and can be replayed."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from app import eventlog
from app.cache import valkey
from app.eventlog import Event

pytestmark = pytest.mark.usefixtures("clean")
TOPIC, GROUP = "things", "readers"


class Reader:
    """Keeps what it was given; raises as long as it is told to."""

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails
        self.numbers: list[int] = []

    def __call__(self, events: Sequence[Event]) -> None:
        if self.fails:
            raise RuntimeError("not now")
        self.numbers += [event.body["n"] for event in events]


def append(*numbers: int) -> list[str]:
    return eventlog.append(TOPIC, [{"n": n} for n in numbers])


def consume(reader: Reader, name: str = "one") -> int:
    eventlog.join(TOPIC, GROUP)
    return eventlog.consume(TOPIC, GROUP, name, apply=reader, wait_ms=10)


def test_events_come_in_order_and_once() -> None:
    reader = Reader()
    append(1, 2, 3)
    assert consume(reader) == 3
    assert consume(reader) == 0
    assert reader.numbers == [1, 2, 3]


def test_a_group_that_joins_late_reads_from_the_beginning() -> None:
    append(1, 2)
    reader = Reader()
    consume(reader)
    assert reader.numbers == [1, 2]


def test_each_group_gets_everything() -> None:
    append(1)
    for group in ("left", "right"):
        reader = Reader()
        eventlog.join(TOPIC, group)
        eventlog.consume(TOPIC, group, "one", apply=reader, wait_ms=10)
        assert reader.numbers == [1]


def test_two_readers_of_a_group_share() -> None:
    append(1, 2)
    first, second = Reader(), Reader()
    assert consume(first, "one") + consume(second, "two") == 2
    assert sorted(first.numbers + second.numbers) == [1, 2]


def test_what_was_not_applied_is_not_confirmed_and_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    append(1, 2)
    with pytest.raises(RuntimeError):
        consume(Reader(fails=True), "dying")
    assert eventlog.lag(TOPIC, GROUP) == 2
    monkeypatch.setattr(eventlog, "ABANDONED_MS", 30)
    time.sleep(0.05)
    heir = Reader()
    assert consume(heir, "heir") == 2
    assert heir.numbers == [1, 2]
    assert eventlog.lag(TOPIC, GROUP) == 0


def test_a_reader_that_only_takes_its_time_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eventlog, "ABANDONED_MS", 3_600_000)
    append(1)
    with pytest.raises(RuntimeError):
        consume(Reader(fails=True), "slow")
    assert consume(Reader(), "other") == 0


def test_lag_counts_what_is_unread_and_what_is_unconfirmed() -> None:
    eventlog.join(TOPIC, GROUP)
    assert eventlog.lag(TOPIC, GROUP) == 0
    append(1, 2, 3)
    assert eventlog.lag(TOPIC, GROUP) == 3


def test_a_replay_begins_at_an_offset() -> None:
    _, second, _ = append(1, 2, 3)
    assert [event.body["n"] for event in eventlog.replay(TOPIC, since=second)] == [2, 3]


def test_a_replay_begins_at_a_time() -> None:
    append(1)
    time.sleep(0.01)
    moment = datetime.now(UTC)
    append(2)
    assert [event.body["n"] for event in eventlog.replay(TOPIC, since=moment)] == [2]


def test_a_replay_is_longer_than_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eventlog, "BATCH", 3)
    append(*range(10))
    assert [event.body["n"] for event in eventlog.replay(TOPIC)] == list(range(10))


def test_what_can_never_be_applied_is_kept_for_a_person() -> None:
    eventlog.bury(TOPIC, Event("1-1", {"n": 1}), "makes no sense")
    ((_, kept),) = valkey().xrange(f"{eventlog.stream(TOPIC)}:dead")
    assert kept == {"offset": "1-1", "body": '{"n": 1}', "reason": "makes no sense"}


def test_trimming_drops_only_the_old() -> None:
    append(1)
    time.sleep(0.01)
    moment = datetime.now(UTC)
    append(2)
    assert eventlog.trim(TOPIC, before=moment) == 1
    assert [event.body["n"] for event in eventlog.replay(TOPIC)] == [2]
