"""Reactions, follows, profiles: idempotent, and counted exactly."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import Session, select

from app import eventlog
from app.accounts.viewer import Viewer, anonymous
from app.db import new_session, transaction
from app.errors import AppError, BadInput, NotFound, NotSignedIn
from app.models import Block, Like, Video, VideoStatus, Visibility
from app.social import people, reactions, service, ties
from app.videos import counts
from tests.builders import make_video
from tests.outages import without_valkey
from tests.service.scenes import person, videos, viewer


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize(
    ("give", "take", "count"),
    [(service.like, service.unlike, "like_count"), (service.save, service.unsave, "save_count")],
)
def test_a_reaction_counts_once_and_can_be_taken_back_once(
    give: Callable[..., object], take: Callable[..., object], count: str
) -> None:
    with transaction() as session:
        me, video = viewer(session), make_video(session, person(session)).id
    told = []
    for react in (give, give, take, take):
        with transaction() as session:
            told.append(getattr(react(session, me, video), count))
    assert told == [1, 1, 0, 0]


@pytest.mark.usefixtures("clean")
def test_likes_of_many_at_once_are_counted_exactly() -> None:
    with transaction() as session:
        video = make_video(session, person(session)).id
        fans = [viewer(session) for _ in range(12)]

    def like_twice(fan: Viewer) -> None:
        for _ in range(2):
            with transaction() as session:
                service.like(session, fan, video)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(like_twice, fans + fans))
    counts.flush()
    with new_session() as session:
        assert session.get_one(Video, video).like_count == 12
        assert len(session.exec(select(Like)).all()) == 12


@pytest.mark.usefixtures("clean")
def test_one_person_s_like_and_unlike_at_once_leave_count_and_truth_equal() -> None:
    with transaction() as session:
        video = make_video(session, person(session)).id
        fan = viewer(session)

    def react(number: int) -> None:
        with transaction() as session:
            (service.like if number % 2 else service.unlike)(session, fan, video)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(react, range(30)))
    counts.flush()
    with new_session() as session:
        likes = len(session.exec(select(Like)).all())
        assert session.get_one(Video, video).like_count == likes


@pytest.mark.usefixtures("clean")
def test_a_share_is_an_address_and_a_count() -> None:
    with transaction() as session:
        video, friend = make_video(session, person(session)).id, viewer(session)
    with transaction() as session:
        service.share(session, anonymous("passer-by-without-name"), video, "link")
    with transaction() as session:
        shared = service.share(session, friend, video, "qr")
    assert shared.share_count == 2
    assert shared.url.endswith(f"/v/{video}")


@pytest.mark.parametrize("react", [service.like, service.unlike, service.save, service.unsave])
def test_reactions_need_a_session(session: Session, react: Callable[..., object]) -> None:
    video = make_video(session, person(session))
    with pytest.raises(NotSignedIn):
        react(session, anonymous("passer-by-without-name"), video.id)


@pytest.mark.parametrize(
    "columns",
    [{"visibility": Visibility.PRIVATE}, {"status": VideoStatus.PROCESSING}, {"status": VideoStatus.DELETED}],
)
def test_what_one_may_not_see_one_cannot_react_to(session: Session, columns: dict[str, object]) -> None:
    video = make_video(session, person(session), **columns)
    with pytest.raises(NotFound):
        service.like(session, viewer(session), video.id)


def test_following_is_idempotent_and_counted_on_both_sides(session: Session) -> None:
    me, other = viewer(session, "ada"), person(session, "grace")
    for name in ("@grace", str(other.id)):
        ties.follow(session, me, name)
    assert people.profile(session, me, "@grace").follower_count == 1
    assert people.profile(session, me, "@grace").is_following
    assert people.profile(session, me, "@ada").following_count == 1
    for _ in range(2):
        ties.unfollow(session, me, "@grace")
    assert people.profile(session, me, "@grace").follower_count == 0


def test_nobody_follows_themselves(session: Session) -> None:
    me = viewer(session, "ada")
    with pytest.raises(BadInput):
        ties.follow(session, me, "@ada")


@pytest.mark.parametrize("mine", [True, False])
def test_a_block_stops_following_in_both_directions(session: Session, mine: bool) -> None:
    me, other = viewer(session), person(session, "grace")
    pair = (me.id, other.id) if mine else (other.id, me.id)
    session.add(Block(blocker_id=pair[0], blocked_id=pair[1]))
    session.flush()
    with pytest.raises(NotFound):
        ties.follow(session, me, "@grace")


def test_a_profile_counts_only_what_everyone_may_see(session: Session) -> None:
    grace = person(session, "grace")
    videos(session, grace, 2, like_count=5)
    videos(session, grace, 1, like_count=100, visibility=Visibility.PRIVATE)
    videos(session, grace, 1, like_count=100, visibility=Visibility.UNLISTED)
    videos(session, grace, 1, like_count=100, status=VideoStatus.DELETED)
    profile = people.profile(session, viewer(session), "@GRACE")
    assert (profile.video_count, profile.like_count, profile.is_self) == (2, 10, False)


@pytest.mark.parametrize("name", ["@nobody", "999999999", "grace", "", "@", "@gr ace", "9" * 400, "٣"])
def test_a_name_that_is_nobody_s_is_not_found(session: Session, name: str) -> None:
    person(session, "grace")
    with pytest.raises(NotFound):
        people.profile(session, viewer(session), name)


def test_every_refusal_is_a_sentence(session: Session) -> None:
    with pytest.raises(AppError) as refused:
        service.like(session, viewer(session), 999_999)
    assert refused.value.message == "There is no video 999999."


@pytest.mark.usefixtures("clean")
def test_each_change_of_mind_is_told_once_to_those_who_learn_from_it() -> None:
    with transaction() as session:
        video, fan = make_video(session, person(session)).id, viewer(session)
    for react in (service.like, service.like, service.unlike, service.save):
        with transaction() as session:
            react(session, fan, video)
    told = reactions.parsed(list(eventlog.replay(reactions.TOPIC)))
    assert [(one.viewer_key, one.kind) for one in told] == [(fan.key, k) for k in ("like", "unlike", "save")]


@pytest.mark.usefixtures("clean")
def test_a_like_stands_while_the_event_log_is_away() -> None:
    with transaction() as session:
        video, fan = make_video(session, person(session)).id, viewer(session)
    with without_valkey(), transaction() as session:
        service.like(session, fan, video)
    with new_session() as session:
        assert session.get_one(Video, video).like_count == 1
