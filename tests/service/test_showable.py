"""What may no longer be shown never comes again, however fresh the candidates seem."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session

from app import db
from app.accounts.viewer import Viewer
from app.feed import gathering
from app.feed import service as feed
from app.feed import shelf as shelves
from app.feed.schemas import FeedItem
from app.models import Block, Follow, User, Video, VideoStatus, Visibility
from app.models.columns import now
from tests.service.scenes import person, viewer, watched
from tests.service.scenes import videos as made_by

pytestmark = pytest.mark.usefixtures("clean")
CREATORS, EACH = 10, 4


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> tuple[Viewer, list[User]]:
    """A site that keeps its candidates, shelf and columns as a large one does, and somebody who watched."""
    with db.transaction() as session:
        me, creators = viewer(session), [person(session) for _ in range(CREATORS)]
        for creator in creators:
            made_by(session, creator, EACH)
        watched(session, me, made_by(session, creators[0], 1)[0])
    monkeypatch.setattr(gathering, "WORTH_KEEPING", 2)
    monkeypatch.setattr(shelves, "SMALL", 1)
    kept = shelves._Kept()
    with db.new_session() as session:
        kept.shelf = shelves._with_rows(session, shelves._read(session))
    monkeypatch.setattr(shelves, "_KEPT", kept)
    return me, creators


def page(me: Viewer, cursor: str | None = None) -> tuple[list[FeedItem], str | None]:
    with db.new_session() as session:
        found = feed.for_you(session, me, size=8, cursor=cursor)
    return found.items, found.next_cursor


def rest(me: Viewer, cursor: str | None) -> list[FeedItem]:
    found: list[FeedItem] = []
    while cursor:
        items, cursor = page(me, cursor)
        found += items
    return found


def of_videos(**columns: object) -> Callable[[Session, Viewer, User], None]:
    def change(session: Session, _: Viewer, creator: User) -> None:
        session.execute(
            Video.__table__.update().where(Video.creator_id == creator.id).values(**columns)  # type: ignore[attr-defined]
        )

    return change


def of_creator(**columns: object) -> Callable[[Session, Viewer, User], None]:
    def change(session: Session, _: Viewer, creator: User) -> None:
        session.get_one(User, creator.id).sqlmodel_update(columns)

    return change


def blocks(session: Session, me: Viewer, creator: User) -> None:
    session.add(Block(blocker_id=me.id, blocked_id=creator.id))


def is_blocked(session: Session, me: Viewer, creator: User) -> None:
    session.add(Block(blocker_id=creator.id, blocked_id=me.id))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(of_videos(visibility=Visibility.PRIVATE), id="private"),
        pytest.param(of_videos(visibility=Visibility.UNLISTED), id="unlisted"),
        pytest.param(of_videos(visibility=Visibility.FOLLOWERS), id="for followers"),
        pytest.param(of_videos(status=VideoStatus.DELETED), id="deleted"),
        pytest.param(of_creator(banned_until=now() + timedelta(days=9)), id="creator banned"),
        pytest.param(of_creator(deleted_at=now()), id="creator gone"),
        pytest.param(of_creator(deletes_at=now() + timedelta(days=9)), id="creator leaves"),
        pytest.param(blocks, id="blocks"),
        pytest.param(is_blocked, id="is blocked"),
    ],
)
def test_the_very_next_page_is_without_what_may_no_longer_be_shown(
    house: tuple[Viewer, list[User]], change: Callable[[Session, Viewer, User], None]
) -> None:
    me, creators = house
    first, cursor = page(me)
    gone, stay = creators[: CREATORS // 2], creators[CREATORS // 2 :]
    with db.transaction() as session:
        for creator in gone:
            change(session, me, creator)
    items = rest(me, cursor)
    assert {item.video.creator.id for item in items} <= {creator.id for creator in stay}
    shown = {item.video.id for item in (*first, *items) if item.video.creator.id in {one.id for one in stay}}
    assert len(shown) == EACH * len(stay)


def test_a_page_stays_full_when_something_on_it_has_just_gone(house: tuple[Viewer, list[User]]) -> None:
    me, creators = house
    _, cursor = page(me)
    with db.transaction() as session:
        for creator in creators[:4]:
            of_videos(visibility=Visibility.PRIVATE)(session, me, creator)
    assert len(page(me, cursor)[0]) == 8


def test_what_is_for_followers_comes_to_followers_alone(house: tuple[Viewer, list[User]]) -> None:
    stranger, creators = house
    with db.transaction() as session:
        fan = viewer(session)
        session.add(Follow(follower_id=fan.id, followed_id=creators[3].id))
        of_videos(visibility=Visibility.FOLLOWERS)(session, stranger, creators[3])
        watched(session, fan, made_by(session, creators[0], 1)[0])
    private = {creators[3].id}
    for asked in (feed.for_you, feed.following):
        with db.new_session() as session:
            found = asked(session, fan, size=50).items
        assert sum(item.video.creator.id in private for item in found) == EACH
    items, cursor = page(stranger)
    assert not private & {item.video.creator.id for item in (*items, *rest(stranger, cursor))}


def test_following_holds_only_whom_one_follows_whatever_for_you_has_kept(
    house: tuple[Viewer, list[User]],
) -> None:
    me, creators = house
    with db.transaction() as session:
        session.add(Follow(follower_id=me.id, followed_id=creators[5].id))
    page(me)
    with db.new_session() as session:
        found = feed.following(session, me, size=50).items
    assert [item.video.creator.id for item in found] == [creators[5].id] * EACH


def test_friends_are_those_who_follow_back(house: tuple[Viewer, list[User]]) -> None:
    me, creators = house
    friend, idol, fan = creators[1:4]
    with db.transaction() as session:
        for follower, followed in ((me.id, friend.id), (friend.id, me.id), (me.id, idol.id), (fan.id, me.id)):
            session.add(Follow(follower_id=follower, followed_id=followed))
        of_videos(visibility=Visibility.FOLLOWERS)(session, me, friend)
    with db.new_session() as session:
        found = feed.friends(session, me, size=50)
    assert [item.video.creator.id for item in found.items] == [friend.id] * EACH
    with db.transaction() as session:
        session.execute(text("DELETE FROM follows WHERE follower_id = :friend"), {"friend": friend.id})
    with db.new_session() as session:
        assert feed.friends(session, me, size=50).items == []
