"""A training ends with a model that serves, or with the reason why not."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from rq import Queue
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete, select, text
from typer.testing import CliRunner

from app import cli, eventlog, storage
from app.cache import valkey_bytes
from app.db import new_session, transaction
from app.errors import Conflict
from app.learning import files, items, lessons, models, rebuilding, tastes, training, vectors, versions
from app.learning.files import Unreadable
from app.models import ModelState, RecsysModel, UserEmbedding, VideoEmbedding, WatchHistory
from app.models.columns import now
from tests.crowds import Crowd, make_crowd, watch_at_random, watched
from tests.outages import without_storage
from tests.service.scenes import person

pytestmark = pytest.mark.usefixtures("clean")


@pytest.fixture
def crowd(clean: None) -> Crowd:
    storage.remove_below(storage.MODELS)
    return make_crowd()


def rows() -> list[RecsysModel]:
    with new_session() as session:
        return list(versions.listing(session))


def states() -> list[str]:
    return [str(row.state) for row in rows()]


def nearest(user_id: int, count: int = 12) -> list[int]:
    with new_session() as session:
        taste = tastes.taste_of(session, f"user:{user_id}")
        distance = col(VideoEmbedding.embedding).max_inner_product(taste.vector)
        # The index is full of other tests' rows that are gone, and finds too few.
        session.execute(text("SET LOCAL enable_indexscan = off"))
        return list(session.exec(select(VideoEmbedding.video_id).order_by(distance).limit(count)))


def share_of_own(crowd: Crowd) -> float:
    """Of the twelve nearest videos of every viewer, how many are of the viewer's topic."""
    found = [
        len(set(nearest(user_id)) & set(crowd.videos[topic])) / 12
        for topic in (0, 1)
        for user_id in crowd.viewers[topic][:5]
    ]
    return float(np.mean(found))


def test_too_few_watches_are_politely_declined(clean: None) -> None:
    make_crowd(watches=120)
    outcome = training.train()
    assert outcome.said == "Not enough watches yet: 120 of 1,000."
    assert rows() == []


def test_a_training_ends_with_an_active_model_that_knows_the_tastes(crowd: Crowd) -> None:
    outcome = training.train()
    assert outcome.is_active, outcome.said
    row = rows()[0]
    assert (row.state, row.id) == (ModelState.ACTIVE, outcome.model_id)
    assert row.metrics["judged"]["gauc"] > 0.8
    assert row.metrics["judged"]["loss"] < row.metrics["judged"]["guess"] * 0.8
    rebuilding.rebuild()
    assert share_of_own(crowd) > 0.9
    with new_session() as session:
        assert set(session.exec(select(VideoEmbedding.model_id))) == {row.id}
        assert len(session.exec(select(UserEmbedding)).all()) == 40


def test_without_a_model_everybody_is_moved_to_where_content_puts_them(crowd: Crowd) -> None:
    done = rebuilding.rebuild()
    assert (done.model_id, done.videos, done.people) == (None, 24, 40)
    assert share_of_own(crowd) > 0.9


def test_a_model_that_foresees_worse_is_refused_and_the_old_one_serves_on(crowd: Crowd) -> None:
    first = training.train()
    with transaction() as session:  # little is left of what was known of them but the last day
        lately = now() - timedelta(days=1.5)
        session.exec(delete(WatchHistory).where(col(WatchHistory.created_at) < lately))
        strangers = [person(session).id for _ in range(60)]
        watch_blindly(session, strangers, crowd.all_videos, 3000, until=lately)
    second = training.train()
    assert not second.is_active
    assert "refused" in second.said
    assert [(row.id, str(row.state)) for row in rows()] == [
        (second.model_id, "refused"),
        (first.model_id, "active"),
    ]
    assert rows()[0].reason
    assert "refused" in CliRunner().invoke(cli.cli, ["models", "list"]).output


def test_one_can_go_back_to_the_model_before(crowd: Crowd) -> None:
    first = training.train()
    watch_at_random(crowd, 400, until=now(), days=0.5, seed=2)
    second = training.train()
    assert second.is_active, second.said
    assert (
        f"Model {first.model_id} serves again" in CliRunner().invoke(cli.cli, ["models", "rollback"]).output
    )
    model = models.refresh()
    assert model is not None
    assert model.id == first.model_id
    assert states() == ["refused", "active"]
    with transaction() as session, pytest.raises(Conflict):
        versions.roll_back(session)
    assert "serves" in CliRunner().invoke(cli.cli, ["models", "switch", str(second.model_id)]).output
    assert states() == ["active", "retired"]


