"""Counts follow their rows: at once on the cards, stored with the next flush, whatever dies between."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import Session, col, select, update
from typer.testing import CliRunner

from app import cli
from app.accounts.viewer import Viewer
from app.cache import valkey
from app.comments import service as comments
from app.comments.schemas import NewComment
from app.db import new_session, transaction
from app.models import Like, Notification, Video
from app.social import service as social
from app.videos import counts, milestones
from app.videos.cards import card
from tests.builders import make_video
from tests.outages import without_valkey
from tests.service.scenes import person, viewer, watched

pytestmark = pytest.mark.usefixtures("clean")
COLUMNS = ("like_count", "save_count", "share_count", "comment_count")


def a_video(**columns: object) -> int:
    with transaction() as session:
        return make_video(session, person(session), **columns).id


def fans(number: int) -> list[Viewer]:
    with transaction() as session:
        return [viewer(session) for _ in range(number)]


def do_everything(session: Session, fan: Viewer, video: int) -> None:
    social.like(session, fan, video)
    social.save(session, fan, video)
    social.share(session, fan, video, "link")
    comments.write(session, fan, video, NewComment(text="fine"))


def stored(video: int) -> tuple[int, ...]:
    with new_session() as session:
        found = session.get_one(Video, video)
        return tuple(getattr(found, name) for name in COLUMNS)


def shown(video: int, who: Viewer) -> tuple[int, ...]:
    with new_session() as session:
        found = card(session, video, who)
        return tuple(getattr(found, name) for name in COLUMNS)


def test_cards_show_a_reaction_before_it_is_counted_and_not_twice_after() -> None:
    video, [fan] = a_video(), fans(1)
    with transaction() as session:
        do_everything(session, fan, video)
    assert (stored(video), shown(video, fan)) == ((0, 0, 0, 0), (1, 1, 1, 1))
    assert counts.flush() == 4
    assert (stored(video), shown(video, fan)) == ((1, 1, 1, 1), (1, 1, 1, 1))
    assert counts.flush() == 0
    assert valkey().keys("counts:*") == []


def test_who_likes_a_hot_video_waits_for_nobody_and_the_sum_is_exact() -> None:
    video, crowd = a_video(), fans(40)
    with transaction() as holder:
        # Somebody sits on the video's row for as long as the crowd comes.
        holder.exec(update(Video).where(col(Video.id) == video).values(description="held"))

        def react(fan: Viewer) -> None:
            with transaction() as session:
                do_everything(session, fan, video)

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(react, crowd))
    counts.flush()
    assert stored(video) == (40, 40, 40, 40)


def test_flushes_at_once_with_likes_and_unlikes_end_with_the_rows() -> None:
    video, crowd = a_video(), fans(12)

    def react(number: int) -> None:
        if number % 5 == 0:
            counts.flush()
        with transaction() as session:
            change = social.unlike if number % 3 == 0 else social.like
            change(session, crowd[number % len(crowd)], video)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(react, range(120)))
    while counts.flush():
        pass
    with new_session() as session:
        likes = len(session.exec(select(Like)).all())
    assert stored(video)[0] == likes
    assert valkey().keys("counts:*") == []


def test_a_flush_that_is_late_leaves_what_was_marked_after_another_settled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    video, [early, late] = a_video(), fans(2)

    def like(fan: Viewer) -> None:
        with transaction() as session:
            social.like(session, fan, video)

    def meanwhile(*read: dict[str, str]) -> None:
        monkeypatch.undo()
        counts.flush()
        like(late)
        counts._settle(*read)

    monkeypatch.setattr(counts, "_settle", meanwhile)
    like(early)
    counts.flush()
    counts.flush()
    assert stored(video)[0] == 2


def test_a_reaction_that_is_rolled_back_is_not_shown() -> None:
    video, [fan] = a_video(), fans(1)
    with new_session() as session:
        social.like(session, fan, video)
        session.rollback()
    assert shown(video, fan)[0] == 0
    counts.flush()
    assert stored(video)[0] == 0


def test_a_process_that_dies_right_after_the_commit_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    video, [fan] = a_video(), fans(1)
    monkeypatch.setattr(counts, "_show", lambda *_: None)
    with transaction() as session:
        social.like(session, fan, video)
    counts.flush()
    assert stored(video)[0] == 1


def test_without_valkey_the_rows_are_counted_at_once() -> None:
    video, crowd = a_video(), fans(6)
    with without_valkey():

        def like(fan: Viewer) -> None:
            with transaction() as session:
                social.like(session, fan, video)

        with ThreadPoolExecutor(6) as threads:
            list(threads.map(like, crowd))
        assert stored(video)[0] == 6
        assert shown(video, crowd[0])[0] == 6


def test_likes_warm_a_video_once() -> None:
    video, crowd = a_video(), fans(3)
    for fan in crowd:
        with transaction() as session:
            social.like(session, fan, video)
    counts.flush()
    with new_session() as session:
        warm = session.get_one(Video, video).heat
    counts.flush()
    with new_session() as session:
        assert 0 < warm == session.get_one(Video, video).heat


def test_check_names_wrong_counts_and_fix_mends_them() -> None:
    video, [fan] = a_video(like_count=7, comment_count=2), fans(1)
    with transaction() as session:
        do_everything(session, fan, video)
        watched(session, fan, video)
    counts.flush()
    with transaction() as session:
        wrong = {"like_count": 5, "share_count": 0, "view_count": 0}
        session.exec(update(Video).where(col(Video.id) == video).values(**wrong))
    run = CliRunner()
    named = run.invoke(cli.cli, ["check"])
    assert named.exit_code == 1
    for sentence in ("like_count is 5; counted again it is 1", "share_count is 0;", "view_count is 0;"):
        assert sentence in named.output
    assert "3 mended" in run.invoke(cli.cli, ["check", "--fix"]).output
    assert stored(video) == (1, 1, 1, 1)
    with new_session() as session:
        assert session.get_one(Video, video).view_count == 1
        assert [one for name in counts.NAMES for one in counts.wrong(session, name)] == []


@pytest.mark.parametrize(
    ("before", "after", "number"),
    [
        (0, 99, None),
        (99, 100, 100),
        (100, 101, None),
        (90, 1200, 1000),
        (1000, 999, None),
        (0, 10**12, 10**9),
    ],
)
def test_a_milestone_is_told_when_it_is_passed(before: int, after: int, number: int | None) -> None:
    assert milestones.passed(before, after) == number


def test_the_creator_hears_of_the_hundredth_like() -> None:
    with transaction() as session:
        creator = person(session)
        video = make_video(session, creator).id
        crowd = [viewer(session) for _ in range(100)]
    for fan in crowd:
        with transaction() as session:
            social.like(session, fan, video)
    counts.flush()
    with new_session() as session:
        told = select(Notification).where(Notification.user_id == creator.id)
        [notice] = [one for one in session.exec(told) if one.kind == "milestone"]
    assert notice.details == {"what": "likes", "number": 100}
