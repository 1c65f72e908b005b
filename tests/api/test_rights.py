"""Who may do what: every route of the document for every role, as app/api/policy.py has it."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi.testclient import TestClient

from app.accounts import sessions
from app.accounts.passwords import HASHER
from app.accounts.rights import RIGHTS, Act
from app.api.policy import POLICIES, Policy
from app.db import transaction
from app.models import Role, User
from app.models.columns import now
from tests.api.test_openapi import GOOD, Ask, operations
from tests.builders import make_video
from tests.conftest import empty_stores

ANONYMOUS, BANNED = "anonymous", "banned"
WHO = [ANONYMOUS, BANNED, *(str(role) for role in Role)]
REFUSED = {401, 403}
# What is not there for those who may not have it may be missing for them, too.
NOT_THEIRS = {401, 403, 404}


@cache
def password() -> str:
    return HASHER.hash("correct horse")


def someone(role: Role, *, name: str = "", banned: bool = False) -> int:
    name = name or f"p{uuid4().int % 10**12}"
    until = now() + timedelta(days=1) if banned else None
    with transaction() as session:
        user = User(
            username=name,
            email=f"{name}@example.com",
            password_hash=password(),
            display_name=name,
            role=role,
            banned_until=until,
        )
        session.add(user)
        session.flush()
        return user.id


@pytest.fixture(scope="module")
def bobs_video(stores: dict[str, str]) -> Iterator[int]:
    """One site for all of this module: everybody who asks is new here."""
    empty_stores()
    bob = someone(Role.CREATOR, name="bob")
    someone(Role.CREATOR, name="ada")
    with transaction() as session:
        video = make_video(session, session.get_one(User, bob)).id
    yield video
    empty_stores()


@pytest.fixture(scope="module")
def visitors(bobs_video: int) -> Iterator[TestClient]:
    """One client for all: each opens threads of its own."""
    from app.api import api

    with TestClient(api, base_url="http://localhost:8000", raise_server_exceptions=False) as one:
        yield one


@pytest.fixture
def visitor(visitors: TestClient) -> TestClient:
    visitors.event_hooks["request"] = []
    return visitors


def become(browser: TestClient, who: str) -> TestClient:
    """Signed in as somebody new with this role; banned people had signed in before."""
    browser.cookies.clear()
    if who != ANONYMOUS:
        is_banned = who == BANNED
        user = someone(Role.CREATOR if is_banned else Role(who), banned=is_banned)
        browser.cookies.set("session", sessions.start(user))
    return browser


def may(who: str, act: Act) -> bool:
    return (None if who in {ANONYMOUS, BANNED} else Role(who)) in RIGHTS[act]


def policy_of(operation: tuple[str, str]) -> Policy:
    return POLICIES[f"{operation[0].upper()} {operation[1]}"]


def is_refused(answer: Any, *, policy: Policy, who: str) -> bool:
    if answer.status_code == 404:
        return policy.own
    return answer.status_code == (401 if who in {ANONYMOUS, BANNED} else 403)


def test_every_route_has_its_row() -> None:
    known = {f"{method.upper()} {path}" for method, path in operations()}
    assert known - set(POLICIES) == set(), "Add rows to app/api/policy.py."
    assert set(POLICIES) - known == set()


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("operation", GOOD, ids=" ".join)
def test_a_route_answers_those_who_may_and_nobody_else(
    visitor: TestClient, bobs_video: int, operation: tuple[str, str], who: str
) -> None:
    policy = policy_of(operation)
    answer = GOOD[operation](become(visitor, who), bobs_video)
    if may(who, policy.act):
        assert answer.status_code not in REFUSED, answer.text
    else:
        assert is_refused(answer, policy=policy, who=who), (answer.status_code, answer.text)


OWN = [operation for operation in GOOD if f"{operation[0].upper()} {operation[1]}" in POLICIES
       and policy_of(operation).own]  # fmt: skip


class Change:
    """Lets somebody else's session take over at the last request of several."""

    def __init__(self, browser: TestClient, session: str) -> None:
        self.browser, self.session = browser, session
        self.sent, self.last = 0, 0
        browser.event_hooks["request"] = [self._see]

    def _see(self, request: httpx.Request) -> None:
        self.sent += 1
        if self.sent == self.last:
            request.headers["cookie"] = f"session={self.session}"

    def ask(self, asking: Ask, video: int) -> Any:
        """Once to see how many requests it takes, then again with the last one by the other."""
        asking(self.browser, video)
        self.last, self.sent = self.sent, 0
        return asking(self.browser, video)


@pytest.mark.parametrize("who", [str(role) for role in Role])
@pytest.mark.parametrize("operation", OWN, ids=" ".join)
def test_what_is_somebody_elses_is_refused(
    visitor: TestClient, bobs_video: int, operation: tuple[str, str], who: str
) -> None:
    policy = policy_of(operation)
    other = sessions.start(someone(Role(who)))
    change = Change(become(visitor, Role.CREATOR), other)
    answer = change.ask(GOOD[operation], bobs_video)
    assert change.sent == change.last > 1
    if policy.others and may(who, policy.others):
        assert answer.status_code not in NOT_THEIRS, answer.text
    else:
        assert answer.status_code in NOT_THEIRS, (answer.status_code, answer.text)


MATRIX = {
    Act.WATCH: {"anonymous", "user", "creator", "moderator", "admin"},
    Act.UPLOAD: {"creator", "moderator", "admin"},
    Act.DELETE_OWN: {"creator", "moderator", "admin"},
    Act.SEE_OWN_NUMBERS: {"creator", "moderator", "admin"},
    Act.DELETE_ANY: {"moderator", "admin"},
    Act.BAN: {"moderator", "admin"},
    Act.SEE_ALL_NUMBERS: {"moderator", "admin"},
    Act.MODERATE: {"moderator", "admin"},
    Act.MANAGE_ROLES: {"admin"},
    Act.CONFIGURE: {"admin"},
    Act.TAKE_PART: {"user", "creator", "moderator", "admin"},
}


@pytest.mark.parametrize("act", Act)
def test_the_matrix_is_as_written(act: Act) -> None:
    assert {str(role) if role else ANONYMOUS for role in RIGHTS[act]} == MATRIX[act]
