"""Passwords: hashed, checked, changed."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlmodel import Session

from app import mail
from app.accounts import attempts, sessions
from app.accounts.viewer import Viewer
from app.db import after_commit
from app.errors import BadInput
from app.models import User
from app.models.columns import CHANGED

HASHER = PasswordHasher()


@cache
def nobody() -> str:
    """Verified when nobody has the name, so that the answer takes as long as for a wrong password."""
    return HASHER.hash("nobody has this password")  # not at import: every process would pay for it


def hashed(password: str) -> str:
    return HASHER.hash(password)


def is_right(kept: str, password: str) -> bool:
    try:
        return HASHER.verify(kept, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def must_be_own(user: User, password: str, *, field: str = "password") -> None:
    """Asked again before what cannot be taken back; five wrong ones and a quarter of an hour passes."""
    if attempts.exhausted(user.id) or not is_right(user.password_hash, password):
        raise BadInput("Your password is needed for this.", code="wrong_password", **{field: NOT_YOURS})
    attempts.forget(user.id)


NOT_YOURS = "This is not your password, or it was tried too often."


def change(session: Session, viewer: Viewer, current: str, new: str, *, keep: str) -> None:
    """Every session but the one of the token `keep` ends."""
    user = session.get_one(User, viewer.must_be_signed_in().id, with_for_update=CHANGED)
    must_be_own(user, current, field="current")
    replace(session, user, new, keep=keep)


def replace(session: Session, user: User, new: str, *, keep: str = "") -> None:
    user.password_hash = hashed(new)
    mail.queue(session, user.id, "password_changed")
    after_commit(session, lambda: sessions.end_all(user.id, but=keep))
