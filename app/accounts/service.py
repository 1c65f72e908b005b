"""Registering, logging in, becoming a creator."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.accounts import queries, sessions
from app.accounts.schemas import Registration
from app.accounts.viewer import Viewer, anonymous, signed_in
from app.errors import AppError, Conflict
from app.models import Role, User
from app.models.columns import now

HASHER = PasswordHasher()


@cache
def _nobody() -> str:
    """Verified when nobody has the name, so that the answer takes as long as for a wrong password."""
    return HASHER.hash("nobody has this password")  # not at import: every process would pay for it


class WrongLogin(AppError):
    status, code = 401, "wrong_login"

    def __init__(self) -> None:
        super().__init__("That user name, e-mail address or password is not right.")


def register(session: Session, wanted: Registration, *, role: Role = Role.USER) -> User:
    _refuse_taken(session, wanted)
    user = User(
        **wanted.model_dump(exclude={"password"}),
        password_hash=HASHER.hash(wanted.password),
        display_name=wanted.username,
        role=role,
    )
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError:
        _refuse_taken(session, wanted)
        raise
    return user


def log_in(session: Session, login: str, password: str) -> User:
    user = queries.by_login(session, login)
    _verify(user.password_hash if user else _nobody(), password)
    if user is None or is_banned(user):
        raise WrongLogin
    if HASHER.check_needs_rehash(user.password_hash):
        user.password_hash = HASHER.hash(password)
    return user


def is_banned(user: User) -> bool:
    return user.banned_until is not None and user.banned_until > now()


def become_creator(session: Session, viewer: Viewer) -> User:
    user = session.get_one(User, viewer.must_be_signed_in().id, with_for_update=True)
    if user.role is Role.USER:
        user.role = Role.CREATOR
    return user


def viewer_of(session: Session, token: str, *, visitor: str) -> Viewer:
    """Whom a session cookie belongs to; an anonymous viewer when it belongs to nobody any more."""
    return viewer_named(session, sessions.user_id_of(token), visitor=visitor)


def viewer_named(session: Session, user_id: int | None, *, visitor: str) -> Viewer:
    user = queries.get_user(session, user_id) if user_id else None
    return signed_in(user) if user and not is_banned(user) else anonymous(visitor)


def _refuse_taken(session: Session, wanted: Registration) -> None:
    fields: dict[str, str] = {}
    for user in queries.taken(session, wanted.username, wanted.email):
        if user.username == wanted.username:
            fields["username"] = "This name is taken."
        if user.email == wanted.email:
            fields["email"] = "This address has an account already."
    if fields:
        raise Conflict("This account cannot be made.", code="taken", **fields)


def _verify(hashed: str, password: str) -> None:
    try:
        HASHER.verify(hashed, password)
    except (VerifyMismatchError, InvalidHashError):
        raise WrongLogin from None
