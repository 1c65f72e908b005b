"""Secrets that are mailed as links: used once, for a while, kept as hashes in Valkey."""

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta

from app.cache import valkey
from app.errors import AppError
from app.models import User

LIVES = {"reset": timedelta(hours=1), "verify": timedelta(days=3)}


class Spent(AppError):
    status, code = 410, "link_spent"

    def __init__(self) -> None:
        super().__init__("This link has been used already or is too old. Ask for a new one.")


@dataclass(frozen=True, slots=True)
class Ticket:
    """`mark` is what must still be so of the account: its address, the password that is replaced."""

    user_id: int
    mark: str
    address: str = ""
    takes_back: bool = False


def make(kind: str, user_id: int, *, mark: str, address: str = "", takes_back: bool = False) -> str:
    """`address` is the one that a link to verify stands for; `takes_back` if the account was moved away."""
    token = secrets.token_urlsafe(32)
    body = Ticket(user_id, _hash(mark), address, takes_back)
    valkey().set(_key(kind, token), json.dumps(asdict(body)), ex=LIVES[kind])
    return token


def to_verify(user: User) -> str:
    return make("verify", user.id, mark=user.email, address=user.email)


def to_move(user: User, address: str) -> str:
    """Dies with the password that it was asked with."""
    return make("verify", user.id, mark=user.email + user.password_hash, address=address)


def to_take_back(user: User, address: str) -> str:
    """Outlives the password, which whoever moved the account may have changed."""
    return make("verify", user.id, mark=user.email, address=address, takes_back=True)


def take(kind: str, token: str) -> Ticket:
    found = valkey().getdel(_key(kind, token))
    if found is None:
        raise Spent
    return Ticket(**json.loads(found))


def fits(ticket: Ticket, mark: str) -> bool:
    return ticket.mark == _hash(mark)


def _key(kind: str, token: str) -> str:
    return f"ticket:{kind}:{_hash(token)}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
