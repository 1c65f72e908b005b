"""The pages' States: what they show, and to whom."""

from datetime import timedelta
from typing import Any

from app import db
from app.accounts.viewer import Viewer
from app.lifecycle import deletion
from app.models import Follow, Role, VideoStatus, Visibility
from app.models.columns import now
from app.social import people, ties
from app.social.schemas import OwnChange
from app.web.pages.profile import ProfileState
from app.web.problems import UNEXPECTED, show_error
from app.web.session import SessionState
from tests.builders import make_video, make_viewer
from tests.web.conftest import Open


async def loaded(state: ProfileState) -> ProfileState:
    async for _ in ProfileState.load.fn(state):
        pass
    return state


def someone(name: str, *, videos: int = 0, **columns: Any) -> Viewer:
    with db.transaction() as session:
        viewer = make_viewer(session, name, role=Role.CREATOR)
        for number in range(videos):
            make_video(session, viewer.user, description=f"Clip {number}", **columns)
        return viewer


async def test_the_navigation_knows_who_is_signed_in(open_page: Open) -> None:
    state = open_page(SessionState, "/", someone("ada"))
    await SessionState.load.fn(state)
    assert (state.username, state.may_upload, state.known) == ("ada", True, True)


async def test_the_navigation_knows_when_nobody_is(open_page: Open) -> None:
    state = open_page(SessionState)
    await SessionState.load.fn(state)
    assert (state.username, state.may_upload, state.known) == ("", False, True)


async def test_a_profile_shows_its_clips(open_page: Open) -> None:
    someone("ada", videos=2, view_count=1250)
    state = await loaded(open_page(ProfileState, "/@ada"))
    assert state.person.username == "ada"
    assert [tile.views for tile in state.tiles] == ["1.2K", "1.2K"]


async def test_the_same_profile_stays_on_screen_while_it_is_read_again(open_page: Open) -> None:
    someone("ada", videos=1)
    state = await loaded(open_page(ProfileState, "/@ada"))
    async for _ in ProfileState.load.fn(state):
        raise AssertionError("the page was shown in between")
    assert len(state.tiles) == 1


async def test_a_profile_pages_through_many_clips(open_page: Open) -> None:
    someone("ada", videos=35)
    state = await loaded(open_page(ProfileState, "/@ada"))
    assert len(state.tiles) == 30
    await ProfileState.more.fn(state)
    assert len({tile.id for tile in state.tiles}) == 35
    assert state.cursor == ""


async def test_private_clips_show_on_ones_own_profile_only(open_page: Open) -> None:
    ada = someone("ada", videos=1, visibility=Visibility.PRIVATE)
    assert (await loaded(open_page(ProfileState, "/@ada"))).tiles == []
    own = await loaded(open_page(ProfileState, "/@ada", ada))
    assert [tile.note for tile in own.tiles] == ["Private"]


async def test_ones_own_profile_says_why_a_clip_was_rejected(open_page: Open) -> None:
    ada = someone("ada")
    with db.transaction() as session:
        make_video(
            session,
            ada.user,
            status=VideoStatus.REJECTED,
            failure_code="no_video",
            failure_message="This file has no picture.",
        )
    own = await loaded(open_page(ProfileState, "/@ada", ada))
    assert [tile.note for tile in own.tiles] == ["This file has no picture."]


async def test_ones_own_profile_labels_what_is_not_out_yet(open_page: Open) -> None:
    ada = someone("ada")
    with db.transaction() as session:
        waiting = {"status": VideoStatus.PROCESSING, "published_at": None, "percent": 40}
        make_video(session, ada.user, status=VideoStatus.UPLOADING, is_draft=True)
        make_video(session, ada.user, **waiting, scheduled_at=now() + timedelta(days=1))
        make_video(session, ada.user, **waiting)
        make_video(session, ada.user, percent=100)
    tiles = (await loaded(open_page(ProfileState, "/@ada", ada))).tiles
    told = [(tile.note, tile.is_making, tile.href, tile.views) for tile in tiles]
    addresses = [f"/v/{tile.id}" for tile in tiles]
    assert told == [
        ("Draft", False, "/upload", ""),
        ("", False, addresses[1], "0"),
        ("", True, addresses[2], ""),
        ("Scheduled", True, addresses[3], ""),
    ]


async def test_after_a_change_as_many_clips_are_read_again_as_were_shown(open_page: Open) -> None:
    ada = someone("ada", videos=35)
    state = await loaded(open_page(ProfileState, "/@ada", ada))
    await ProfileState.more.fn(state)
    with db.transaction() as session:
        deletion.remove(session, ada, state.tiles[0].id)
    shown = [tile.id for tile in state.tiles]
    await ProfileState.refresh.fn(state)
    assert [tile.id for tile in state.tiles] == shown[1:]


async def test_an_unknown_name_is_missing_not_an_error(open_page: Open) -> None:
    state = await loaded(open_page(ProfileState, "/@nobody"))
    assert (state.missing, state.person) == (True, None)


async def test_an_address_that_is_no_name_is_missing(open_page: Open) -> None:
    assert (await loaded(open_page(ProfileState, "/wp-admin"))).missing


async def test_a_private_profile_shows_its_clips_once_one_is_let_in(open_page: Open) -> None:
    ada, linus = someone("ada", videos=2), someone("linus")
    with db.transaction() as session:
        people.change(session, ada, OwnChange(is_private=True))
    state = await loaded(open_page(ProfileState, "/@ada", linus))
    assert (state.facts["is_shown"], state.tiles) == (False, [])
    with db.transaction() as session:
        session.add(Follow(follower_id=linus.id, followed_id=ada.id))
    await ProfileState.let_in.fn(state)
    assert (state.facts["is_shown"], len(state.tiles)) == (True, 2)


async def test_whom_one_blocked_is_missing_with_a_way_back(open_page: Open) -> None:
    ada, linus = someone("ada"), someone("linus")
    with db.transaction() as session:
        ties.block(session, linus, "@ada")
    mine = await loaded(open_page(ProfileState, "/@ada", linus))
    theirs = await loaded(open_page(ProfileState, "/@linus", ada))
    assert (mine.missing, mine.blocked) == (True, True)
    assert (theirs.missing, theirs.blocked) == (True, False)


def test_a_failing_handler_admits_it_without_details() -> None:
    assert UNEXPECTED in str(show_error(ZeroDivisionError("secret detail")))
    assert "secret" not in str(show_error(ZeroDivisionError("secret detail")))
