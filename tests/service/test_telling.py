"""Who hears of a new video, by its caption or by following, and of how many follow."""

import pytest
from sqlmodel import Session, select

from app import db, jobs
from app.accounts.viewer import signed_in
from app.jobs import Job
from app.models import Block, Follow, Notification, User, Visibility
from app.notifications import following, service
from app.notifications.schemas import Filter, Notice
from app.social import ties
from tests.builders import make_video
from tests.service.scenes import person, viewer
from workers import notify


def inbox(session: Session, user_id: int, only: Filter = Filter.ALL) -> list[Notice]:
    return service.listing(session, signed_in(session.get_one(User, user_id)), only=only, limit=30).items


def test_followers_are_told_of_a_new_video_once(clean: None) -> None:
    with db.transaction() as session:
        ada, bob = person(session), person(session)
        shown = make_video(session, ada).id
        hidden = make_video(session, ada, visibility=Visibility.UNLISTED).id
        session.add(Follow(follower_id=bob.id, followed_id=ada.id))
    for video_id in (shown, shown, hidden):
        following.tell_followers(video_id)
    with db.new_session() as session:
        rows = session.exec(select(Notification)).all()
        assert [(row.user_id, row.kind, row.video_id) for row in rows] == [(bob.id, "posted", shown)]


def named_in(session: Session, video_id: int) -> set[int]:
    """To whom the inbox says that the video mentions them."""
    rows = session.exec(
        select(Notification).where(Notification.kind == "mention", Notification.video_id == video_id)
    )
    return {row.user_id for row in rows}


def test_those_whom_a_caption_names_are_told_once_and_not_again_as_followers(clean: None) -> None:
    with db.transaction() as session:
        ada, bob, eve = person(session, "ada"), person(session, "bob"), person(session, "eve")
        for one in (bob, eve):
            session.add(Follow(follower_id=one.id, followed_id=ada.id))
        video_id = make_video(session, ada, description="With @Bob, @ada and @nobody.").id
    for _ in range(2):
        notify.tell_of_video(video_id)
    with db.new_session() as session:
        rows = session.exec(select(Notification)).all()
        told = {(row.user_id, row.kind, row.actor_id) for row in rows}
        assert told == {(bob.id, "mention", ada.id), (eve.id, "posted", ada.id)}
        assert len(rows) == 2
        (row,) = inbox(session, bob.id, Filter.MENTIONS)
        assert (row.what, row.href, row.quote) == (
            "mentioned you",
            f"/v/{video_id}",
            "With @Bob, @ada and @nobody.",
        )


@pytest.mark.parametrize("blocker", ["ada", "bob"])
def test_a_caption_names_nobody_across_a_block(clean: None, blocker: str) -> None:
    with db.transaction() as session:
        people = {name: person(session, name) for name in ("ada", "bob")}
        blocked = "bob" if blocker == "ada" else "ada"
        session.add(Block(blocker_id=people[blocker].id, blocked_id=people[blocked].id))
        video_id = make_video(session, people["ada"], description="Hello @bob").id
    notify.tell_of_video(video_id)
    with db.new_session() as session:
        assert named_in(session, video_id) == set()


@pytest.mark.parametrize(
    ("visibility", "expected"),
    [
        (Visibility.PUBLIC, {"bob", "eve"}),
        (Visibility.UNLISTED, {"bob", "eve"}),
        (Visibility.FOLLOWERS, {"bob"}),
        (Visibility.PRIVATE, set()),
    ],
)
def test_only_those_who_may_watch_hear_that_a_caption_names_them(
    clean: None, visibility: Visibility, expected: set[str]
) -> None:
    with db.transaction() as session:
        ada = person(session, "ada")
        named = {name: person(session, name).id for name in ("bob", "eve")}
        session.add(Follow(follower_id=named["bob"], followed_id=ada.id))
        video_id = make_video(session, ada, description="@bob and @eve", visibility=visibility).id
    notify.tell_of_video(video_id)
    with db.new_session() as session:
        assert named_in(session, video_id) == {named[name] for name in expected}


def followed_by(session: Session, user: User, count: int) -> list[User]:
    fans = [person(session) for _ in range(count)]
    for fan in fans:
        session.add(Follow(follower_id=fan.id, followed_id=user.id))
    session.flush()
    return fans


def test_the_hundredth_follower_is_told_once_though_people_come_and_go(clean: None) -> None:
    with db.transaction() as session:
        ada, last = person(session), viewer(session)
        followed_by(session, ada, 99)
    for begin_or_end in (ties.follow, ties.unfollow, ties.follow):
        with db.transaction() as session:
            begin_or_end(session, last, str(ada.id))
        assert jobs.is_known(Job.FOLLOWED, ada.id)
        notify.tell_milestone(ada.id)
    with db.new_session() as session:
        rows = inbox(session, ada.id)
        (row,) = [one for one in rows if one.kind == "milestone"]
        assert (row.what, row.href) == ("100 people follow you", f"/@{ada.username}")
        told = select(Notification).where(Notification.user_id == ada.id, Notification.kind == "milestone")
        assert len(session.exec(told).all()) == 1


def test_the_next_milestone_is_told_and_none_between(clean: None) -> None:
    with db.transaction() as session:
        ada = person(session, follower_milestone=100)
        followed_by(session, ada, 101)
    notify.tell_milestone(ada.id)
    with db.transaction() as session:
        assert session.exec(select(Notification)).all() == []
        session.get_one(User, ada.id).follower_milestone = 10
    notify.tell_milestone(ada.id)
    with db.new_session() as session:
        assert session.exec(select(Notification.details)).all() == [{"what": "followers", "number": 100}]


def test_somebody_whom_few_follow_costs_no_job(clean: None) -> None:
    with db.transaction() as session:
        ada, fan = person(session), viewer(session)
        followed_by(session, ada, 3)
        ties.follow(session, fan, str(ada.id))
    assert not jobs.is_known(Job.FOLLOWED, ada.id)
