"""Registering, logging in, becoming a creator."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app import mail
from app.accounts import attempts, passwords, queries, second_factor, sessions
from app.accounts.schemas import Login, Registration
from app.accounts.viewer import Viewer, anonymous, signed_in
from app.errors import AppError, Conflict
from app.models import Role, User
from app.models.columns import CHANGED, now


class WrongLogin(AppError):
    status, code = 401, "wrong_login"

    def __init__(self) -> None:
        super().__init__("That user name, e-mail address or password is not right.")


class Leaving(AppError):
    """The password was right, but the account is to be deleted."""

    status, code = 403, "leaving"

    def __init__(self, user: User) -> None:
        day = f"{user.deletes_at:%-d %B %Y}" if user.deletes_at else "soon"
        super().__init__(
            f"You deleted this account. It is gone for good on {day}; until then you can keep it."
        )


def register(session: Session, wanted: Registration, *, role: Role = Role.USER) -> User:
    """An address may be claimed by several accounts; it belongs to the one that verifies it."""
    _refuse_taken(session, wanted)
    user = User(
        **wanted.model_dump(exclude={"password"}),
        password_hash=passwords.hashed(wanted.password),
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


def welcome(session: Session, user: User) -> None:
    """The letter by which the address is verified."""
    mail.queue(session, user.id, "verify")


def log_in(session: Session, given: Login) -> User:
    """Whoever may come in; an account that is to be deleted only if `bring_back` asks for it."""
    user = queries.by_login(session, given.login)
    is_tried = user is not None and not attempts.exhausted(user.id)
    is_right = passwords.is_right(
        user.password_hash if user and is_tried else passwords.nobody(), given.password
    )
    if user is None or not is_tried or not is_right or is_banned(user):
        raise WrongLogin
    try:
        _come_in(session, user, given)
    except (Leaving, second_factor.CodeNeeded):
        attempts.take_back(user.id)
        raise
    attempts.forget(user.id)
    return user


def _come_in(session: Session, user: User, given: Login) -> None:
    if user.deletes_at and not given.bring_back:
        raise Leaving(user)
    second_factor.check(session, user, given.code)
    if passwords.HASHER.check_needs_rehash(user.password_hash):
        user.password_hash = passwords.hashed(given.password)


def is_banned(user: User) -> bool:
    return user.banned_until is not None and user.banned_until > now()


def become_creator(session: Session, viewer: Viewer) -> User:
    user = session.get_one(User, viewer.must_be_signed_in().id, with_for_update=CHANGED)
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
    if queries.is_name_taken(session, wanted.username):
        raise Conflict("This account cannot be made.", code="taken", username="This name is taken.")
