"""Telling people what happened to them: written with what happened, and delivered once it is committed."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from sqlalchemy import exists
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete, or_, select

from app import jobs
from app.cache import DOWN, valkey
from app.db import after_commit
from app.jobs import Job
from app.models import AccountSettings, Block, Comment, Mute, Notification, PushSubscription, User
from app.models.columns import now
from app.telemetry import log

# Every web process listens; the message is the id of the account whose notices changed.
CHANNEL = "notices"
DUE_SECONDS = 24 * 3600


class Kind(StrEnum):
    """`comment_id` names the new comment, for a like of a comment the one that is liked."""

    LIKE = "like"
    COMMENT = "comment"
    REPLY = "reply"
    MENTION = "mention"
    COMMENT_LIKE = "comment_like"
    FOLLOW = "follow"
    FOLLOW_REQUEST = "follow_request"
    FOLLOW_ACCEPTED = "follow_accepted"
    PROCESSED = "processed"
    FAILED = "failed"
    DECISION = "decision"
    MILESTONE = "milestone"
    POSTED = "posted"


class Way(StrEnum):
    APP = "app"
    PUSH = "push"
    MAIL = "mail"


MAILED = {Kind.FAILED, Kind.DECISION}


def usual_ways(kind: Kind) -> frozenset[Way]:
    """Until somebody chooses: everything in the app and by push, by mail only what must not be missed."""
    return frozenset(Way) if kind in MAILED else frozenset({Way.APP, Way.PUSH})


def ways(chosen: dict[str, Any], kind: Kind) -> frozenset[Way]:
    """From `account_settings.notices`. Whoever does not want it in the app gets it in no other way."""
    wanted = chosen.get(kind)
    found = usual_ways(kind) if wanted is None else frozenset(Way(way) for way in wanted if way in set(Way))
    return found if Way.APP in found else frozenset()


def tell(  # noqa: PLR0913 - all that a notice may name
    session: Session,
    user_id: int,
    kind: Kind,
    *,
    actor_id: int | None = None,
    video_id: int | None = None,
    comment_id: int | None = None,
    **details: Any,
) -> None:
    """Put it into the inbox of `user_id`; a second time only when its details have changed.

    Nobody hears of themselves, of people they mute, across a block, or of kinds they switched off.
    """
    taken = _ways(session, user_id, kind) if _may_hear(session, user_id, actor_id) else frozenset()
    if not taken:
        return
    subject = subject_of(session, kind, video_id=video_id, comment_id=comment_id)
    if kind is Kind.MILESTONE:  # of views, of likes: each takes the place of the last of its own
        subject = f"{subject}:{details.get('what')}"
    row = {"kind": kind.value, "subject": subject, "actor_id": actor_id, "details": details}
    made = insert(Notification).values(
        user_id=user_id, video_id=video_id, comment_id=comment_id, created_at=now(), **row
    )
    changed = made.on_conflict_do_update(
        constraint="uq_notifications_once",
        set_={"details": made.excluded.details, "read_at": None, "created_at": now()},
        where=col(Notification.details) != made.excluded.details,
    )
    notice_id = session.execute(changed.returning(col(Notification.id))).scalar()
    if notice_id is not None:
        after_commit(session, _delivery(user_id, notice_id, anywhere_else=len(taken) > 1))


def untell(  # noqa: PLR0913 - all that a notice may name
    session: Session,
    user_id: int,
    kind: Kind,
    *,
    actor_id: int,
    video_id: int | None = None,
    comment_id: int | None = None,
) -> None:
    """It was taken back before it was read."""
    subject = subject_of(session, kind, video_id=video_id, comment_id=comment_id)
    withdrawn = delete(Notification).where(
        col(Notification.user_id) == user_id,
        col(Notification.kind) == kind,
        col(Notification.subject) == subject,
        col(Notification.actor_id) == actor_id,
        col(Notification.read_at).is_(None),
    )
    if session.execute(withdrawn.returning(col(Notification.id))).first():
        after_commit(session, lambda: changed(user_id))


def subject_of(session: Session, kind: Kind, *, video_id: int | None, comment_id: int | None) -> str:
    """What it is about; those of one kind about one subject are shown as one."""
    if kind is Kind.REPLY and comment_id is not None:
        parent = session.exec(select(Comment.parent_id).where(Comment.id == comment_id)).first()
        return f"comment:{parent or comment_id}"
    if comment_id is not None and kind is not Kind.COMMENT:
        return f"comment:{comment_id}"
    return f"video:{video_id}" if video_id is not None else "user"


def changed(user_id: int) -> None:
    """Open pages of this account count anew. Where Valkey is away, they do so when it is back."""
    try:
        valkey().publish(CHANNEL, user_id)
    except DOWN as error:
        log().warning("notice_not_live", user_id=user_id, error=str(error))


def due(user_id: int) -> str:
    """The Valkey set of notices that push and mail have not delivered yet."""
    return f"notices:due:{user_id}"


def _delivery(user_id: int, notice_id: int, *, anywhere_else: bool) -> Callable[[], None]:
    def deliver() -> None:
        changed(user_id)
        if anywhere_else:
            _hand_over(user_id, notice_id)

    return deliver


def _hand_over(user_id: int, notice_id: int) -> None:
    """One job at a time for an account: what comes while it waits goes with it."""
    try:
        valkey().sadd(due(user_id), notice_id)
        valkey().expire(due(user_id), DUE_SECONDS)
    except DOWN as error:
        log().warning("notice_not_delivered", notice_id=notice_id, error=str(error))
        return
    jobs.send(Job.NOTIFY, user_id)


def _may_hear(session: Session, user_id: int, actor_id: int | None) -> bool:
    if actor_id is None:
        return True
    blocks = exists().where(
        or_(
            (col(Block.blocker_id) == user_id) & (col(Block.blocked_id) == actor_id),
            (col(Block.blocker_id) == actor_id) & (col(Block.blocked_id) == user_id),
        )
    )
    mutes = exists().where((col(Mute.muter_id) == user_id) & (col(Mute.muted_id) == actor_id))
    return user_id != actor_id and not session.execute(select(or_(blocks, mutes))).scalar_one()


def _ways(session: Session, user_id: int, kind: Kind) -> frozenset[Way]:
    """Push counts only where some browser takes it."""
    has_push = exists().where(col(PushSubscription.user_id) == user_id)
    found = session.execute(
        select(AccountSettings.notices, has_push)
        .select_from(User)
        .outerjoin(AccountSettings, col(AccountSettings.user_id) == col(User.id))
        .where(col(User.id) == user_id, col(User.deleted_at).is_(None))
    ).first()
    if found is None:
        return frozenset()
    chosen, is_reachable = found
    return ways(chosen or {}, kind) - (frozenset() if is_reachable else {Way.PUSH})
