"""/health and /metrics: they look at the real parts and say which one is away."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from tests.builders import sign_up
from tests.outages import without_database, without_storage, without_valkey

PARTS = {"database", "valkey", "storage"}


@pytest.mark.parametrize("path", ["/health", "/health/ready"])
def test_all_is_well(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "parts": dict.fromkeys(PARTS, "ok"),
        "mail": "written into the log",
    }


@pytest.mark.parametrize(
    ("part", "away"),
    [("database", without_database), ("valkey", without_valkey), ("storage", without_storage)],
)
def test_a_part_that_is_away_is_named(
    client: TestClient, part: str, away: Callable[[], AbstractContextManager[None]]
) -> None:
    with away():
        answer = client.get("/health/ready")
        assert client.get("/health/live").status_code == 200
    assert answer.status_code == 503
    assert answer.json()["parts"] == {**dict.fromkeys(PARTS, "ok"), part: "down"}
    assert client.get("/health/ready").status_code == 200


def test_a_part_that_is_away_is_told_as_503_and_not_as_our_fault(client: TestClient) -> None:
    sign_up(client, "ada")
    with without_database():
        refused = client.get("/api/v1/videos/1")
    assert refused.status_code == 503
    assert refused.json()["error"]["code"] == "unavailable"
    with without_valkey():
        assert client.get("/api/v1/auth/me").status_code == 503
    assert client.get("/api/v1/auth/me").status_code == 200


def test_without_valkey_strangers_still_get_their_feed(client: TestClient) -> None:
    with without_valkey():
        assert client.get("/api/v1/feed").status_code == 200


def test_the_metrics_page_can_be_read_and_explains_its_names(client: TestClient) -> None:
    client.get("/api/v1/feed")
    page = client.get("/metrics")
    assert page.headers["content-type"].startswith("text/plain")
    families = {family.name: family for family in text_string_to_metric_families(page.text)}
    ours = {name for name in families if name.startswith("zoetrope_")}
    assert {
        "zoetrope_http_requests",
        "zoetrope_fyp_latency_seconds",
        "zoetrope_video_views",
        "zoetrope_queue_jobs",
        "zoetrope_recommendation_latency_seconds",
        "zoetrope_video_likes",
        "zoetrope_breaker_state",
        "zoetrope_feed_cache",
        "zoetrope_feed_candidates",
        "zoetrope_feed_calibration",
    } <= ours
    assert all(families[name].documentation for name in ours)


def test_requests_are_counted_by_route_not_by_address(client: TestClient) -> None:
    for number in (1, 2, 3):
        client.get(f"/api/v1/videos/{number}")
    client.request("MADEUP", "/api/v1/feed")
    text = client.get("/metrics").text
    assert 'method="GET",route="/videos/{video_id}",status="404"' in text
    assert "MADEUP" not in text
    assert "/videos/2" not in text