def test_old_and_new_vectors_may_meet_while_a_switch_is_under_way(crowd: Crowd) -> None:
    """Half of the videos lie in the new space, half still in the old one, and every viewer in either."""
    training.train()
    rebuilding.rebuild()
    before = places(crowd)
    watch_at_random(crowd, 600, until=now(), days=0.5, seed=2)
    assert training.train().is_active
    model_id, where = rebuilding.active_places()
    with transaction() as session:
        items.put(session, crowd.all_videos[::2], where, model_id=model_id)
    after = places(crowd)
    moved = crowd.all_videos[::2]
    assert np.mean([angle(before[one], after[one]) for one in moved]) > 0.9
    assert share_of_own(crowd) > 0.85
    models.refresh()
    assert share_of_own(crowd) > 0.85
    rebuilding.rebuild()
    assert share_of_own(crowd) > 0.9


def test_a_damaged_file_leaves_the_last_good_model_and_heals_by_itself(crowd: Crowd) -> None:
    first = training.train()
    clock = [0.0]
    here = models.Follower(clock=lambda: clock[0])
    here.look()
    watch_at_random(crowd, 400, until=now(), days=0.5, seed=2)
    second = training.train()
    assert second.is_active, second.said
    row = rows()[0]
    whole = b"".join(storage.read(row.key))
    storage.put_bytes(row.key, whole[:-100], content_type=files.KIND)
    here.look()
    assert here.model is not None
    assert here.model.id == first.model_id
    assert "damaged" in (here.trouble or "")
    afresh = models.Follower()
    afresh.look()
    assert (afresh.model, bool(afresh.trouble)) == (None, True)
    storage.put_bytes(row.key, whole, content_type=files.KIND)
    clock[0] += models.AGAIN_SECONDS
    here.look()
    assert (here.model.id, here.trouble) == (second.model_id, None)


def test_a_missing_file_or_store_is_trouble_and_no_fault(crowd: Crowd) -> None:
    training.train()
    with without_storage():
        assert models.refresh() is None
        assert models.trouble()
    storage.remove([rows()[0].key])
    assert models.refresh() is None
    assert "cannot be fetched" in (models.trouble() or "")
    with pytest.raises(Unreadable):
        rebuilding.rebuild()


def test_a_killed_backfill_goes_on_where_it_was(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "VIDEOS", 10)

    class Killed(BaseException):
        pass

    def be_killed(count: int) -> None:
        if count:
            raise Killed

    with pytest.raises(Killed):
        rebuilding.rebuild(be_killed)
    begun = updated(crowd)
    told: list[int] = []
    done = rebuilding.rebuild(told.append)
    assert (done.videos, done.people) == (24, 40)
    assert told[:2] == [10, 10]
    assert [video_id for video_id, at in updated(crowd).items() if at == begun[video_id]] == sorted(
        crowd.all_videos
    )[:10]
    assert (
        "24 videos and 40 people stand where content alone has them."
        in CliRunner().invoke(cli.cli, ["backfill", "embeddings"]).output
    )


def test_two_trainings_at_once_are_one(crowd: Crowd) -> None:
    with training.alone(), pytest.raises(Conflict, match="under way"):
        training.train()


def test_a_training_is_queued_once_there_is_enough_to_learn_from(crowd: Crowd) -> None:
    training.train_when_due()
    assert Queue("training", connection=valkey_bytes()).count == 0  # the event log has seen none of them
    eventlog.append("watches", [{}] * lessons.LEAST_WATCHES)
    training.train_when_due()
    training.train_when_due()
    assert Queue("training", connection=valkey_bytes()).job_ids == ["train-0"]


def test_the_command_trains_here_and_says_what_came_of_it(clean: None) -> None:
    ended = CliRunner().invoke(cli.cli, ["train"])
    assert (ended.exit_code, ended.output) == (1, "Not enough watches yet: 0 of 1,000.\n")
    assert CliRunner().invoke(cli.cli, ["models", "list"]).output == "Nothing was trained yet.\n"


def watch_blindly(
    session: Session, people: list[int], videos: list[int], count: int, *, until: datetime
) -> None:
    """Nothing can be learned from it."""
    rng = np.random.default_rng(3)
    made = [
        watched(
            int(rng.choice(people)),
            int(rng.choice(videos)),
            float(rng.choice([0.05, 1.0])),
            until - timedelta(days=4 * float(rng.random())),
        )
        for _ in range(count)
    ]
    session.execute(insert(WatchHistory), made)


def places(crowd: Crowd) -> dict[int, np.ndarray]:
    with new_session() as session:
        ids, found = vectors.embeddings_of(session, crowd.all_videos)
    return dict(zip(ids.tolist(), found, strict=True))


def angle(one: np.ndarray, other: np.ndarray) -> float:
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


def updated(crowd: Crowd) -> dict[int, datetime]:
    with new_session() as session:
        rows = session.exec(select(VideoEmbedding.video_id, VideoEmbedding.updated_at)).all()
    return dict(sorted(rows))
