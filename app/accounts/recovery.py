"""Mailed links: whoever reads an address's letters owns it, and may choose a new password."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app import mail
from app.accounts import passwords, queries, sessions, tickets
from app.accounts.tickets import Ticket
from app.accounts.viewer import Viewer
from app.db import after_commit
from app.errors import Conflict
from app.models import User
from app.models.columns import CHANGED, now

# Two moves in a row would leave the first owner's link behind.
MOVED_LATELY = "The address was changed less than three days ago. Wait until they have passed."


def ask_reset(session: Session, email: str) -> None:
    """A letter if an account has this address. The caller answers before, so that nobody can tell."""
    user = queries.by_login(session, email)
    if user and user.email == email:
        mail.queue(session, user.id, "reset")


def reset(session: Session, token: str, new: str) -> None:
    """Ends every session; the link came by mail, so the address is verified as well."""
    ticket = tickets.take("reset", token)
    user = session.get(User, ticket.user_id, with_for_update=CHANGED)
    if user is None or not tickets.fits(ticket, user.password_hash):
        raise tickets.Spent
    passwords.replace(session, user, new)
    _own(session, user, user.email)


def ask_move(session: Session, viewer: Viewer, email: str, password: str) -> None:
    """A letter to the new address; until its link is opened the account keeps the old one."""
    user = session.get_one(User, viewer.must_be_signed_in().id, with_for_update=CHANGED)
    passwords.must_be_own(user, password)
    if queries.has_moved(session, user.id, since=now() - tickets.LIVES["verify"]):
        raise Conflict(MOVED_LATELY, code="moved_lately", email=MOVED_LATELY)
    mail.queue(session, user.id, "new_address", to=email)


def ask_verify(session: Session, viewer: Viewer) -> None:
    user = viewer.must_be_signed_in()
    if user.email_verified_at is None:
        mail.queue(session, user.id, "verify")


def verify(session: Session, token: str) -> None:
    """The link's address is its reader's, and from now on the account's."""
    ticket = tickets.take("verify", token)
    user = session.get(User, ticket.user_id, with_for_update=CHANGED)
    if user is None or not _is_for(ticket, user):
        raise tickets.Spent
    left = user.email if user.email_verified_at and user.email != ticket.address else ""
    if not _own(session, user, ticket.address):
        raise tickets.Spent
    if ticket.takes_back:  # whoever moved the account is out, and gets no such link
        after_commit(session, lambda: sessions.end_all(user.id))
    elif left:
        mail.queue(session, user.id, "moved", to=left)


def _is_for(ticket: Ticket, user: User) -> bool:
    moves = ticket.address != user.email and not ticket.takes_back
    return tickets.fits(ticket, user.email + user.password_hash if moves else user.email)


def _own(session: Session, user: User, address: str) -> bool:
    """An address belongs to the first account that verified it."""
    owner = queries.owner_of(session, address)
    if owner:
        return owner.id == user.id
    try:
        with session.begin_nested():
            user.email, user.email_verified_at = address, now()
    except IntegrityError:  # somebody else verified it in this moment
        return False
    return True
