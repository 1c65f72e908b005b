"""The pages' States: what they show, and to whom."""

from datetime import timedelta
from typing import Any

from app import db
from app.accounts.viewer import Viewer
from app.lifecycle import deletion
from app.models import Role, VideoStatus, Visibility
from app.models.columns import now
from app.web.pages.discover import DiscoverState
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


async def test_follow_and_unfollow_change_the_count(open_page: Open) -> None:
    someone("ada")
    state = await loaded(open_page(ProfileState, "/@ada", someone("linus")))
    await SessionState.load.fn(await state.get_state(SessionState))
    await ProfileState.toggle_follow.fn(state)
    assert (state.person.is_following, state.followers) == (True, "1")
    await ProfileState.toggle_follow.fn(state)
    assert (state.person.is_following, state.followers) == (False, "0")


async def test_mute_and_unmute_are_told_and_shown(open_page: Open) -> None:
    someone("ada")
    state = await loaded(open_page(ProfileState, "/@ada", someone("linus")))
    await SessionState.load.fn(await state.get_state(SessionState))
    assert "No clips by @ada" in str(await ProfileState.toggle_mute.fn(state))
    assert state.person.is_muted
    assert "may come again" in str(await ProfileState.toggle_mute.fn(state))
    assert not state.person.is_muted


async def test_muting_while_signed_out_leads_to_the_door(open_page: Open) -> None:
    someone("ada")
    state = await loaded(open_page(ProfileState, "/@ada"))
    assert "/login" in str(await ProfileState.toggle_mute.fn(state))


async def test_following_while_signed_out_leads_to_the_door(open_page: Open) -> None:
    someone("ada")
    state = await loaded(open_page(ProfileState, "/@ada"))
    answer = await ProfileState.toggle_follow.fn(state)
    assert "/login" in str(answer)
    assert not state.person.is_following


async def test_discover_shows_what_is_watched_most_first(open_page: Open) -> None:
    ada = someone("ada")
    with db.transaction() as session:
        quiet = make_video(session, ada.user, hashtags=["sea"])
        loud = make_video(session, ada.user, hashtags=["sea", "dusk"], view_count=9000)
        make_video(session, ada.user, visibility=Visibility.PRIVATE, view_count=99_000)
    state = open_page(DiscoverState)
    await DiscoverState.load.fn(state)
    assert [tile.id for tile in state.tiles] == [loud.id, quiet.id]
    assert state.tags == ["sea", "dusk"]


async def test_a_hashtag_narrows_discover_and_widens_it_again(open_page: Open) -> None:
    ada = someone("ada")
    with db.transaction() as session:
        make_video(session, ada.user, hashtags=["sea"])
        dusk = make_video(session, ada.user, hashtags=["dusk"])
    state = open_page(DiscoverState)
    await DiscoverState.load.fn(state)
    DiscoverState.pick.fn(state, "dusk")
    assert [tile.id for tile in state.shown] == [dusk.id]
    DiscoverState.pick.fn(state, "dusk")
    assert len(state.shown) == 2


def test_a_failing_handler_admits_it_without_details() -> None:
    assert UNEXPECTED in str(show_error(ZeroDivisionError("secret detail")))
    assert "secret" not in str(show_error(ZeroDivisionError("secret detail")))
