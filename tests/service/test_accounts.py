"""Who may become whom, and how passwords are kept."""

import pytest
from sqlmodel import Session

from app.accounts import service
from app.accounts.schemas import Login
from app.errors import Conflict
from app.models import Role
from tests.builders import make_user, make_viewer


def test_a_password_is_kept_as_an_argon2_hash(session: Session) -> None:
    assert make_user(session).password_hash.startswith("$argon2id$")


def test_a_name_is_taken_once_whatever_its_case(session: Session) -> None:
    make_user(session, "ada")
    with pytest.raises(Conflict) as refused:
        make_user(session, "ADA")
    assert set(refused.value.fields) == {"username"}


def test_a_wrong_password_and_an_unknown_name_are_told_the_same(session: Session) -> None:
    make_user(session, "ada")
    said = set()
    for login in ("ada", "nobody"):
        with pytest.raises(service.WrongLogin) as refused:
            service.log_in(session, Login(login=login, password="not the one"))
        said.add(refused.value.message)
    assert len(said) == 1


def test_becoming_a_creator_never_lowers_a_role(session: Session) -> None:
    admin = make_viewer(session, role=Role.ADMIN)
    assert service.become_creator(session, admin).role is Role.ADMIN
    user = make_viewer(session)
    assert service.become_creator(session, user).role is Role.CREATOR
