"""Watches on the phone's disk: none is lost."""

from pathlib import Path

from mobile.outbox import MOST_KEPT, Outbox
from tests.mobile.live import watch


def test_watches_are_there_again_after_a_restart(tmp_path: Path) -> None:
    sent = [watch() for _ in range(3)]
    outbox = Outbox(tmp_path / "watches.jsonl")
    for one in sent:
        outbox.add(one)
    outbox.remove(sent[:1])
    assert Outbox(tmp_path / "watches.jsonl").next_batch() == sent[1:]


def test_a_line_cut_short_by_a_dying_phone_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "watches.jsonl"
    Outbox(path).add(watch())
    with path.open("a") as file:
        file.write('{"event_id": "half')
    assert len(Outbox(path)) == 1


def test_a_watch_after_a_cut_line_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "watches.jsonl"
    path.write_text('{"event_id": "half')
    Outbox(path).add(watch())
    assert len(Outbox(path)) == 1


def test_the_file_is_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "watches.jsonl"
    Outbox(path).add(watch())
    assert path.stat().st_mode & 0o077 == 0


def test_a_phone_that_is_never_connected_keeps_only_the_newest(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "watches.jsonl")
    newest = [watch(number + 1) for number in range(MOST_KEPT + 5)]
    for one in newest:
        outbox.add(one)
    assert Outbox(tmp_path / "watches.jsonl").next_batch() == newest[5:55]
