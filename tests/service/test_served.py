"""The ranker learns from what it saw when it chose, where that was written down."""

from datetime import timedelta
from uuid import uuid4

import numpy as np
import pytest
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from app.learning.examples import Examples, World, examples
from app.learning.lessons import read_lesson
from app.learning.served import AS_SERVED, LAYOUT, POSITION
from app.learning.spaces import BY_CONTENT
from app.models import Impression, RecsysModel, VideoContent, WatchHistory
from app.models.columns import now
from app.recsys.features import FEATURES, GROUPS
from tests.builders import make_video
from tests.crowds import watched
from tests.service.scenes import person

SAW = np.arange(1, len(FEATURES) + 1)


def learned(session: Session, *positions: int | None, layout: str = LAYOUT) -> Examples:
    """From a fan's watches of one clip that stood so far down a scroll, or came from nobody knows where."""
    model = RecsysModel(key="nowhere", sha256="", bytes=0, metrics={"features": layout})
    fan, clip = person(session).id, make_video(session, person(session)).id
    session.add_all([model, VideoContent(video_id=clip, content=np.eye(128)[0])])
    session.flush()
    for place, position in enumerate(positions):
        row = watched(fan, clip, 1.0, now() - timedelta(hours=len(positions) - place))
        if position is not None:
            row["request_id"] = shown(session, clip, model.id, position)
        session.execute(insert(WatchHistory), [row])
    lesson = read_lesson(session)
    world = World.of(lesson.watches, lesson.videos, lesson.contents, served=lesson.served)
    return examples(world, BY_CONTENT, np.ones(len(world.watches), bool))


def shown(session: Session, clip: int, model: int | None, position: int) -> object:
    row = Impression(
        request_id=uuid4(), video_id=clip, position=position, viewer_key="user:1", source="nearest",
        score=1, propensity=1, model_id=model, features=SAW.astype("<f2").tobytes(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.request_id


def test_what_was_written_down_is_learned_from_and_the_rest_is_rebuilt(session: Session) -> None:
    found = learned(session, None, 0, None).features
    assert found[1, AS_SERVED].tolist() == SAW[AS_SERVED].tolist()
    assert (found[[0, 2]][:, AS_SERVED] != SAW[AS_SERVED]).any(axis=1).all()


def test_what_is_measured_in_the_space_is_measured_in_the_one_of_today(session: Session) -> None:
    found = learned(session, 0).features
    assert (found[0, list(GROUPS["taste"])] != SAW[list(GROUPS["taste"])]).all()


def test_the_place_in_the_scroll_is_told_around_what_is_usual(session: Session) -> None:
    first, last, unknown = learned(session, 0, 9, None).features[:, POSITION]
    assert first == pytest.approx(-np.log(10) / 2, abs=0.01)
    assert last == pytest.approx(np.log(10) / 2, abs=0.01)
    assert unknown == 0


def test_numbers_that_meant_other_things_are_left_alone(session: Session) -> None:
    found = learned(session, 0, layout="of long ago").features
    assert (found[0, AS_SERVED] != SAW[AS_SERVED]).any()
