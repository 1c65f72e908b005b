"""Lists of people (who follows, asks, is blocked or muted), and of what somebody liked or saved."""

from typing import Any

from pydantic import AwareDatetime
from sqlmodel import Session, col, or_, select, tuple_

from app.accounts.viewer import Viewer
from app.errors import Forbidden
from app.models import Block, Follow, FollowRequest, Like, Mute, Save, User
from app.shapes import Cursor, Id, Page
from app.social.finding import must_find, must_show, persons, present
from app.social.schemas import Person
from app.videos.cards import cards
from app.videos.schemas import VideoCard


class Before(Cursor):
    at: AwareDatetime
    id: Id


class Window:
    """How much of a list is asked for."""

    def __init__(self, *, limit: int, cursor: str | None = None, typed: str = "") -> None:
        self.cursor, self.limit, self.typed = cursor, limit, typed.strip().removeprefix("@")
        self.before = Before.read(cursor) if cursor else None


def followers(session: Session, viewer: Viewer, name: str, window: Window) -> Page[Person]:
    """The latest first; one's own list is never kept from oneself."""
    user = must_show(session, viewer, name)
    return _people(session, viewer, Follow.follower_id, Follow.followed_id == user.id, window)


def following(session: Session, viewer: Viewer, name: str, window: Window) -> Page[Person]:
    user = must_show(session, viewer, name)
    return _people(session, viewer, Follow.followed_id, Follow.follower_id == user.id, window)


def requests(session: Session, viewer: Viewer, window: Window) -> Page[Person]:
    me = viewer.must_be_signed_in()
    asked = FollowRequest.requested_id == me.id
    return _people(session, viewer, FollowRequest.requester_id, asked, window)


def blocked(session: Session, viewer: Viewer, window: Window) -> Page[Person]:
    """The one place where blocked people are seen: to let them back."""
    me = viewer.must_be_signed_in()
    conditions = (Block.blocker_id == me.id, col(User.deleted_at).is_(None))
    return _page_of_people(session, viewer, Block.blocked_id, conditions, window)


def muted(session: Session, viewer: Viewer, window: Window) -> Page[Person]:
    me = viewer.must_be_signed_in()
    return _people(session, viewer, Mute.muted_id, Mute.muter_id == me.id, window)


def likes(session: Session, viewer: Viewer, name: str, window: Window) -> Page[VideoCard]:
    user = _must_open(session, viewer, name, "shows_likes")
    return _videos(session, viewer, Like, user, window)


def saves(session: Session, viewer: Viewer, name: str, window: Window) -> Page[VideoCard]:
    user = _must_open(session, viewer, name, "shows_saves")
    return _videos(session, viewer, Save, user, window)


def _must_open(session: Session, viewer: Viewer, name: str, wish: str) -> User:
    user = must_find(session, viewer, name)
    if viewer.id == user.id:
        return user
    must_show(session, viewer, name)
    if not getattr(user, wish):
        raise Forbidden("Only they see this list.", code="kept_private")
    return user


def _people(session: Session, viewer: Viewer, person: Any, which: Any, window: Window) -> Page[Person]:
    return _page_of_people(session, viewer, person, (which, *present(viewer.id)), window)


def _page_of_people(
    session: Session, viewer: Viewer, person: Any, conditions: tuple[Any, ...], window: Window
) -> Page[Person]:
    moment = col(person.class_.created_at)
    wanted = select(User.id, moment).join(person.class_, col(person) == col(User.id)).where(*conditions)
    if window.typed:
        names = (col(User.username), col(User.display_name))
        wanted = wanted.where(or_(*(name.icontains(window.typed, autoescape=True) for name in names)))
    rows, following = _rows(session, wanted, (moment, col(User.id)), window)
    return Page(items=persons(session, viewer, rows), next_cursor=following)


def _videos(
    session: Session, viewer: Viewer, kind: type[Like | Save], user: User, window: Window
) -> Page[VideoCard]:
    """A page is shorter by what the viewer may not see."""
    moment, video = col(kind.created_at), col(kind.video_id)
    wanted = select(video, moment).where(kind.user_id == user.id)
    rows, following = _rows(session, wanted, (moment, video), window)
    return Page(items=cards(session, rows, viewer), next_cursor=following)


def _rows(
    session: Session, wanted: Any, order: tuple[Any, Any], window: Window
) -> tuple[list[int], str | None]:
    """Ids, newest first, and where the next page begins."""
    if window.before:
        wanted = wanted.where(tuple_(*order) < (window.before.at, window.before.id))
    rows = session.execute(wanted.order_by(*(one.desc() for one in order)).limit(window.limit)).all()
    last = rows[-1] if rows and len(rows) == window.limit else None
    return [row[0] for row in rows], Before(at=last[1], id=last[0]).text() if last else None
