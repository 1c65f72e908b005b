"""/search/suggest as clients meet it."""

import pytest
from fastapi.testclient import TestClient

from app import db
from app.models import Role
from tests.api.conftest import Browser, Configure
from tests.builders import make_user, make_video


def test_a_visitor_is_suggested_hashtags_and_people(client: TestClient) -> None:
    with db.transaction() as session:
        make_video(session, make_user(session, "ada", role=Role.CREATOR), hashtags=["dance"])
    tags = client.get("/api/v1/search/suggest", params={"q": "#da"}).json()["items"]
    people = client.get("/api/v1/search/suggest", params={"q": "@ad"}).json()["items"]
    assert tags == [{"kind": "hashtag", "text": "#dance", "name": "dance", "count": 1, "avatar_url": None}]
    assert [(one["kind"], one["text"]) for one in people] == [("user", "@ada")]


@pytest.mark.parametrize("typed", ["", "x" * 101, "#a\0"])
def test_what_nobody_types_is_refused(client: TestClient, typed: str) -> None:
    assert client.get("/api/v1/search/suggest", params={"q": typed}).status_code == 422


def test_a_quick_typist_is_not_refused_but_a_program_is(new_browser: Browser, configure: Configure) -> None:
    configure(ZOETROPE_LIMITS="on", ZOETROPE_LIMIT_VALUES="suggest=300/3600")
    one = new_browser()
    answers = [one.get("/api/v1/search/suggest?q=@a").status_code for _ in range(301)]
    assert answers == [200] * 300 + [429]
