"""Pages from the real feed, read back with what came of them, and the command that compares on them."""

import json
from datetime import timedelta

import pytest
from sqlmodel import Session, select
from typer.testing import CliRunner

from app import db, eventlog
from app.cli import cli
from app.errors import Conflict
from app.feed import records, replay
from app.feed import service as feed
from app.feed.replay import Policy
from app.models import Impression, Slate
from app.models.columns import now
from app.social import service as social
from tests.service.scenes import person, videos, viewer, watched

DAY = timedelta(days=1)


def written(topic: str) -> None:
    """What the pages left in the log reaches the tables."""
    apply = {records.TOPIC: records.write_impressions, records.SLATES: records.write_slates}[topic]
    eventlog.join(topic, "test")
    while eventlog.consume(topic, "test", "test", apply=apply, wait_ms=1):
        pass


def served(session: Session, *, viewers: int, size: int = 5) -> None:
    """Pages for some people, who each watch the first item to the end and like it."""
    for creator in [person(session) for _ in range(12)]:
        videos(session, creator, 3)
    session.commit()
    for who in [viewer(session) for _ in range(viewers)]:
        page = feed.for_you(session, who, size=size)
        session.commit()
        watched(session, who, page.items[0].video.id)
        social.like(session, who, page.items[0].video.id)
        session.commit()
    for topic in (records.TOPIC, records.SLATES):
        written(topic)


def pages(session: Session) -> list[replay.Page]:
    return replay.pages(session, since=now() - DAY, until=now(), most=1000)


def test_a_page_is_read_back_with_its_chances_and_what_came_of_it(clean: None) -> None:
    with db.new_session() as session:
        served(session, viewers=4)
        found = pages(session)
        shown = session.exec(select(Impression)).all()
    assert len(found) == 4
    assert sum(len(page.places) for page in found) == len(shown) == 20
    for page in found:
        assert page.watched.tolist() == [True, False, False, False, False]
        assert page.rewards[0].tolist() == [0.0 + 1, 1, 1, 10]
        assert not page.rewards[1:].any()


def test_the_logged_chances_are_those_of_the_logged_scores(clean: None) -> None:
    with db.new_session() as session:
        served(session, viewers=4)
        for page in pages(session):
            again = page.chances(Policy(temperature=page.temperature))
            assert again == pytest.approx(page.propensities, rel=1e-3)


def test_a_page_of_which_something_was_deleted_is_left_out(clean: None) -> None:
    with db.new_session() as session:
        served(session, viewers=2)
        slate = session.exec(select(Slate)).first()
        assert slate is not None
        slate.video_ids = [*slate.video_ids[:-1], 10**9]
        session.add(slate)
        session.flush()
        found = {page.request_id: page for page in pages(session)}
        shown = select(Impression.video_id).where(Impression.request_id == slate.request_id)
        if set(session.exec(shown)) <= set(slate.video_ids):
            assert len(found[slate.request_id].videos) == len(slate.video_ids) - 1
        else:
            assert slate.request_id not in found


def test_the_command_says_when_there_is_too_little(clean: None) -> None:
    ran = CliRunner().invoke(cli, ["evaluate", "--temperature", "0.2"])
    assert isinstance(ran.exception, Conflict)
    assert "Only 0 pages" in str(ran.exception)


def test_the_command_compares_temperatures_in_a_table_and_as_json(
    clean: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "SETTLED", timedelta(0))
    with db.new_session() as session:
        served(session, viewers=55)
    ran = CliRunner().invoke(cli, ["evaluate", "--temperature", "0.1"])
    assert ran.exit_code == 0, ran.output
    assert "55 pages with 275 impressions, of which 20% were watched" in ran.output
    assert all(reward in ran.output for reward in replay.REWARDS)
    ran = CliRunner().invoke(cli, ["evaluate", "--temperature", "0.1", "--json"])
    told = json.loads(ran.output)
    assert told["rows"][0]["first"]["snips"]["mean"] == pytest.approx(0.2)


def test_a_wrong_weight_is_named(clean: None) -> None:
    ran = CliRunner().invoke(cli, ["evaluate", "--weights", "fame=2"])
    assert ran.exit_code == 2
    assert "fame" in ran.output
