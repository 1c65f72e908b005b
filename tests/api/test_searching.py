"""/search and its neighbours as clients meet them, hostile ones too."""

from string import printable
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import db
from app.search import listing
from tests.api.conftest import Browser, Configure
from tests.builders import make_user, make_video, sign_up

HOSTILE = [
    *("' OR 1=1 --", "a & b | !c", "(((", "'", "\\", "%_%", "<->", "a:*", "word:1A", "*", "$$", "{}", "NULL"),
    *(
        "#" * 100,
        "@" * 100,
        "é" * 100,
        "\u202e\u200b",
        "😀😀",
        "👩‍👩‍👧",
        "東京",
        "ضضض",
        "ﬁ",
        "İ",
        "a\u0301" * 50,
    ),
    *("a " * 50, " ", "\t\n", "\x01", "\ud7ff", "\ufffe", "𝒜𝒹𝒶", "x" * 100),
]
Q = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=100),
    st.text(printable, min_size=1, max_size=100),
)
TYPES = st.sampled_from([None, "videos", "users", "hashtags", "sounds"])
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
often = settings(max_examples=60, deadline=None, suppress_health_check=QUIET)


def given_only(**said: Any) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value is not None}


@pytest.fixture
def site(client: TestClient) -> TestClient:
    with db.transaction() as session:
        ada = make_user(session, "ada")
        for caption in ("東京 at night", "x" * 2000, "' OR 1=1 -- & | !", "fine weather"):
            make_video(session, ada, description=caption, hashtags=["fine", "東京", "x" * 64])
    return client


@often
@given(q=Q, kind=TYPES)
def test_whatever_is_searched_for_is_answered(site: TestClient, q: str, kind: str | None) -> None:
    assert site.get("/api/v1/search", params=given_only(q=q, type=kind)).status_code == 200
    assert site.get("/api/v1/search/suggest", params={"q": q}).status_code == 200


@often
@given(cursor=st.text(min_size=1, max_size=80), tag=Q)
def test_cursors_and_names_of_ones_own_are_refused_or_answered(
    site: TestClient, cursor: str, tag: str
) -> None:
    for path in ("/search", "/search/popular", "/hashtags/fine/videos"):
        asked = {"q": "fine", "type": "videos", "cursor": cursor}
        answer = site.get(f"/api/v1{path}", params=asked)
        assert answer.status_code in {200, 400, 422}, answer.text
    answer = site.get(f"/api/v1/hashtags/{quote(tag, safe='')}")
    assert answer.status_code in {200, 404, 405, 422}


@pytest.mark.parametrize("q", ["", "x" * 101, "a\0b"])
def test_what_nobody_searches_for_is_refused(client: TestClient, q: str) -> None:
    assert client.get("/api/v1/search", params={"q": q}).status_code == 422


@pytest.mark.parametrize("wrong", [{"type": "cats"}, {"since": "ever"}, {"length": "2"}, {"limit": "61"}])
def test_unknown_filters_are_named(client: TestClient, wrong: dict[str, str]) -> None:
    answer = client.get("/api/v1/search", params={"q": "a", **wrong})
    assert answer.status_code == 422
    assert set(answer.json()["error"]["fields"]) == set(wrong)


def test_the_thirty_first_search_within_a_minute_is_refused(
    new_browser: Browser, configure: Configure
) -> None:
    # A minute may be over before a busy machine has asked so often.
    configure(ZOETROPE_LIMITS="on", ZOETROPE_LIMIT_VALUES="search=30/3600")
    one = new_browser()
    answers = [one.get("/api/v1/search?q=a").status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]


def test_history_is_for_those_who_are_signed_in(client: TestClient) -> None:
    assert client.get("/api/v1/search/history").status_code == 401
    assert client.delete("/api/v1/search/history").status_code == 401
    sign_up(client, "ada")
    for typed in (" night trams ", "sourdough"):
        client.get("/api/v1/search", params={"q": typed})
    kept = client.get("/api/v1/search/history").json()["items"]
    assert [one["query"] for one in kept] == ["sourdough", "night trams"]
    assert client.delete("/api/v1/search/history", params={"q": "sourdough"}).status_code == 204
    assert [one["query"] for one in client.get("/api/v1/search/history").json()["items"]] == ["night trams"]
    client.delete("/api/v1/search/history")
    assert client.get("/api/v1/search/history").json()["items"] == []


def test_a_hashtag_has_a_page_until_its_last_video_goes(client: TestClient) -> None:
    with db.transaction() as session:
        video = make_video(session, make_user(session), hashtags=["onlyone"]).id
    assert client.get("/api/v1/hashtags/OnlyOne").json() == {"name": "onlyone", "uses": 1}
    assert [one["id"] for one in client.get("/api/v1/hashtags/onlyone/videos").json()["items"]] == [video]
    with db.transaction() as session:
        session.connection().exec_driver_sql("UPDATE videos SET visibility = 'private'")
    assert client.get("/api/v1/hashtags/onlyone").status_code == 404
    assert client.get("/api/v1/hashtags/onlyone/videos").json()["items"] == []


@pytest.mark.parametrize(
    ("kind", "name", "meant"),
    [
        ("videos", "description", "fine weather"),
        ("users", "username", "ada"),
        ("hashtags", "name", "fine"),
        (None, "description", "fine weather"),
    ],
)
def test_items_are_of_the_kind_that_was_asked_for_and_videos_without_one(
    site: TestClient, kind: str | None, name: str, meant: str
) -> None:
    q = "ada" if kind == "users" else "fine"
    answer = site.get("/api/v1/search", params=given_only(q=q, type=kind)).json()
    assert answer["items"][0][name] == meant
    assert [one["name"] for one in answer["hashtags"]] == ([] if kind else ["fine"])


def test_a_region_is_known_however_it_is_written(client: TestClient) -> None:
    with db.transaction() as session:
        ada = make_user(session)
        for region in ("DE", "FR"):
            for _ in range(listing.ENOUGH):
                make_video(session, ada, region=region)
    german = client.get("/api/v1/search/popular?region=DE").json()["items"]
    assert len(german) == listing.ENOUGH
    assert client.get("/api/v1/search/popular?region=de").json()["items"] == german
