"""Who is told of what, once, and who is not."""

from typing import Any

import pytest
from sqlmodel import Session, col, select

from app import cache, db, jobs, notices
from app.jobs import Job
from app.models import AccountSettings, Block, Comment, Mute, Notification, PushSubscription, User
from app.models.columns import now
from app.notices import Kind, Way, tell, untell
from tests.builders import make_user, make_video
from tests.service.scenes import person


def told(session: Session, user: User) -> list[tuple[Any, ...]]:
    rows = session.exec(
        select(Notification).where(Notification.user_id == user.id).order_by(col(Notification.id))
    )
    return [(row.kind, row.subject, row.actor_id) for row in rows]


def test_a_like_is_told_once_however_often_it_is_given(session: Session) -> None:
    ada, bob = person(session), person(session)
    video = make_video(session, ada)
    for _ in range(2):
        tell(session, ada.id, Kind.LIKE, actor_id=bob.id, video_id=video.id)
    assert told(session, ada) == [("like", f"video:{video.id}", bob.id)]


def test_nobody_is_told_of_themselves(session: Session) -> None:
    ada = person(session)
    tell(session, ada.id, Kind.LIKE, actor_id=ada.id, video_id=make_video(session, ada).id)
    assert told(session, ada) == []


@pytest.mark.parametrize("blocker", [0, 1])
def test_nothing_passes_a_block_in_either_direction(session: Session, blocker: int) -> None:
    pair = person(session), person(session)
    session.add(Block(blocker_id=pair[blocker].id, blocked_id=pair[1 - blocker].id))
    session.flush()
    tell(session, pair[0].id, Kind.FOLLOW, actor_id=pair[1].id)
    assert told(session, pair[0]) == []


def test_the_muted_are_not_heard_but_hear(session: Session) -> None:
    ada, bob = person(session), person(session)
    session.add(Mute(muter_id=ada.id, muted_id=bob.id))
    session.flush()
    tell(session, ada.id, Kind.FOLLOW, actor_id=bob.id)
    tell(session, bob.id, Kind.FOLLOW, actor_id=ada.id)
    assert (told(session, ada), told(session, bob)) == ([], [("follow", "user", ada.id)])


def test_a_kind_that_is_switched_off_is_not_told_while_others_are(session: Session) -> None:
    ada, bob = person(session), person(session)
    session.add(AccountSettings(user_id=ada.id, notices={"like": []}))
    session.flush()
    tell(session, ada.id, Kind.LIKE, actor_id=bob.id, video_id=make_video(session, ada).id)
    tell(session, ada.id, Kind.FOLLOW, actor_id=bob.id)
    assert told(session, ada) == [("follow", "user", bob.id)]


def test_people_who_are_gone_are_told_nothing(session: Session) -> None:
    ada, bob = person(session, deleted_at=now()), person(session)
    tell(session, ada.id, Kind.FOLLOW, actor_id=bob.id)
    assert told(session, ada) == []


def test_replies_are_about_the_thread_they_stand_in(session: Session) -> None:
    ada, bob = person(session), person(session)
    video = make_video(session, ada)
    first = Comment(video_id=video.id, author_id=ada.id, text="first")
    session.add(first)
    session.flush()
    reply = Comment(video_id=video.id, author_id=bob.id, text="second", parent_id=first.id)
    session.add(reply)
    session.flush()
    tell(session, ada.id, Kind.REPLY, actor_id=bob.id, video_id=video.id, comment_id=reply.id)
    assert told(session, ada) == [("reply", f"comment:{first.id}", bob.id)]


def test_a_like_taken_back_unread_leaves_no_trace(session: Session) -> None:
    ada, bob, eve = person(session), person(session), person(session)
    video = make_video(session, ada)
    for actor in (bob, eve):
        tell(session, ada.id, Kind.LIKE, actor_id=actor.id, video_id=video.id)
    untell(session, ada.id, Kind.LIKE, actor_id=bob.id, video_id=video.id)
    assert told(session, ada) == [("like", f"video:{video.id}", eve.id)]


def test_a_like_taken_back_after_it_was_read_is_not_told_again_when_repeated(session: Session) -> None:
    ada, bob = person(session), person(session)
    video = make_video(session, ada)
    tell(session, ada.id, Kind.LIKE, actor_id=bob.id, video_id=video.id)
    row = session.exec(select(Notification).where(Notification.user_id == ada.id)).one()
    row.read_at = now()
    session.flush()
    untell(session, ada.id, Kind.LIKE, actor_id=bob.id, video_id=video.id)
    tell(session, ada.id, Kind.LIKE, actor_id=bob.id, video_id=video.id)
    session.expire_all()
    assert session.exec(select(Notification).where(Notification.user_id == ada.id)).one().read_at


def test_the_next_milestone_takes_the_place_of_the_last_and_is_unread(session: Session) -> None:
    ada = person(session)
    video = make_video(session, ada)
    tell(session, ada.id, Kind.MILESTONE, video_id=video.id, what="views", number=1000)
    row = session.exec(select(Notification).where(Notification.user_id == ada.id)).one()
    row.read_at = now()
    session.flush()
    tell(session, ada.id, Kind.MILESTONE, video_id=video.id, what="views", number=10_000)
    session.expire_all()
    row = session.exec(select(Notification).where(Notification.user_id == ada.id)).one()
    assert (row.details, row.read_at) == ({"what": "views", "number": 10_000}, None)


def test_what_is_rolled_back_is_neither_told_nor_delivered(clean: None) -> None:
    with db.transaction() as session:
        ada, bob = make_user(session), make_user(session)
        _subscribe(session, ada)

    def fail() -> None:
        with db.transaction() as session:
            tell(session, ada.id, Kind.FOLLOW, actor_id=bob.id)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not cache.valkey().exists(notices.due(ada.id))


def test_a_job_is_queued_only_for_those_whom_more_than_the_app_reaches(clean: None) -> None:
    with db.transaction() as session:
        ada, bob = make_user(session), make_user(session)
        _subscribe(session, ada)
    with db.transaction() as session:
        tell(session, ada.id, Kind.FOLLOW, actor_id=bob.id)
        tell(session, bob.id, Kind.FOLLOW, actor_id=ada.id)
    assert (jobs.is_known(Job.NOTIFY, ada.id), jobs.is_known(Job.NOTIFY, bob.id)) == (True, False)
    assert cache.valkey().scard(notices.due(ada.id)) == 1


def test_open_pages_hear_of_it_once_it_is_committed(clean: None) -> None:
    with db.transaction() as session:
        ada, bob = make_user(session), make_user(session)
    listener = cache.valkey().pubsub()
    listener.subscribe(notices.CHANNEL)
    assert listener.get_message(timeout=60)["type"] == "subscribe"
    with db.transaction() as session:
        tell(session, ada.id, Kind.FOLLOW, actor_id=bob.id)
        assert listener.get_message(timeout=0.2) is None
    assert listener.get_message(timeout=60)["data"] == str(ada.id)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, {Way.APP, Way.PUSH}),
        ({"like": ["app", "mail"]}, {Way.APP, Way.MAIL}),
        ({"like": ["push"]}, set()),
        ({"like": ["app", "pigeon"]}, {Way.APP}),
    ],
)
def test_what_is_not_wanted_in_the_app_comes_in_no_other_way(
    chosen: dict[str, Any], expected: set[Way]
) -> None:
    assert notices.ways(chosen, Kind.LIKE) == expected


def _subscribe(session: Session, user: User) -> None:
    row = PushSubscription(user_id=user.id, endpoint=f"https://push.test/{user.id}", p256dh="", auth="")
    session.add(row)
