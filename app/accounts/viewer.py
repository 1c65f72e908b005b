"""Who looks: a signed-in person or an anonymous browser, with their rights."""

from dataclasses import dataclass

from app.errors import Forbidden, NotSignedIn
from app.models import Role, User

CREATORS = frozenset({Role.CREATOR, Role.MODERATOR, Role.ADMIN})
MODERATORS = frozenset({Role.MODERATOR, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Viewer:
    """`key` tells viewers apart in history and caches, signed in or not."""

    key: str
    user: User | None = None

    @property
    def id(self) -> int | None:
        return self.user.id if self.user else None

    @property
    def may_upload(self) -> bool:
        return self.user is not None and self.user.role in CREATORS

    @property
    def may_moderate(self) -> bool:
        return self.user is not None and self.user.role in MODERATORS

    def must_be_signed_in(self) -> User:
        if self.user is None:
            raise NotSignedIn
        return self.user

    def must_be_creator(self) -> User:
        user = self.must_be_signed_in()
        if not self.may_upload:
            raise Forbidden("Become a creator first, then you can upload.", code="not_a_creator")
        return user

    def must_be_moderator(self) -> User:
        user = self.must_be_signed_in()
        if not self.may_moderate:
            raise Forbidden("Only moderators can do this.", code="not_a_moderator")
        return user


def signed_in(user: User) -> Viewer:
    return Viewer(key=f"user:{user.id}", user=user)


def anonymous(token: str) -> Viewer:
    return Viewer(key=f"anon:{token}")
