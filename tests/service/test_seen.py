"""What a viewer has seen in a year: exact, whatever Valkey forgot and whatever came meanwhile."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session

from app import eventlog
from app.accounts.viewer import Viewer, anonymous
from app.cache import valkey
from app.db import new_session, transaction
from app.models import WatchHistory
from app.models.columns import now
from app.resilience import hints
from app.watching import seen
from app.watching import service as watching
from app.watching.schemas import WatchReport
from tests.builders import make_user, make_video
from tests.outages import without_valkey

pytestmark = pytest.mark.usefixtures("clean")
ME = anonymous("somebody-somewhere")


@pytest.fixture
def made(clean: None, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    monkeypatch.setattr(seen, "MAKING_SECONDS", 600)  # the history may be long in coming
    with transaction() as session:
        creator = make_user(session)
        return [make_video(session, creator).id for _ in range(6)]


def watch(video_id: int, viewer: Viewer = ME) -> None:
    """As players report it, and as the consumer applies it."""
    told = {"video_id": video_id, "watched_ms": 900, "duration_ms": 1000, "started_at": now()}
    watching.report(viewer, [WatchReport.model_validate({**told, "event_id": uuid4()})])
    watching.apply(list(eventlog.replay(watching.TOPIC)))


def kept() -> list[int] | None:
    found = seen.parsed(hints().client.get(seen.key(ME.key)))
    return None if found is None else found.tolist()


def rebuilt() -> list[int]:
    with new_session() as session:
        return seen.rebuild(session, ME.key).tolist()


def test_what_is_missing_is_read_from_the_history_and_kept(made: list[int]) -> None:
    for video_id in made[:3]:
        watch(video_id)
    assert kept() is None
    assert rebuilt() == made[:3]
    assert kept() == made[:3]


def test_a_watch_is_added_to_what_is_kept(made: list[int]) -> None:
    watch(made[0])
    rebuilt()
    watch(made[4])
    watch(made[4])
    assert kept() == [made[0], made[4]]


def test_a_watch_that_comes_while_the_history_is_read_is_not_lost(
    made: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    watch(made[0])
    read = seen._watched

    def slowly(session: Session, viewer_key: str) -> seen.Ids:
        found = read(session, viewer_key)
        watch(made[1])
        return found

    monkeypatch.setattr(seen, "_watched", slowly)
    assert rebuilt() == made[:1]
    assert kept() == made[:2]


def test_only_one_of_two_who_look_at_once_keeps_what_it_found(
    made: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    watch(made[0])
    read = seen._watched

    def with_company(session: Session, viewer_key: str) -> seen.Ids:
        monkeypatch.setattr(seen, "_watched", read)
        assert rebuilt() == made[:1]
        assert kept() is None
        return read(session, viewer_key)

    monkeypatch.setattr(seen, "_watched", with_company)
    assert rebuilt() == made[:1]
    assert kept() == made[:1]


def test_a_maker_that_died_is_not_waited_for_for_long(made: list[int]) -> None:
    hints().client.set(seen.key(ME.key), b"\xff" * 8, ex=seen.MAKING_SECONDS)
    assert kept() is None
    assert 0 < valkey().ttl(seen.key(ME.key)) <= seen.MAKING_SECONDS


def test_a_watch_of_more_than_a_year_ago_counts_no_more(made: list[int]) -> None:
    watch(made[0])
    with transaction() as session:
        session.add(
            WatchHistory(
                event_id=uuid4(),
                created_at=now() - timedelta(days=366),
                viewer_key=ME.key,
                video_id=made[1],
                watch_duration_ms=1,
                duration_ms=1,
                completion_rate=1,
                source="feed",
            )
        )
    assert rebuilt() == made[:1]


def test_more_than_fits_is_never_kept_and_still_exact(
    made: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen, "MOST_BYTES", 8 * 4)
    for video_id in made[:3]:
        watch(video_id)
    assert rebuilt() == made[:3]
    watch(made[3])
    assert kept() is None
    assert rebuilt() == made[:4]


def test_without_valkey_the_history_answers(made: list[int]) -> None:
    watch(made[0])
    with without_valkey():
        assert rebuilt() == made[:1]
