"""Ranking sees of a video what the tables say."""

import numpy as np
from sqlmodel import Session

from app.models import CreatorTotals, VideoEmbedding
from app.recsys.columns import DIMENSIONS, tag_key
from app.videos.columns import columns_of
from tests.builders import make_user, make_video


def test_rows_come_in_the_order_asked_for_and_without_what_is_not_there(session: Session) -> None:
    creator = make_user(session)
    first, second = make_video(session, creator), make_video(session, creator)
    rows = columns_of(session, [second.id, 2**52, first.id])
    assert rows["id"].tolist() == [second.id, first.id]
    assert columns_of(session, []).tolist() == []


def test_a_row_holds_what_the_tables_say(session: Session) -> None:
    creator = make_user(session)
    counts = {"watch_count": 70_000, "completion_total": 3.5, "fair_long": 6.25, "like_count": 5}
    video = make_video(session, creator, hashtags=["dance", "Ünïcode"], heat=101.25, **counts)
    session.add(CreatorTotals(creator_id=creator.id, watch_count=9, fair_long=8, completion_total=7.5))
    session.add(VideoEmbedding(video_id=video.id, embedding=np.arange(DIMENSIONS)))
    session.flush()
    (row,) = columns_of(session, [video.id])
    assert row["creator"] == creator.id
    assert row["sound"] == 0
    assert row["tags"].tolist() == [tag_key("dance"), tag_key("Ünïcode"), 0, 0]
    assert video.published_at is not None
    assert row["published"] == np.float64(video.published_at.timestamp())
    assert [row[name] for name in ("watches", "completions", "long", "likes")] == [70_000, 3.5, 6.25, 5]
    assert [row[name] for name in ("creator_watches", "creator_long", "creator_completions")] == [9, 8, 7.5]
    assert row["heat"] == 101.25
    assert row["vector"].tolist() == list(range(DIMENSIONS))


def test_a_video_without_a_place_stands_at_the_origin(session: Session) -> None:
    video = make_video(session, make_user(session))
    assert not columns_of(session, [video.id])["vector"].any()
