"""What a training reads is what happened, whatever its size, and never what came after."""

from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from app.learning import watches
from app.learning.examples import World
from app.learning.lessons import read_lesson
from app.models import Follow, Like, Video, VideoContent, WatchHistory
from app.models.columns import now
from tests.builders import make_video
from tests.crowds import watched
from tests.service.scenes import person


def stay(session: Session, *, count: int = 1) -> tuple[int, int, int]:
    """A fan, a creator and a clip that the fan watched `count` times, an hour apart, the last just now."""
    fan, star = person(session).id, person(session)
    clip = make_video(session, star, watch_count=count + 10, fair_long=count + 5, completion_total=count + 7)
    session.add(VideoContent(video_id=clip.id, content=np.eye(128)[0]))
    rows = [watched(fan, clip.id, 1.0, now() - timedelta(hours=count - n)) for n in range(count)]
    session.execute(insert(WatchHistory), rows)
    session.flush()
    return fan, star.id, clip.id


def test_what_somebody_liked_and_whom_they_followed_before_is_known(session: Session) -> None:
    fan, star, clip = stay(session, count=3)
    session.add(Like(user_id=fan, video_id=clip))
    session.add(Follow(follower_id=fan, followed_id=star, created_at=now() - timedelta(hours=2.5)))
    session.flush()
    found = watches.watches_between(session, now() - timedelta(days=1), now())
    assert found["liked"].tolist() == [True] * 3
    assert found["followed"].tolist() == [False, True, True]
    assert found["completion"].tolist() == [1, 1, 1]
    assert np.all(np.diff(found["at"]) > 0)


def test_only_the_newest_are_read_when_there_are_too_many(session: Session) -> None:
    stay(session, count=5)
    newest = watches.watches_between(session, now() - timedelta(days=1), now(), most=2)
    every = watches.watches_between(session, now() - timedelta(days=1), now())
    assert newest["at"].tolist() == every["at"].tolist()[-2:]


def test_rows_come_whole_through_pieces_of_any_size(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    stay(session, count=40)
    whole = watches.watches_between(session, now() - timedelta(days=3), now())
    monkeypatch.setattr(watches, "MOST_BYTES", 1)
    assert np.array_equal(watches.watches_between(session, now() - timedelta(days=3), now()), whole)


def test_an_example_knows_the_counts_of_its_moment_only(session: Session) -> None:
    _, _, clip = stay(session, count=4)
    assert session.get_one(Video, clip).watch_count == 14
    lesson = read_lesson(session)
    world = World.of(lesson.watches, lesson.videos, lesson.contents)
    assert world.rows(slice(None))["watches"].tolist() == [10, 11, 12, 13]
    added = [1 - (n + 3.5) / (n + 10) + 0.35 for n in range(4)]
    assert world.rows(slice(None))["long"] == pytest.approx(9 - np.cumsum(added[::-1])[::-1])
    heat = world.rows(slice(None))["heat"]
    assert heat[0] == 0
    assert np.all(np.diff(heat[1:]) > 0)
