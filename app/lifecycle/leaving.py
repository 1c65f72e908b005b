"""Deleting an account: invisible at once, kept for a month in case of regret, then gone for good."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Table
from sqlmodel import Session, SQLModel, col, select, text

from app import mail, storage
from app.accounts import passwords, sessions
from app.accounts.viewer import Viewer, signed_in
from app.db import after_commit, new_session, transaction
from app.jobs import Job, is_known, send
from app.lifecycle import deletion
from app.models import User, Video, VideoStatus
from app.models.columns import CHANGED, now
from app.telemetry import log
from app.videos import audience

GRACE = timedelta(days=30)
# Videos leave through the archive, with what they were made of; totals and the record belong to the site.
KEPT = {"videos", "uploads", "audit_logs"}
# What others see of it shrinks by what goes; answers go with the comment that they answer.
COUNTS = (
    """UPDATE videos SET like_count = greatest(0, like_count - n) FROM (
        SELECT video_id, count(*) AS n FROM likes WHERE user_id = :id GROUP BY 1
    ) AS gone WHERE videos.id = gone.video_id""",
    """UPDATE videos SET save_count = greatest(0, save_count - n) FROM (
        SELECT video_id, count(*) AS n FROM saves WHERE user_id = :id GROUP BY 1
    ) AS gone WHERE videos.id = gone.video_id""",
    """UPDATE videos SET comment_count = greatest(0, comment_count - n) FROM (
        SELECT c.video_id, count(*) AS n FROM comments c LEFT JOIN comments p ON p.id = c.parent_id
        WHERE c.deleted_at IS NULL AND (c.author_id = :id OR p.author_id = :id) GROUP BY 1
    ) AS gone WHERE videos.id = gone.video_id""",
    """UPDATE comments SET reply_count = greatest(0, reply_count - n) FROM (
        SELECT parent_id, count(*) AS n FROM comments
        WHERE author_id = :id AND deleted_at IS NULL AND parent_id IS NOT NULL GROUP BY 1
    ) AS gone WHERE comments.id = gone.parent_id""",
    """UPDATE comments SET like_count = greatest(0, like_count - n) FROM (
        SELECT comment_id, count(*) AS n FROM comment_likes WHERE user_id = :id GROUP BY 1
    ) AS gone WHERE comments.id = gone.comment_id""",
)


def leave(session: Session, viewer: Viewer, password: str) -> User:
    """Nobody sees the account and what it made from now on; logging in brings it back for thirty days."""
    user = session.get_one(User, viewer.must_be_signed_in().id, with_for_update=CHANGED)
    passwords.must_be_own(user, password)
    user.deleted_at = now()
    user.deletes_at = user.deleted_at + GRACE
    audience.withdraw(session, user)
    mail.queue(session, user.id, "leaving")
    after_commit(session, lambda: sessions.end_all(user.id))
    return user


def bring_back(session: Session, user: User) -> None:
    """Everything is as it was."""
    found = session.get_one(User, user.id, with_for_update=CHANGED)
    if found.deletes_at:
        found.deleted_at = found.deletes_at = None
        audience.give_back(session, found)


def erase_due() -> list[int]:
    """Queue what is due, also again if a job was lost, and accounts whose last video left the archive."""
    with new_session() as session:
        due = session.exec(select(User.id).where(col(User.deletes_at) <= now())).all()
        emptied = session.exec(_emptied()).all()
    for user_id in (*due, *emptied):
        if not is_known(Job.ERASE, user_id):
            send(Job.ERASE, user_id)
    return [*due, *emptied]


def erase(user_id: int) -> None:
    """For good. Safe to run again and from any point on."""
    sessions.end_all(user_id)
    storage.remove_below(storage.exports_folder(user_id))
    with transaction() as session:
        user = session.get(User, user_id, with_for_update=True)
        if user is None or not _is_due(user):
            return
        _remove_videos(session, user)
        _forget(session, user_id)
        _scrub(user)
    with transaction() as session:
        session.flush()
        for one in session.exec(_emptied().where(User.id == user_id)).all():
            session.delete(session.get_one(User, one))
    log().info("account_erased", user_id=user_id)


def _is_due(user: User) -> bool:
    is_over = user.deletes_at is not None and user.deletes_at <= now()
    return is_over or (user.deleted_at is not None and user.deletes_at is None)


def _remove_videos(session: Session, user: User) -> None:
    there = (Video.creator_id == user.id, Video.status != VideoStatus.DELETED)
    for video_id in session.exec(select(Video.id).where(*there).order_by(col(Video.id))).all():
        deletion.remove(session, signed_in(user), video_id, reason="The account was deleted.")


def _forget(session: Session, user_id: int) -> None:
    """Rows of every table that belong to the account, by whatever column they say so."""
    for mending in COUNTS:
        session.execute(text(mending), {"id": user_id})
    for table in reversed(SQLModel.metadata.sorted_tables):
        for column, value in _owners(table, user_id):
            session.execute(table.delete().where(column == value))


def _owners(table: Table, user_id: int) -> list[tuple[Any, Any]]:
    if table.name in KEPT:
        return []
    owned: list[tuple[Any, Any]] = [(key.parent, user_id) for key in table.foreign_keys if _follows(key)]
    if "viewer_key" in table.c:
        owned.append((table.c.viewer_key, f"user:{user_id}"))
    if "user_id" in table.c and not table.c.user_id.foreign_keys:
        owned.append((table.c.user_id, user_id))
    return owned


def _follows(key: Any) -> bool:
    return bool(key.target_fullname == "users.id" and key.ondelete == "CASCADE")


def _scrub(user: User) -> None:
    """The row stays while the archive holds videos of it, and says nothing."""
    user.username, user.email = f"deleted.{user.id}", f"{user.id}@deleted.invalid"
    user.password_hash, user.totp_secret, user.totp_confirmed_at = "", None, None
    user.display_name, user.bio, user.avatar_url, user.links = "", "", None, []
    user.region = user.language = user.birth_date = user.email_verified_at = None
    user.interests, user.filtered_words = [], []
    user.deleted_at, user.deletes_at = user.deleted_at or now(), None


def _emptied() -> Any:
    """Accounts that were erased and of which the archive holds nothing any more."""
    held = select(Video.id).where(Video.creator_id == User.id).exists()
    erased = (col(User.deleted_at).is_not(None), col(User.deletes_at).is_(None), User.password_hash == "")
    return select(User.id).where(*erased, ~held)
