"""Decisions about reported comments and people; those about videos are in `service`."""

from typing import Any

from sqlmodel import Session, col

from app import notices
from app.accounts import sessions
from app.accounts.rights import MODERATORS, Act
from app.accounts.viewer import Viewer
from app.comments import service as comments
from app.db import after_commit
from app.errors import BadInput, Forbidden, NotFound
from app.models import AuditLog, Comment, Report, User
from app.models.columns import CHANGED, FOREVER, now
from app.moderation import queries
from app.moderation.schemas import CommentAction, CommentDecision, PersonAction, PersonDecision, Settled
from app.notices import Kind

APPROVED_COMMENT, APPROVED_PERSON, BANNED = "comment.approved", "user.approved", "user.banned"


def about_comment(session: Session, viewer: Viewer, comment_id: int, decision: CommentDecision) -> Settled:
    """It stays, or is gone for everyone and its author is told."""
    moderator = viewer.must_be_moderator()
    comment = session.get(Comment, comment_id)
    if comment is None or comment.deleted_at:
        raise NotFound("comment", comment_id)
    if decision.action is CommentAction.REMOVE:
        comments.take_down(session, comment)
        told: dict[str, Any] = {"action": decision.action, "reason": decision.reason}
        about = {"video_id": comment.video_id, "comment_id": comment_id}
        notices.tell(session, comment.author_id, Kind.DECISION, **about, **told)
    action = comments.REMOVED if decision.action is CommentAction.REMOVE else APPROVED_COMMENT
    _note(session, moderator, action, f"comment:{comment_id}", reason=decision.reason)
    which = col(Report.comment_id) == comment_id
    return Settled(reports=queries.settle_reports(session, which, decision=decision.action))


def about_person(session: Session, viewer: Viewer, user_id: int, decision: PersonDecision) -> Settled:
    """They may stay, also where they were banned before; or they are signed out and shown to nobody."""
    moderator = viewer.must(Act.BAN)
    user = session.get(User, user_id, with_for_update=CHANGED)
    if user is None or user.deleted_at:
        raise NotFound("user", user_id)
    if decision.action is PersonAction.BAN:
        _ban(session, user, decision)
    else:
        user.banned_until = user.ban_reason = None
    action = BANNED if decision.action is PersonAction.BAN else APPROVED_PERSON
    _note(session, moderator, action, f"user:{user_id}", reason=decision.reason)
    which = col(Report.user_id) == user_id
    return Settled(reports=queries.settle_reports(session, which, decision=decision.action))


def _ban(session: Session, user: User, decision: PersonDecision) -> None:
    if user.role in MODERATORS:
        raise Forbidden("Whoever moderates cannot be banned; an administrator takes the role first.")
    if decision.until and decision.until <= now():
        raise BadInput("This ban would be over already.", until="Choose a moment to come.")
    user.banned_until, user.ban_reason = min(decision.until or FOREVER, FOREVER), decision.reason
    after_commit(session, lambda: sessions.end_all(user.id))


def _note(session: Session, moderator: User, action: str, target: str, *, reason: str) -> None:
    session.add(AuditLog(actor_id=moderator.id, action=action, target=target, details={"reason": reason}))
