"""Who is there for a viewer: everybody who is present and between whom and the viewer stands no block."""

from typing import Any

from sqlalchemy import BigInteger, any_, bindparam, exists
from sqlalchemy import select as sql_select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from app.accounts import blocks
from app.accounts import queries as accounts
from app.accounts.viewer import Viewer
from app.errors import Forbidden, NotFound
from app.models import Follow, FollowRequest, Mute, User
from app.models.columns import now
from app.social.schemas import Person, Standing

ME = "me"


class YouBlocked(NotFound):
    """Told only to whoever did it, who may want to undo it."""

    def __init__(self, user: User) -> None:
        super().__init__("user", f"@{user.username}")
        self.message, self.code = f"You blocked @{user.username}.", "you_blocked"


def must_find(session: Session, viewer: Viewer, name: str) -> User:
    """By id, `@username` or `me`; people hidden by a block are not there."""
    if name == ME:
        return viewer.must_be_signed_in()
    user = accounts.must_get(session, name)
    if blocks.has_blocked(session, viewer.id, user.id):
        raise YouBlocked(user)
    if blocks.has_blocked(session, user.id, viewer.id or 0) and not viewer.may_moderate:
        raise NotFound("user", name)
    return user


def must_show(session: Session, viewer: Viewer, name: str) -> User:
    """The same, and what a private account shows to its followers may be shown."""
    user = must_find(session, viewer, name)
    if not is_shown(session, viewer, user):
        raise Forbidden("This account is private. Follow it to see more.", code="private_account")
    return user


def is_shown(session: Session, viewer: Viewer, user: User) -> bool:
    if not user.is_private or viewer.id == user.id or viewer.may_moderate:
        return True
    return viewer.id is not None and session.get(Follow, (viewer.id, user.id)) is not None


def present(viewer_id: int | None) -> tuple[Any, ...]:
    """Conditions on `User`, for lists and their counts alike."""
    is_banned = col(User.banned_until) > now()
    return (
        col(User.deleted_at).is_(None),
        is_banned.is_not(True),
        col(User.id).not_in(blocks.blocked(viewer_id)),
    )


def standing(session: Session, viewer: Viewer, user: User) -> Standing:
    pair, back = (viewer.id or 0, user.id), (user.id, viewer.id or 0)
    return Standing(
        is_following=session.get(Follow, pair) is not None,
        is_requested=session.get(FollowRequest, pair) is not None,
        follows_me=session.get(Follow, back) is not None,
        is_muted=session.get(Mute, pair) is not None,
    )


def persons(session: Session, viewer: Viewer, ids: list[int]) -> list[Person]:
    """In the order of `ids`."""
    rows = session.execute(_WANTED, {"ids": ids, "me": viewer.id or 0}).all()
    found = {row.id: Person(**row._mapping, is_self=row.id == viewer.id) for row in rows}
    return [found[one] for one in ids if one in found]


_ME = bindparam("me", type_=BigInteger)
_WANTED = sql_select(
    *(col(getattr(User, name)) for name in ("id", "username", "display_name", "avatar_url", "is_private")),
    exists()
    .where(col(Follow.follower_id) == _ME, col(Follow.followed_id) == col(User.id))
    .label("is_following"),
    exists()
    .where(col(FollowRequest.requester_id) == _ME, col(FollowRequest.requested_id) == col(User.id))
    .label("is_requested"),
    exists()
    .where(col(Follow.followed_id) == _ME, col(Follow.follower_id) == col(User.id))
    .label("follows_me"),
    exists().where(col(Mute.muter_id) == _ME, col(Mute.muted_id) == col(User.id)).label("is_muted"),
).where(col(User.id) == any_(bindparam("ids", type_=ARRAY(BigInteger))))
