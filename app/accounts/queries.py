"""Accounts in the database."""

import re
from datetime import datetime

from sqlalchemy import BigInteger, bindparam
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from app.errors import NotFound
from app.models import Mail, User

_NAME = re.compile(r"@[0-9A-Za-z_.]{1,24}|[0-9]{1,15}")


def get_user(session: Session, user_id: int) -> User | None:
    return session.exec(_BY_ID, params={"user_id": user_id}).first()


def by_login(session: Session, login: str) -> User | None:
    """By name or address, also of an account that may still be brought back.

    Of several that claim one address, it is the one that verified it, else the oldest.
    """
    name = login.strip().lower()
    is_there = or_(col(User.deleted_at).is_(None), col(User.deletes_at).is_not(None))
    named = select(User).where(is_there, or_(User.username == name, User.email == name))
    return session.exec(named.order_by(col(User.email_verified_at).is_(None), col(User.id))).first()


def owner_of(session: Session, email: str) -> User | None:
    """The account that verified this address."""
    return session.exec(
        select(User).where(User.email == email, col(User.email_verified_at).is_not(None))
    ).first()


def must_get(session: Session, name: str) -> User:
    """By id, or by `@username`."""
    if not _NAME.fullmatch(name):
        raise NotFound("user", name)
    wanted = User.username == name[1:].lower() if name.startswith("@") else User.id == int(name)
    user = session.exec(_present().where(wanted)).first()
    if user is None:
        raise NotFound("user", name)
    return user


def has_moved(session: Session, user_id: int, *, since: datetime) -> bool:
    """Whether the account left a verified address, which was told."""
    told = select(Mail.id).where(Mail.user_id == user_id, Mail.kind == "moved", Mail.created_at > since)
    return session.exec(told).first() is not None


def is_name_taken(session: Session, username: str) -> bool:
    """Deleted accounts keep theirs."""
    return session.exec(select(User.id).where(User.username == username)).first() is not None


def _present() -> SelectOfScalar[User]:
    return select(User).where(col(User.deleted_at).is_(None))


# Every request of somebody who is signed in asks it: made once.
_BY_ID = _present().where(col(User.id) == bindparam("user_id", type_=BigInteger))
