"""Thousands of made-up requests over the whole document: no server errors, no answer that is not in it."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import requests
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.accounts import sessions
from app.db import transaction
from app.models import Role, Sound, User
from tests.api.test_openapi import operations
from tests.api.test_rights import someone
from tests.builders import make_video
from tests.conftest import empty_stores

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
EACH = 14
AT_LEAST = 2000
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
# Ids of seeded rows, so that requests meet something.
SEEDED: dict[str, list[int | str]] = {}
# Done to a session in use, they would make strangers of all later requests.
ENDING = {("post", "/auth/logout")}
SENT = {"requests": 0}
STRANGER, SIGNED_IN = "stranger", "signed in"


@cache
def document() -> Any:
    from app.api import api

    return schemathesis.openapi.from_dict(api.openapi())


@pytest.fixture(scope="module")
def site(stores: dict[str, str]) -> Iterator[TestClient]:
    from app.api import api

    empty_stores()
    ada, bob = someone(Role.MODERATOR, name="ada"), someone(Role.CREATOR, name="bob")
    with transaction() as session:
        sound = Sound(title="Late Tram", creator_id=ada)
        session.add(sound)
        session.flush()
        videos = [
            make_video(session, session.get_one(User, owner), sound_id=sound.id, hashtags=["dusk"]).id
            for owner in (ada, bob)
        ]
        SEEDED.update(video_id=[*videos], sound_id=[sound.id], name=["@bob", "@ada", str(bob)], tag=["dusk"])
    with TestClient(api, base_url="http://localhost:8000", raise_server_exceptions=False) as one:
        SEEDED["ada"] = [ada]
        yield one
    empty_stores()


def send(site: TestClient, case: Any, *, who: str) -> None:
    """Made-up tokens stay out: they are refused everywhere, which test_tokens knows."""
    prepared = requests.Request(**case.as_transport_kwargs(base_url="http://localhost:8000")).prepare()
    known = {"cookie", "authorization", "content-length"}
    headers = {name: value for name, value in prepared.headers.items() if name.lower() not in known}
    if who == SIGNED_IN:
        headers["cookie"] = f"session={SEEDED['session'][0]}"
    site.cookies.clear()
    answer = site.request(prepared.method, prepared.url, content=prepared.body, headers=headers)
    SENT["requests"] += 1
    case.validate_response(answer, checks=CHECKS)


@pytest.mark.parametrize("who", [STRANGER, SIGNED_IN])
@pytest.mark.parametrize("operation", operations(), ids=" ".join)
def test_made_up_requests_get_documented_answers(
    site: TestClient, operation: tuple[str, str], who: str
) -> None:
    method, path = operation
    if operation in ENDING and who == SIGNED_IN:
        who = STRANGER
    # What ended the session before is over now.
    SEEDED["session"] = [sessions.start(int(SEEDED["ada"][0]))]
    described = document()[f"/api/v1{path}"][method.upper()]
    right = described.as_strategy(generation_mode=GenerationMode.POSITIVE)
    wrong = described.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @seed(20261123)
    @settings(
        max_examples=EACH,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=right | wrong, known=st.booleans(), place=st.integers(0, 5))
    def ask(case: Any, known: bool, place: int) -> None:
        if known:
            for name in set(case.path_parameters or {}) & set(SEEDED):
                case.path_parameters[name] = SEEDED[name][place % len(SEEDED[name])]
        send(site, case, who=who)

    ask()


def test_there_were_enough_of_them() -> None:
    assert SENT["requests"] >= AT_LEAST
