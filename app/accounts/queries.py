"""Accounts in the database."""

import re

from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from app.errors import NotFound
from app.models import User

_NAME = re.compile(r"@[0-9A-Za-z_.]{1,24}|[0-9]{1,15}")


def get_user(session: Session, user_id: int) -> User | None:
    return session.exec(_present().where(User.id == user_id)).first()


def by_login(session: Session, login: str) -> User | None:
    name = login.strip().lower()
    return session.exec(_present().where(or_(User.username == name, User.email == name))).first()


def must_get(session: Session, name: str) -> User:
    """By id, or by `@username`."""
    if not _NAME.fullmatch(name):
        raise NotFound("user", name)
    wanted = User.username == name[1:].lower() if name.startswith("@") else User.id == int(name)
    user = session.exec(_present().where(wanted)).first()
    if user is None:
        raise NotFound("user", name)
    return user


def taken(session: Session, username: str, email: str) -> list[User]:
    """Accounts with this name or address, deleted ones included."""
    return list(session.exec(select(User).where(or_(User.username == username, User.email == email))))


def _present() -> SelectOfScalar[User]:
    return select(User).where(col(User.deleted_at).is_(None))
