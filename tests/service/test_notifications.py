"""The inbox: grouped, in order, without what should not be seen, read up to a point."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.accounts.viewer import Viewer
from app.errors import NotSignedIn
from app.models import (
    Block,
    Comment,
    Follow,
    FollowRequest,
    Notification,
    User,
    Video,
    VideoStatus,
)
from app.models.columns import now
from app.notices import Kind, tell
from app.notifications import choices, service, wording
from app.notifications.schemas import Filter, Notice, NoticeChange
from tests.builders import make_video
from tests.service.scenes import person, viewer


def inbox(session: Session, who: Viewer, only: Filter = Filter.ALL) -> list[Notice]:
    return service.listing(session, who, only=only, limit=30).items


def sentences(session: Session, who: Viewer, only: Filter = Filter.ALL) -> list[str]:
    return [f"{one.who} {one.what}".strip() for one in inbox(session, who, only)]


def like(session: Session, video: Video, *names: str) -> list[User]:
    people = [person(session, display_name=name) for name in names]
    for one in people:
        tell(session, video.creator_id, Kind.LIKE, actor_id=one.id, video_id=video.id)
    return people


def comment(session: Session, video: Video, author: User, text: str = "so good") -> Comment:
    made = Comment(video_id=video.id, author_id=author.id, text=text)
    session.add(made)
    session.flush()
    tell(session, video.creator_id, Kind.COMMENT, actor_id=author.id, video_id=video.id, comment_id=made.id)
    return made


def test_likes_of_one_video_are_one_row_that_names_the_latest(session: Session) -> None:
    ada = viewer(session)
    like(session, make_video(session, ada.user), "Bob", "Eve", "Joe", "Mia", "Lin")
    (row,) = inbox(session, ada)
    assert f"{row.who} {row.what}" == "Lin and 4 others liked your video"
    assert [actor.display_name for actor in row.actors] == ["Lin", "Mia", "Joe"]
    assert (row.count, row.is_unread, row.href) == (5, True, f"/v/{row.video.id}")


def test_two_videos_and_two_kinds_are_rows_of_their_own_newest_first(session: Session) -> None:
    ada = viewer(session)
    one, two = make_video(session, ada.user), make_video(session, ada.user)
    (bob,) = like(session, one, "Bob")
    like(session, two, "Eve")
    comment(session, one, bob)
    assert sentences(session, ada) == [
        "Bob commented on your video",
        "Eve liked your video",
        "Bob liked your video",
    ]


def test_a_comment_is_quoted_and_its_row_leads_to_it(session: Session) -> None:
    ada = viewer(session)
    video = make_video(session, ada.user)
    made = comment(session, video, person(session), "x" * 200)
    (row,) = inbox(session, ada)
    assert row.href == f"/v/{video.id}?comment={made.id}"
    assert row.quote == "x" * 139 + "…"


def test_one_person_who_comments_thrice_is_one_person(session: Session) -> None:
    ada = viewer(session)
    video, bob = make_video(session, ada.user), person(session, display_name="Bob")
    for text in ("a", "b", "c"):
        comment(session, video, bob, text)
    (row,) = inbox(session, ada)
    assert (row.who, row.quote, row.count) == ("Bob", "c", 1)


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (Filter.LIKES, {"like", "comment_like"}),
        (Filter.COMMENTS, {"comment", "reply"}),
        (Filter.MENTIONS, {"mention"}),
        (Filter.FOLLOWS, {"follow", "follow_request", "follow_accepted"}),
    ],
)
def test_each_tab_shows_its_kinds(session: Session, only: Filter, expected: set[str]) -> None:
    ada, bob = viewer(session), person(session)
    video = make_video(session, ada.user)
    for kind in Kind:
        tell(session, ada.id, kind, actor_id=bob.id, video_id=video.id)
    assert {one.kind for one in inbox(session, ada, only)} == expected
    assert {one.kind for one in inbox(session, ada)} == set(Kind)


@pytest.mark.parametrize("by_ada", [True, False])
def test_blocked_people_vanish_from_rows_and_counts(session: Session, by_ada: bool) -> None:
    ada = viewer(session)
    video = make_video(session, ada.user)
    bob, _ = like(session, video, "Bob", "Eve")
    tell(session, ada.id, Kind.FOLLOW, actor_id=bob.id)
    pair = (ada.id, bob.id) if by_ada else (bob.id, ada.id)
    session.add(Block(blocker_id=pair[0], blocked_id=pair[1]))
    session.flush()
    assert sentences(session, ada) == ["Eve liked your video"]
    assert service.unread(session, ada).count == 1


def test_what_was_deleted_is_not_shown_any_more(session: Session) -> None:
    ada = viewer(session)
    gone, kept = make_video(session, ada.user), make_video(session, ada.user)
    like(session, gone, "Bob")
    said = comment(session, kept, person(session))
    like(session, kept, "Eve")[0].deleted_at = now()
    gone.status, said.deleted_at = VideoStatus.DELETED, now()
    session.flush()
    assert sentences(session, ada) == []


def test_a_decision_is_told_although_the_video_is_gone(session: Session) -> None:
    ada = viewer(session)
    video = make_video(session, ada.user, status=VideoStatus.DELETED)
    tell(session, ada.id, Kind.DECISION, video_id=video.id, action="remove", reason="Not yours.")
    (row,) = inbox(session, ada)
    assert (row.what, row.quote, row.video) == ("A moderator removed your video", "Not yours.", None)


def test_pages_follow_each_other_without_a_gap_or_a_repeat(session: Session) -> None:
    ada = viewer(session)
    videos = [make_video(session, ada.user) for _ in range(7)]
    for video in videos * 2:
        like(session, video, "Bob")
    found: list[int] = []
    cursor = None
    while True:
        page = service.listing(session, ada, limit=3, cursor=cursor)
        found += [one.video.id for one in page.items if one.video]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert found == [video.id for video in reversed(videos)]


def test_reading_up_to_a_row_leaves_newer_ones_unread(session: Session) -> None:
    ada = viewer(session)
    one, two = make_video(session, ada.user), make_video(session, ada.user)
    like(session, one, "Bob", "Eve")
    (older,) = inbox(session, ada)
    like(session, two, "Joe")
    assert service.unread(session, ada).count == 2
    assert service.read(session, ada, up_to=older.id).count == 1
    assert [row.is_unread for row in inbox(session, ada)] == [True, False]
    assert service.read(session, ada).count == 0


def test_nobody_reads_for_somebody_else(session: Session) -> None:
    ada, bob = viewer(session), viewer(session)
    like(session, make_video(session, ada.user), "Eve")
    service.read(session, bob)
    assert (service.unread(session, ada).count, inbox(session, bob)) == (1, [])


def test_strangers_have_no_inbox(session: Session) -> None:
    with pytest.raises(NotSignedIn):
        service.listing(session, Viewer(key="anon:x"), limit=5)


def test_who_follows_can_be_followed_back_from_the_row(session: Session) -> None:
    ada, bob = viewer(session), person(session, display_name="Bob")
    tell(session, ada.id, Kind.FOLLOW, actor_id=bob.id)
    (row,) = inbox(session, ada)
    assert (row.actors[0].is_following, row.href) == (False, f"/@{bob.username}")
    session.add(Follow(follower_id=ada.id, followed_id=bob.id))
    session.flush()
    assert inbox(session, ada)[0].actors[0].is_following


def test_requests_that_wait_are_counted_with_what_is_unread(session: Session) -> None:
    ada, bob = viewer(session), person(session)
    session.add(FollowRequest(requester_id=bob.id, requested_id=ada.id))
    session.flush()
    assert service.unread(session, ada).requests == 1


def test_what_was_read_long_ago_is_forgotten_and_nothing_else(session: Session) -> None:
    ada = viewer(session)
    old, fresh = make_video(session, ada.user), make_video(session, ada.user)
    like(session, old, "Bob")
    service.read(session, ada)
    like(session, fresh, "Eve")
    row = session.exec(select(Notification).where(Notification.video_id == old.id)).one()
    row.read_at = now() - timedelta(days=91)
    session.flush()
    service.forget_read(session, before=now() - service.KEEP_READ)
    assert sentences(session, ada) == ["Eve liked your video"]


def test_choices_are_kept_for_the_kinds_that_are_named(session: Session) -> None:
    ada = viewer(session)
    change = NoticeChange.model_validate({"ways": {"like": ["mail", "app"], "follow": []}, "digest": False})
    choices.choose(session, ada, change)
    session.expire_all()
    told = choices.chosen(session, ada)
    found = told.ways
    assert (found["like"], found["follow"], found["comment"]) == (["app", "mail"], [], ["app", "push"])
    assert not told.digest


@pytest.mark.parametrize(
    ("names", "count", "expected"),
    [
        (["Ada"], 1, "Ada"),
        (["Ada", "Bob"], 2, "Ada and Bob"),
        (["Ada", "Bob", "Eve"], 3, "Ada and 2 others"),
        (["Ada", "Bob", "Eve"], 13, "Ada and 12 others"),
        (["Ada", "Bob", "Eve"], 1301, "Ada and 1,300 others"),
        ([], 0, ""),
    ],
)
def test_people_are_named_shortly(names: list[str], count: int, expected: str) -> None:
    people = [User(username=name, display_name=name, email="", password_hash="") for name in names]
    assert wording.who(people, count) == expected


def test_every_kind_has_words_of_its_own() -> None:
    assert set(wording.WHAT) == set(wording.NAMES) == set(Kind)
    reached = {"what": "likes", "number": 10_000}
    assert wording.what(Kind.MILESTONE, 0, reached) == "Your video reached 10,000 likes"
