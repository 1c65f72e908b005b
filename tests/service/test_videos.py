"""Who sees which video, and what a card tells whom."""

import threading

import pytest
from sqlalchemy import event
from sqlmodel import Session

from app.accounts.viewer import Viewer, anonymous, signed_in
from app.db import engine
from app.errors import BadInput, Forbidden, NotFound, NotSignedIn
from app.models import Follow, Like, Role, Save, Sound, VideoStatus, Visibility
from app.videos import changes, service
from app.videos.cards import cards
from app.videos.schemas import Change
from tests.builders import make_video
from tests.service.scenes import person, videos, viewer

STRANGER = anonymous("passer-by-without-name")
MEDIA = {
    "master": "ab12/master.m3u8",
    "fast_start": "ab12/480-fast.mp4",
    "poster": "ab12/poster.jpg",
    "thumbnails": ["ab12/thumb1.jpg"],
    "preview": "data:image/webp;base64,AA==",
    "start": {"url": "ab12/480.mp4", "mime": "video/mp4", "init": [0, 10], "segments": [[10, 20, 1.0]]},
    "renditions": [{"name": "480", "width": 480, "height": 854, "bitrate": 900_000, "file": "ab12/480.mp4"}],
}


def sees(session: Session, who: Viewer, video_id: int) -> bool:
    try:
        service.get(session, who, video_id)
    except NotFound:
        return False
    return True


RIGHTS = [
    # status, visibility, stranger, creator, moderator
    (VideoStatus.PUBLISHED, Visibility.PUBLIC, True, True, True),
    (VideoStatus.PUBLISHED, Visibility.UNLISTED, True, True, True),
    (VideoStatus.PUBLISHED, Visibility.PRIVATE, False, True, True),
    (VideoStatus.UPLOADING, Visibility.PUBLIC, False, True, True),
    (VideoStatus.PROCESSING, Visibility.PUBLIC, False, True, True),
    (VideoStatus.REJECTED, Visibility.PUBLIC, False, True, True),
    (VideoStatus.DELETED, Visibility.PUBLIC, False, False, False),
]


@pytest.mark.parametrize("row", RIGHTS, ids=lambda row: f"{row[0].value}-{row[1].value}")
def test_who_may_see_a_video(session: Session, row: tuple[VideoStatus, Visibility, bool, bool, bool]) -> None:
    status, visibility, *expected = row
    creator = person(session)
    video = make_video(session, creator, status=status, visibility=visibility)
    people = [STRANGER, signed_in(creator), viewer(session, role=Role.MODERATOR)]
    assert [sees(session, who, video.id) for who in people] == expected
    assert not sees(session, viewer(session, role=Role.CREATOR), video.id) or expected[0]


@pytest.mark.parametrize("role", [Role.USER, Role.CREATOR, Role.MODERATOR, Role.ADMIN])
def test_nobody_but_its_creator_sees_a_draft(session: Session, role: Role) -> None:
    creator = person(session, role=Role.CREATOR)
    draft = make_video(session, creator, status=VideoStatus.UPLOADING, is_draft=True)
    assert sees(session, signed_in(creator), draft.id)
    assert not sees(session, viewer(session, role=role), draft.id)
    assert cards(session, [draft.id], viewer(session, role=role)) == []


CHANGES = [
    # what, refused to: a stranger, a user, another creator, a moderator, an admin; its creator may
    ({}, NotSignedIn, Forbidden, Forbidden, Forbidden, Forbidden),
    ({"is_draft": True, "status": VideoStatus.UPLOADING}, NotSignedIn, *[NotFound] * 4),
    ({"visibility": Visibility.PRIVATE}, NotSignedIn, NotFound, NotFound, Forbidden, Forbidden),
    ({"status": VideoStatus.DELETED}, NotSignedIn, *[NotFound] * 4),
]


@pytest.mark.parametrize("row", CHANGES, ids=lambda row: str(row[0]))
def test_who_may_change_a_video(session: Session, row: tuple[object, ...]) -> None:
    columns, *refusals = row
    creator = person(session, role=Role.CREATOR)
    video = make_video(session, creator, **columns)  # type: ignore[arg-type]
    roles = (Role.USER, Role.CREATOR, Role.MODERATOR, Role.ADMIN)
    for who, refusal in zip(
        [STRANGER, *(viewer(session, role=role) for role in roles)], refusals, strict=True
    ):
        with pytest.raises(refusal):  # type: ignore[call-overload]
            changes.change(session, who, video.id, Change(description="mine"))
    if video.status is not VideoStatus.DELETED:
        changed = changes.change(session, signed_in(creator), video.id, Change(description="mine"))
        assert changed.description == "mine"


