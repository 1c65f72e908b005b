"""Two people of opposite taste begin with the same feed; after one page of watching it is clearly another."""

import time
from collections.abc import Iterator
from uuid import uuid4

import numpy as np
import pytest
from playwright.sync_api import APIRequestContext, Browser, BrowserContext
from sqlalchemy import text
from sqlmodel import select

from app import db
from app.models import Video, VideoContent, VideoEmbedding
from app.models.columns import now
from tests.crowds import TOPICS, content_of
from tests.e2e.conftest import PHONE
from tests.e2e.site import Site

PAGE, EACH = 20, 40
# Watches have to pass through the log before they count.
PATIENCE_SECONDS = 3.0


@pytest.fixture
def two_topics(site: Site) -> Iterator[dict[int, str]]:
    """Many clips about each of two things; the topic by the clip's id."""
    rng = np.random.default_rng(4)
    with db.transaction() as session:
        first = session.exec(select(Video).where(Video.media.is_not(None)).order_by(Video.id)).first()
        assert first
        made = {_copy(session, first, place % 2, rng): TOPICS[place % 2] for place in range(2 * EACH)}
    yield made
    with db.engine().begin() as connection:
        connection.execute(text("DELETE FROM videos WHERE id = ANY(:ids)"), {"ids": list(made)})


def _copy(session: db.Session, video: Video, topic: int, rng: np.random.Generator) -> int:
    own = {"description": f"All about #{TOPICS[topic]}", "hashtags": [TOPICS[topic]], "published_at": now()}
    columns = video.model_dump(exclude={"id", "completion_rate", "tag_keys"})
    copy = Video(**{**columns, **own, "sound_id": None})
    session.add(copy)
    session.flush()
    content = content_of(topic, rng)
    session.add(VideoContent(video_id=copy.id, content=content))
    session.add(VideoEmbedding(video_id=copy.id, embedding=content))
    return copy.id


@pytest.fixture
def browsers(browser: Browser, site: Site) -> Iterator[tuple[BrowserContext, BrowserContext]]:
    made = tuple(browser.new_context(base_url=site.url, **PHONE) for _ in TOPICS)
    yield made[0], made[1]
    for one in made:
        one.close()


def page_of(request: APIRequestContext, cursor: str | None = None) -> tuple[list[dict[str, object]], str]:
    at = f"&cursor={cursor}" if cursor else ""
    answer = request.get(f"/api/v1/feed?limit={PAGE}{at}")
    assert answer.ok, answer.text()
    body = answer.json()
    return body["items"], body["next_cursor"]


def watch(request: APIRequestContext, items: list[dict[str, object]], liked: set[int]) -> None:
    """To the end what is liked, and half a second of everything else."""
    told = [
        {
            "event_id": str(uuid4()),
            "video_id": item["video"]["id"],
            "request_id": item["request_id"],
            "watched_ms": 10_000 if item["video"]["id"] in liked else 500,
            "duration_ms": 10_000,
            "started_at": now().isoformat(),
        }
        for item in items
    ]
    assert request.post("/api/v1/watches", data={"watches": told}).status == 202


def test_opposite_tastes_see_clearly_different_second_pages(
    two_topics: dict[int, str], browsers: tuple[BrowserContext, BrowserContext]
) -> None:
    shares = []
    for browser, topic in zip(browsers, TOPICS, strict=True):
        browser.new_page().goto("/")
        liked = {video_id for video_id, about in two_topics.items() if about == topic}
        items, cursor = page_of(browser.request)
        watch(browser.request, items, liked)
        time.sleep(PATIENCE_SECONDS)
        second, _ = page_of(browser.request, cursor)
        shares.append(np.mean([two_topics.get(item["video"]["id"]) == TOPICS[0] for item in second]))
    assert shares[0] - shares[1] > 0.3, shares
