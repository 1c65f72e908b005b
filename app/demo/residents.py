"""The demo's people as accounts of this site."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_urlsafe

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from app import storage
from app.accounts.passwords import HASHER
from app.accounts.viewer import Viewer, signed_in
from app.db import transaction
from app.demo import people
from app.demo.history import PAST_DAYS
from app.demo.people import Person
from app.models import Role, User
from app.models.columns import now

DOMAIN = "demo.invalid"
MAKERS = 14
# More faces than anybody meets would only cost time; the rest show their initials.
PORTRAITS = 240


@dataclass(frozen=True, slots=True)
class Resident:
    person: Person
    user: User

    @property
    def viewer(self) -> Viewer:
        return signed_in(self.user)


def settle(users: int, *, seed: int) -> list[Resident]:
    """``users`` people, creators first; who lives here stays, and a name that is taken is left out."""
    makers = people.creators(min(MAKERS, max(1, users // 3)))
    wanted = [*makers, *people.viewers(users - len(makers), seed=seed)]
    with transaction() as session:
        known = _known(session, wanted)
        fresh = [person for person in wanted if person.username not in known]
        if fresh:
            _move_in(session, fresh)
            known = _known(session, wanted)
    return [Resident(person, known[person.username]) for person in wanted if person.username in known]


def _known(session: Session, wanted: Sequence[Person]) -> dict[str, User]:
    addresses = [_address(person) for person in wanted]
    found = session.exec(select(User).where(col(User.email).in_(addresses)))
    return {user.username: user for user in found}


def _move_in(session: Session, fresh: Sequence[Person]) -> None:
    """Nobody can log in as them: their one password is thrown away."""
    locked = HASHER.hash(token_urlsafe(32))
    since = now() - timedelta(days=PAST_DAYS + 9)
    rows = [
        {
            "username": person.username,
            "email": _address(person),
            "password_hash": locked,
            "display_name": person.display_name,
            "bio": person.bio,
            "avatar_url": _portrait(person) if k < PORTRAITS else None,
            "role": Role.CREATOR if person.makes else Role.USER,
            "language": person.language,
            "region": person.region,
            "interests": sorted(t for t, liking in person.tastes.items() if liking > 0.7),
            "created_at": since + timedelta(hours=7 * k % 200),
        }
        for k, person in enumerate(fresh)
    ]
    session.execute(insert(User).on_conflict_do_nothing(), rows)


def _portrait(person: Person) -> str:
    body = people.avatar(person.username)
    key = f"a/demo/{person.username}.webp"
    storage.put_stream(key, io.BytesIO(body), length=len(body), content_type="image/webp")
    return f"/media/{key}"


def _address(person: Person) -> str:
    return f"{person.username}@{DOMAIN}"
