"""Profiles, and what people say about themselves."""

from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from app.accounts.viewer import Viewer
from app.errors import Conflict, Forbidden, NotFound
from app.models import Follow, FollowRequest, User, Video, VideoStatus, Visibility
from app.models.columns import CHANGED
from app.social import ties
from app.social.finding import YouBlocked, is_shown, must_find, present, standing
from app.social.schemas import Own, OwnChange, Profile
from app.videos import audience


def profile(session: Session, viewer: Viewer, name: str) -> Profile:
    """Of a private account a stranger sees this and no more."""
    user = must_find(session, viewer, name)
    is_self, shown = viewer.id == user.id, is_shown(session, viewer, user)
    videos, likes = _sums(session, user)
    stands = standing(session, viewer, user).model_dump()
    told = user.model_dump(include=set(Profile.model_fields) - {"shows_likes", "shows_saves"})
    return Profile(
        **told,
        **stands,
        is_shown=shown,
        shows_likes=is_self or (shown and user.shows_likes),
        shows_saves=is_self or (shown and user.shows_saves),
        follower_count=_count(session, viewer, Follow.follower_id, Follow.followed_id, user),
        following_count=_count(session, viewer, Follow.followed_id, Follow.follower_id, user),
        like_count=likes,
        video_count=videos,
        request_count=_requests(session, viewer) if is_self else 0,
        is_self=is_self,
    )


def is_blocked_by_viewer(session: Session, viewer: Viewer, name: str) -> bool:
    """So that a page can offer the way back."""
    try:
        must_find(session, viewer, name)
    except NotFound as missing:
        return isinstance(missing, YouBlocked)
    return False


def own(session: Session, viewer: Viewer) -> Own:
    return Own.model_validate(viewer.must_be_signed_in(), from_attributes=True)


def must_be_own(session: Session, viewer: Viewer, name: str) -> None:
    if must_find(session, viewer, name).id != viewer.must_be_signed_in().id:
        raise Forbidden("This profile is somebody else's.")


def change(session: Session, viewer: Viewer, wanted: OwnChange) -> Own:
    """What was not sent stays as it is."""
    me = session.get_one(User, viewer.must_be_signed_in().id, with_for_update=CHANGED, populate_existing=True)
    said = {name: getattr(wanted, name) for name in wanted.model_fields_set}
    is_private = said.pop("is_private", me.is_private)
    for name, value in said.items():
        setattr(me, name, list(dict.fromkeys(value)) if isinstance(value, list) else value)
    if is_private != me.is_private:
        _switch(session, me, is_private=is_private)
    _keep(session, me)
    return Own.model_validate(me, from_attributes=True)


def _switch(session: Session, me: User, *, is_private: bool) -> None:
    """All of the account's videos at once; whoever waits to be let in is, when it opens."""
    me.is_private = is_private
    session.flush()
    if is_private:
        audience.close(session, me)
    else:
        audience.reopen(session, me)
        ties.accept_all(session, me)


def _keep(session: Session, me: User) -> None:
    try:
        with session.begin_nested():
            session.add(me)
    except IntegrityError:
        raise Conflict("This name is taken.", code="taken", username="This name is taken.") from None


def _sums(session: Session, user: User) -> tuple[int, int]:
    """Videos and their likes; what a private account shows its followers counts, as its numbers are seen."""
    counted = {Visibility.PUBLIC, Visibility.FOLLOWERS} if user.is_private else {Visibility.PUBLIC}
    wanted = select(func.count(), func.coalesce(func.sum(Video.like_count), 0)).where(
        Video.creator_id == user.id,
        Video.status == VideoStatus.PUBLISHED,
        col(Video.visibility).in_(counted),
    )
    videos, likes = session.exec(wanted).one()
    return videos, int(likes)


def _count(session: Session, viewer: Viewer, other: Any, this: Any, user: User) -> int:
    """Those who are there for the viewer, as the list shows them."""
    wanted = select(func.count()).select_from(Follow).join(User, col(User.id) == col(other))
    return session.exec(wanted.where(col(this) == user.id, *present(viewer.id))).one()


def _requests(session: Session, viewer: Viewer) -> int:
    wanted = (
        select(func.count())
        .select_from(FollowRequest)
        .join(User, col(User.id) == col(FollowRequest.requester_id))
    )
    return session.exec(wanted.where(FollowRequest.requested_id == viewer.id, *present(viewer.id))).one()
