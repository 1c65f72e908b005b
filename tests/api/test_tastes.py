"""What was watched on one page decides the next, for people without an account too."""

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app import eventlog
from app.learning import tastes
from app.watching import service as watching
from tests.api.conftest import Browser
from tests.builders import watches_of
from tests.crowds import Crowd, make_crowd

PAGE = 20


@pytest.fixture
def crowd(clean: None) -> Crowd:
    """Clips about two things, which nobody has watched."""
    return make_crowd(viewers=40, videos=80, watches=0)


def page_of(browser: TestClient, cursor: str = "") -> tuple[list[dict[str, object]], str]:
    at = {"cursor": cursor} if cursor else {}
    body = browser.get("/api/v1/feed", params={"limit": PAGE, **at}).json()
    return body["items"], body["next_cursor"]


def watch(browser: TestClient, items: list[dict[str, object]], liked: list[int]) -> None:
    told = watches_of(items, liked)
    assert browser.post("/api/v1/watches", json={"watches": told}).status_code == 202


def consume() -> None:
    for group, apply in ((tastes.GROUP, tastes.move), (watching.GROUP, watching.apply)):
        eventlog.join(watching.TOPIC, group)
        while eventlog.consume(watching.TOPIC, group, "test", apply=apply, wait_ms=1):
            pass


def test_opposite_tastes_see_clearly_different_second_pages(crowd: Crowd, new_browser: Browser) -> None:
    shares = []
    for topic in (0, 1):
        browser = new_browser(f"198.51.100.{topic + 1}")
        items, cursor = page_of(browser)
        watch(browser, items, crowd.videos[topic])
        consume()
        second, _ = page_of(browser, cursor)
        shares.append(float(np.mean([item["video"]["id"] in crowd.videos[0] for item in second])))
    assert shares[0] - shares[1] > 0.3, shares
