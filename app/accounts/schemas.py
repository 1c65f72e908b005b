"""Accounts as they cross the edge."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, EmailStr, Field, StringConstraints, field_validator

from app.models import Role, User
from app.shapes import Body, Moment, Shape

COMMON_PASSWORDS = frozenset(
    [
        "password",
        "password1",
        "password123",
        "12345678",
        "123456789",
        "1234567890",
        "qwertyuiop",
        "qwerty123",
        "iloveyou",
        "11111111",
        "letmein1",
        "sunshine1",
        "football1",
        "princess1",
        "zoetrope",
    ]
)

Username = Annotated[
    str,
    StringConstraints(to_lower=True, min_length=2, max_length=24, pattern=r"^[a-zA-Z0-9_][a-zA-Z0-9_.]*$"),
]


# Written like the hashtags of videos, to which they are compared.
Topic = Annotated[
    str, AfterValidator(lambda topic: topic.lstrip("#").lower()), Field(min_length=1, max_length=64)
]


def _not_common(password: str) -> str:
    if password.lower() in COMMON_PASSWORDS:
        raise ValueError("This password is on every list of common ones. Choose another.")
    return password


Password = Annotated[
    str,
    StringConstraints(strip_whitespace=False, min_length=8, max_length=128),
    AfterValidator(_not_common),
]


Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=16)]
Region = Annotated[str, StringConstraints(to_upper=True, pattern=r"^([A-Za-z]{2}|[0-9]{3})$")]
Given = Annotated[str, StringConstraints(strip_whitespace=False, min_length=1, max_length=128)]


class Registration(Body):
    username: Username
    email: EmailStr
    password: Password
    region: Region | None = None
    language: Language | None = None
    birth_date: date | None = None
    interests: list[Topic] = Field(default_factory=list, max_length=30)

    @field_validator("email")
    @classmethod
    def _lower(cls, email: str) -> str:
        return email.lower()


class Login(Body):
    login: str = Field(min_length=1, max_length=254, description="User name or e-mail address.")
    password: Given
    code: str | None = Field(None, max_length=24, description="From the second factor, or a recovery code.")
    bring_back: bool = Field(False, description="Keep an account that was to be deleted.")


class Account(Shape):
    """One's own account; nobody else sees the address."""

    id: int
    username: str
    email: str
    display_name: str
    bio: str
    avatar_url: str | None
    role: Role
    region: str | None
    language: str | None
    email_verified: bool = False
    second_factor: bool = False
    created_at: Moment

    @classmethod
    def of(cls, user: User) -> "Account":
        told = {name: getattr(user, name) for name in cls.model_fields if hasattr(user, name)}
        known = {"email_verified": user.email_verified_at, "second_factor": user.totp_confirmed_at}
        return cls(**told, **{name: moment is not None for name, moment in known.items()})


class PasswordChange(Body):
    current: Given
    new: Password


class OwnPassword(Body):
    password: Given


class Address(Body):
    email: EmailStr

    @field_validator("email")
    @classmethod
    def _lower(cls, email: str) -> str:
        return email.lower()


class NewAddress(Address):
    password: Given


class Token(Body):
    """From a mailed link."""

    token: str = Field(min_length=1, max_length=128)


class NewPassword(Token):
    new: Password


class Code(Body):
    code: str = Field(min_length=6, max_length=24, description="Six digits from the app.")
