"""Wishes, receipts and "why" as clients meet them."""

import pytest
from fastapi.testclient import TestClient

from app import db
from app.models import Impression
from app.models.columns import now
from tests.api.conftest import Browser
from tests.builders import make_user, make_video, sign_up

WISHES = "/api/v1/feed/preferences"


@pytest.fixture
def video(client: TestClient) -> int:
    """Bob's, which Ada looks at."""
    with db.transaction() as session:
        made = make_video(session, make_user(session, "bob"), hashtags=["cats"]).id
    sign_up(client, "ada")
    return made


def test_wishes_are_told_part_by_part(client: TestClient, video: int) -> None:
    bob = client.get("/api/v1/users/@bob").json()["id"]
    assert client.get(WISHES).json()["explore"] == 0.3
    answer = client.put(WISHES, json={"explore": 0.8, "muted_creators": [bob]})
    assert answer.status_code == 200
    client.put(f"{WISHES}/topics/Sea", json={"weight": 1})
    kept = client.get(WISHES).json()
    assert (kept["explore"], kept["topics"]) == (0.8, {"sea": 1})
    assert [one["username"] for one in kept["muted_creators"]] == ["bob"]


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"explore": 1.01}, "explore"),
        ({"topics": {"sea": -2}}, "topics.sea"),
        ({"muted_words": [" # "]}, "muted_words.0"),
        ({"muted_words": ["a"] * 201}, "muted_words"),
        ({"muted_words": ["a\0b"]}, "muted_words"),
        ({"muted_sounds": [2**40]}, "muted_sounds"),
        ({"moods": []}, "moods"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_by_name(
    client: TestClient, video: int, wish: dict[str, object], field: str
) -> None:
    refused = client.put(WISHES, json=wish)
    assert refused.status_code == 422
    assert list(refused.json()["error"]["fields"]) == [field]


def test_a_mute_shows_on_the_profile_until_it_is_taken_back(client: TestClient, video: int) -> None:
    assert not client.get("/api/v1/users/@bob").json()["is_muted"]
    assert client.put("/api/v1/users/@bob/mute").status_code == 200
    assert client.get("/api/v1/users/@bob").json()["is_muted"]
    client.delete("/api/v1/users/@bob/mute")
    assert not client.get("/api/v1/users/@bob").json()["is_muted"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/feed/preferences"),
        ("PUT", "/feed/preferences"),
        ("POST", "/videos/1/not-interested"),
        ("PUT", "/users/@bob/mute"),
        ("PUT", "/sounds/1/mute"),
        ("DELETE", "/feed/taste/topic/sea"),
        ("POST", "/feed/reset"),
        ("DELETE", "/feed/reset"),
    ],
)
def test_who_steers_is_signed_in(client: TestClient, method: str, path: str) -> None:
    answer = client.request(method, f"/api/v1{path}", json={} if method == "PUT" and "pref" in path else None)
    assert answer.status_code == 401


def test_a_stranger_s_taste_is_shown(client: TestClient) -> None:
    assert client.get("/api/v1/feed/taste").json()["watches"] == 0


def test_why_tells_of_the_last_time_it_was_served_and_what_was_said(client: TestClient, video: int) -> None:
    opened = client.get(f"/api/v1/videos/{video}/why").json()
    assert (opened["served_at"], opened["causes"]) == (None, [])
    assert "did not choose" in opened["summary"]
    client.post(f"/api/v1/videos/{video}/not-interested")
    client.put(f"{WISHES}/topics/cats", json={"weight": -0.5})
    said = client.get(f"/api/v1/videos/{video}/why").json()
    assert (said["is_not_interesting"], said["fewer_topics"]) == (True, ["cats"])
    assert not said["is_creator_muted"]


def test_why_is_one_s_own(client: TestClient, video: int, new_browser: Browser) -> None:
    me = client.get("/api/v1/auth/me").json()["id"]
    with db.transaction() as session:
        session.add(
            Impression(
                request_id="00000000-0000-0000-0000-000000000001",
                video_id=video,
                created_at=now(),
                position=0,
                viewer_key=f"user:{me}",
                user_id=me,
                source="exploration",
                score=1,
                propensity=0.5,
                reason="exploration",
            )
        )
    mine = client.get(f"/api/v1/videos/{video}/why").json()
    assert (mine["source"], mine["served_at"] is not None) == ("exploration", True)
    assert new_browser().get(f"/api/v1/videos/{video}/why").json()["served_at"] is None


def test_why_of_what_one_may_not_see_is_404(client: TestClient) -> None:
    assert client.get("/api/v1/videos/7/why").status_code == 404