def test_a_hidden_video_and_a_missing_one_are_told_the_same(session: Session) -> None:
    hidden = make_video(session, person(session), visibility=Visibility.PRIVATE)
    said = []
    for video_id in (hidden.id, hidden.id + 1):
        with pytest.raises(NotFound) as refused:
            service.get(session, STRANGER, video_id)
        said.append(refused.value.message.replace(str(video_id), "N"))
    assert said[0] == said[1]


def test_cards_keep_the_order_asked_for_and_leave_out_what_may_not_be_seen(session: Session) -> None:
    creator = person(session)
    first, second, third = videos(session, creator, 3)
    hidden = make_video(session, creator, visibility=Visibility.PRIVATE).id
    shown = cards(session, [third, hidden, first, 10**12, second], STRANGER)
    assert [card.id for card in shown] == [third, first, second]


def test_a_card_tells_what_its_viewer_did(session: Session) -> None:
    me, creator = viewer(session), person(session)
    video = make_video(session, creator)
    session.add_all(
        [
            Like(user_id=me.id, video_id=video.id),
            Save(user_id=me.id, video_id=video.id),
            Follow(follower_id=me.id, followed_id=creator.id),
        ]
    )
    session.flush()
    mine, other = (cards(session, [video.id], who)[0] for who in (me, viewer(session)))
    assert (mine.is_liked, mine.is_saved, mine.creator.is_following) == (True, True, True)
    assert (other.is_liked, other.is_saved, other.creator.is_following) == (False, False, False)


def test_a_card_addresses_its_media_below_one_immutable_folder(session: Session) -> None:
    video = make_video(session, person(session), media=MEDIA)
    card = cards(session, [video.id], STRANGER)[0]
    base = f"/media/v/{video.id}/ab12/"
    assert (card.hls_url, card.mp4_url) == (f"{base}master.m3u8", f"{base}480-fast.mp4")
    assert card.start
    assert card.start.url == f"{base}480.mp4"
    assert [one.url for one in card.renditions] == [f"{base}480.mp4"]


def test_a_rejected_video_tells_its_creator_why(session: Session) -> None:
    creator = person(session)
    columns = {"failure_code": "no_video", "failure_message": "This file has no picture."}
    video = make_video(session, creator, status=VideoStatus.REJECTED, **columns)
    failure = service.get(session, signed_in(creator), video.id).processing.failure
    assert failure
    assert (failure.code, failure.message) == ("no_video", "This file has no picture.")


def test_a_sound_names_its_first_creator(session: Session) -> None:
    grace = person(session, "grace")
    sound = Sound(title="original sound", creator_id=grace.id)
    session.add(sound)
    session.flush()
    video = make_video(session, person(session), sound_id=sound.id)
    shown = cards(session, [video.id], STRANGER)[0].sound
    assert shown
    assert (shown.title, shown.creator_username) == ("original sound", "grace")


def test_a_creator_s_videos_come_newest_first_page_by_page(session: Session) -> None:
    grace = person(session, "grace")
    made = videos(session, grace, 7)
    found, cursor = [], None
    for _ in range(4):
        page = service.of_user(session, STRANGER, "@grace", limit=3, cursor=cursor)
        found += [card.id for card in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert found == made[::-1]


def test_only_creators_see_their_own_hidden_videos_in_their_list(session: Session) -> None:
    grace = person(session, "grace")
    public = make_video(session, grace).id
    private = make_video(session, grace, visibility=Visibility.PRIVATE).id
    rejected = make_video(session, grace, status=VideoStatus.REJECTED).id
    make_video(session, grace, status=VideoStatus.DELETED)

    def listed(who: Viewer) -> list[int]:
        return [card.id for card in service.of_user(session, who, "@grace", limit=10).items]

    assert listed(signed_in(grace)) == [rejected, private, public]
    assert listed(STRANGER) == listed(viewer(session, role=Role.MODERATOR)) == [public]


def test_another_list_s_cursor_is_bad_input(session: Session) -> None:
    person(session, "grace")
    with pytest.raises(BadInput):
        service.of_user(session, STRANGER, "@grace", limit=3, cursor="eyJwaW5uZWQiOnRydWUsImlkIjo1fQ")


def test_thirty_cards_cost_as_many_questions_as_three(session: Session) -> None:
    me = viewer(session)
    made = [one for _ in range(15) for one in videos(session, person(session), 2)]

    def questions(count: int) -> int:
        asked: list[object] = []
        asking = threading.get_ident()  # what another test has begun may still ask beside it

        def note(*seen: object) -> None:
            if threading.get_ident() == asking:
                asked.append(seen[2])

        session.expunge_all()
        event.listen(engine(), "before_cursor_execute", note)
        assert len(cards(session, made[:count], me)) == count
        event.remove(engine(), "before_cursor_execute", note)
        return len(asked)

    assert questions(3) == questions(30) <= 6
