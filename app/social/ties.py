"""Following, asking to follow, letting in, sending away, and blocking."""

from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete, select

from app import jobs, notices
from app.accounts import queries as accounts
from app.accounts.viewer import Viewer
from app.errors import BadInput, NotFound
from app.jobs import Job
from app.models import Block, Follow, FollowRequest, Notification, User
from app.notices import Kind
from app.social.finding import must_find, standing
from app.social.schemas import Standing
from app.videos.milestones import STEPS


def follow(session: Session, viewer: Viewer, name: str) -> Standing:
    """Whoever is private is asked first."""
    me, other = viewer.must_be_signed_in(), must_find(session, viewer, name)
    if me.id == other.id:
        raise BadInput("You cannot follow yourself.", code="self_follow")
    # An account that opens or closes at this moment decides first.
    session.refresh(other, with_for_update={"read": True})
    if other.is_private and session.get(Follow, (me.id, other.id)) is None:
        asked = insert(FollowRequest).values(requester_id=me.id, requested_id=other.id)
        if _is_new(session, asked.on_conflict_do_nothing().returning(col(FollowRequest.requested_id))):
            notices.tell(session, other.id, Kind.FOLLOW_REQUEST, actor_id=me.id)
    elif _begin(session, me.id, other.id):
        notices.tell(session, other.id, Kind.FOLLOW, actor_id=me.id)
    return standing(session, viewer, other)


def unfollow(session: Session, viewer: Viewer, name: str) -> Standing:
    """Takes a request back as well."""
    me, other = viewer.must_be_signed_in(), must_find(session, viewer, name)
    _end(session, me.id, other.id)
    for kind in (Kind.FOLLOW, Kind.FOLLOW_REQUEST):
        notices.untell(session, other.id, kind, actor_id=me.id)
    return standing(session, viewer, other)


def accept(session: Session, viewer: Viewer, requester_id: int) -> Standing:
    me = viewer.must_be_signed_in()
    requester = _take_request(session, me, requester_id)
    _let_in(session, me, requester_id)
    return standing(session, viewer, requester)


def refuse(session: Session, viewer: Viewer, requester_id: int) -> None:
    """Nobody is told."""
    _take_request(session, viewer.must_be_signed_in(), requester_id)


def accept_all(session: Session, me: User) -> None:
    """The account is open now."""
    gone = delete(FollowRequest).where(col(FollowRequest.requested_id) == me.id)
    for requester_id in session.execute(gone.returning(col(FollowRequest.requester_id))).scalars().all():
        _let_in(session, me, requester_id)


def remove_follower(session: Session, viewer: Viewer, follower_id: int) -> None:
    """Somebody who follows no longer does, and is not told."""
    _end(session, follower_id, viewer.must_be_signed_in().id)


def block(session: Session, viewer: Viewer, name: str) -> None:
    """Both vanish for each other, and with that every tie between them. A second time changes nothing."""
    me, other = viewer.must_be_signed_in(), accounts.must_get(session, name)
    if me.id == other.id:
        raise BadInput("You cannot block yourself.", code="self_block")
    session.execute(insert(Block).values(blocker_id=me.id, blocked_id=other.id).on_conflict_do_nothing())
    for one, two in ((me.id, other.id), (other.id, me.id)):
        _end(session, one, two)
        session.exec(
            delete(Notification).where(col(Notification.user_id) == one, col(Notification.actor_id) == two)
        )


def unblock(session: Session, viewer: Viewer, name: str) -> None:
    """Nobody follows anybody again by this."""
    me, other = viewer.must_be_signed_in(), accounts.must_get(session, name)
    session.exec(delete(Block).where(col(Block.blocker_id) == me.id, col(Block.blocked_id) == other.id))


def _begin(session: Session, follower_id: int, followed_id: int) -> bool:
    begun = insert(Follow).values(follower_id=follower_id, followed_id=followed_id)
    is_new = _is_new(session, begun.on_conflict_do_nothing().returning(col(Follow.followed_id)))
    if is_new and _is_well_known(session, followed_id):
        jobs.enqueue(session, Job.FOLLOWED, followed_id)
    return is_new


def _is_well_known(session: Session, user_id: int) -> bool:
    """Near a milestone, or beyond the first; others need no job that counts."""
    some = select(Follow.follower_id).where(Follow.followed_id == user_id).offset(STEPS[0] // 2).limit(1)
    return session.exec(some).first() is not None


def _is_new(session: Session, asked: Any) -> bool:
    return session.execute(asked).first() is not None


def _end(session: Session, follower_id: int, followed_id: int) -> None:
    follows = (col(Follow.follower_id) == follower_id, col(Follow.followed_id) == followed_id)
    asks = (
        col(FollowRequest.requester_id) == follower_id,
        col(FollowRequest.requested_id) == followed_id,
    )
    session.exec(delete(Follow).where(*follows))
    session.exec(delete(FollowRequest).where(*asks))


def _take_request(session: Session, me: User, requester_id: int) -> User:
    asks = (col(FollowRequest.requester_id) == requester_id, col(FollowRequest.requested_id) == me.id)
    gone = session.execute(delete(FollowRequest).where(*asks).returning(col(FollowRequest.requester_id)))
    requester = accounts.get_user(session, requester_id)
    if gone.first() is None or requester is None:
        raise NotFound("request from user", requester_id)
    notices.untell(session, me.id, Kind.FOLLOW_REQUEST, actor_id=requester_id)
    return requester


def _let_in(session: Session, me: User, requester_id: int) -> None:
    if _begin(session, requester_id, me.id):
        notices.tell(session, requester_id, Kind.FOLLOW_ACCEPTED, actor_id=me.id)
