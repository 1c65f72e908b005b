"""GET /feed while parts are stopped, slow or broken: it answers in time, says so, and heals by itself."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app import settings
from app.db import new_session, transaction
from app.feed import ready, serving
from app.feed import service as feed
from app.feed.schemas import FeedPage
from app.models import Block, Impression
from app.resilience import Breaker
from tests.builders import make_user, make_video, sign_up
from tests.outages import frozen_valkey, slow_database, without_database, without_valkey

BUDGET_MS = 1500


@pytest.fixture
def catalogue(client: TestClient) -> list[int]:
    with transaction() as session:
        return [make_video(session, make_user(session)).id for _ in range(12)]


@pytest.fixture(autouse=True)
def untroubled(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left of other tests' troubles."""
    monkeypatch.setattr(serving, "SERVING", Breaker("feed", limit=3, rest=1))
    monkeypatch.setattr(ready, "KEPT", ready._Kept())


@contextmanager
def small_budget() -> Iterator[None]:
    """Only where something takes for ever: a busy machine could need as long for a page that is well."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FEED_BUDGET_MS", str(BUDGET_MS))
        settings.settings.cache_clear()
        yield
    settings.settings.cache_clear()


def page(client: TestClient) -> dict[str, object]:
    answer = client.get("/api/v1/feed", params={"limit": 5})
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


def healed(client: TestClient, *, seconds: float = 120) -> dict[str, object]:
    """A page after the trouble that is as before it."""
    end = time.monotonic() + seconds
    while True:
        found = page(client)
        if found["ranked"] and found["degraded"] is None:
            return found
        assert time.monotonic() < end, found
        time.sleep(0.2)


def ids(found: dict[str, object]) -> list[int]:
    return [item["video"]["id"] for item in found["items"]]  # type: ignore[index,attr-defined]


@pytest.mark.parametrize("outage", [without_valkey, frozen_valkey], ids=["gone", "frozen"])
@pytest.mark.usefixtures("catalogue")
def test_without_valkey_pages_come_from_the_database_and_say_so(client: TestClient, outage: object) -> None:
    sign_up(client, "ada")
    assert healed(client)
    with outage():  # type: ignore[operator]
        for _ in range(3):
            found = page(client)
            assert (len(ids(found)), found["degraded"]) == (5, "valkey")
    assert healed(client)


@pytest.mark.usefixtures("catalogue")
def test_what_is_shown_without_valkey_is_in_the_books_all_the_same(client: TestClient) -> None:
    with without_valkey():
        found = page(client)
    with new_session() as session:
        kept = session.exec(select(Impression).order_by(Impression.position)).all()  # type: ignore[arg-type]
    assert [one.video_id for one in kept] == ids(found)


@pytest.fixture
def rankings(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Grows with each page that is to be ranked."""
    begun: list[object] = []
    within = serving._within

    def counted(act: Callable[[], FeedPage]) -> FeedPage:
        begun.append(act)
        return within(act)

    monkeypatch.setattr(serving, "_within", counted)
    return begun


@pytest.mark.usefixtures("catalogue")
def test_while_the_database_does_not_answer_what_is_popular_comes(
    client: TestClient, rankings: list[object]
) -> None:
    with slow_database() as line:
        assert healed(client)
        ready.KEPT.text, serving.SERVING.rest = ready.make(), 3600
        rankings.clear()
        with line.held(), small_budget():
            for _ in range(5):
                found = page(client)
                assert (len(ids(found)), found["ranked"], found["degraded"]) == (5, False, "slow")
                assert found["note"] == ready.NOTE
        assert len(rankings) == serving.SERVING.limit, "after a few failures nobody asks any more"
        serving.SERVING.rest = 0
        assert healed(client)


@pytest.mark.usefixtures("catalogue")
def test_without_a_database_what_is_popular_comes_from_valkey(client: TestClient) -> None:
    ready.make()
    with without_database():
        found = page(client)
        assert (len(ids(found)), found["degraded"]) == (5, "database")
        following = client.get("/api/v1/feed", params={"limit": 5, "cursor": found["next_cursor"]}).json()
    assert not set(ids(found)) & set(ids(following))


@pytest.mark.usefixtures("catalogue")
def test_with_neither_the_process_s_own_memory_answers(client: TestClient) -> None:
    ready.KEPT.text = ready.make()
    with without_database(), without_valkey():
        found = page(client)
    assert len(ids(found)) == 5


def test_without_anything_ready_the_page_is_empty_and_says_why(client: TestClient) -> None:
    with without_database(), without_valkey():
        found = page(client)
    assert (found["items"], found["ranked"]) == ([], False)
    assert found["note"]


@pytest.mark.parametrize("fault", ["raises", "sleeps"])
def test_a_ranker_that_fails_or_dawdles_costs_no_page(
    client: TestClient, catalogue: list[int], monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    assert healed(client)
    ready.KEPT.text = ready.make()

    page_is_there = threading.Event()

    def broken(*_: object) -> None:
        if fault == "sleeps":
            page_is_there.wait(200)
        raise ZeroDivisionError

    with monkeypatch.context() as patch, small_budget() if fault == "sleeps" else nullcontext():
        for recipe in ("FOR_YOU", "NEWCOMER"):
            patch.setattr(feed, recipe, replace(getattr(feed, recipe), rank=broken))
        found = page(client)
        page_is_there.set()
    assert len(ids(found)) == 5
    assert set(ids(found)) <= set(catalogue)
    assert (found["ranked"], found["degraded"]) == (False, "slow" if fault == "sleeps" else "ranking")
    assert healed(client)


def test_a_creator_turned_away_stays_away_when_only_what_is_popular_is_left(client: TestClient) -> None:
    me = sign_up(client, "ada")
    with transaction() as session:
        bad, good = make_user(session), make_user(session)
        for creator in (bad, good):
            make_video(session, creator)
        session.add(Block(blocker_id=me["id"], blocked_id=bad.id))
    assert healed(client)
    ready.KEPT.text = ready.make()
    with without_database():
        found = page(client)
    assert {item["video"]["creator"]["id"] for item in found["items"]} == {good.id}  # type: ignore[attr-defined]
