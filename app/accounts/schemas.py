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


class Registration(Body):
    username: Username
    email: EmailStr
    password: Password
    region: str | None = Field(None, max_length=8)
    language: str | None = Field(None, max_length=16)
    birth_date: date | None = None
    interests: list[Topic] = Field(default_factory=list, max_length=30)

    @field_validator("email")
    @classmethod
    def _lower(cls, email: str) -> str:
        return email.lower()


class Login(Body):
    login: str = Field(min_length=1, max_length=254, description="User name or e-mail address.")
    password: Annotated[str, StringConstraints(strip_whitespace=False, min_length=1, max_length=128)]


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
    created_at: Moment

    @classmethod
    def of(cls, user: User) -> "Account":
        return cls.model_validate(user, from_attributes=True)
