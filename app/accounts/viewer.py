"""Who looks: a signed-in person or an anonymous browser, with their rights."""

from dataclasses import dataclass

from app.accounts.rights import REFUSALS, RIGHTS, Act
from app.errors import Forbidden, NotSignedIn
from app.models import User


@dataclass(frozen=True, slots=True)
class Viewer:
    """`key` tells viewers apart in history and caches, signed in or not."""

    key: str
    user: User | None = None
    # What the browser of somebody without an account asks for.
    asked_language: str | None = None

    @property
    def id(self) -> int | None:
        return self.user.id if self.user else None

    @property
    def may_upload(self) -> bool:
        return self.may(Act.UPLOAD)

    @property
    def may_moderate(self) -> bool:
        return self.may(Act.MODERATE)

    def may(self, act: Act) -> bool:
        return (self.user.role if self.user else None) in RIGHTS[act]

    def must(self, act: Act) -> User:
        """The signed-in person, who may do this."""
        user = self.must_be_signed_in()
        if not self.may(act):
            code, sentence = REFUSALS[RIGHTS[act]]
            raise Forbidden(sentence, code=code)
        return user

    def must_be_signed_in(self) -> User:
        if self.user is None:
            raise NotSignedIn
        return self.user

    def must_be_creator(self) -> User:
        return self.must(Act.UPLOAD)

    def must_be_moderator(self) -> User:
        return self.must(Act.MODERATE)


def signed_in(user: User) -> Viewer:
    return Viewer(key=f"user:{user.id}", user=user)


def anonymous(token: str) -> Viewer:
    return Viewer(key=f"anon:{token}")
