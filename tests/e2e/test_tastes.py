"""Two people of opposite taste begin with the same feed; after one page of watching it is clearly another."""

import re
import time
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import APIRequestContext, Browser, BrowserContext
from sqlalchemy import text
from sqlmodel import select

from app import db
from app.accounts.viewer import anonymous
from app.api.viewing import VISITOR
from app.learning import tastes
from app.models import Video, VideoContent, VideoEmbedding
from app.models.columns import now
from app.recsys.heat import height
from tests.builders import watches_of
from tests.crowds import TOPICS, content_of
from tests.e2e.conftest import PHONE
from tests.e2e.site import Site

PAGE, EACH = 20, 40
# As if a thousand people had just watched each: newcomers meet these, whatever else is here.
WARM = 10
# Watches have to pass through the log before they count.
PATIENCE_SECONDS = 180


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
    own["heat"] = height(now()) + WARM
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


def name_browser(browser: BrowserContext) -> None:
    """The page's own request brings the visitor's name; late, it would take the place of another."""
    page = browser.new_page()
    with page.expect_response(re.compile(r"/api/v1/feed\?")):
        page.goto("/")


def page_of(request: APIRequestContext, cursor: str | None = None) -> tuple[list[dict[str, object]], str]:
    at = f"&cursor={cursor}" if cursor else ""
    answer = request.get(f"/api/v1/feed?limit={PAGE}{at}")
    assert answer.ok, answer.text()
    body = answer.json()
    return body["items"], body["next_cursor"]


def watch(request: APIRequestContext, items: list[dict[str, object]], liked: set[int]) -> None:
    told = watches_of(items, liked)
    assert request.post("/api/v1/watches", data={"watches": told}).status == 202


def share(items: list[dict[str, object]], wanted: set[int], of: dict[int, str]) -> float:
    """Of the clips of this test on a page, how many are wanted."""
    ids = [item["video"]["id"] for item in items]  # type: ignore[index]
    return float(np.mean([one in wanted for one in ids if one in of] or [0]))


def wait_for_taste(browser: BrowserContext) -> None:
    """Until the watches count in the history and have moved the viewer's point."""
    visitor = next(one["value"] for one in browser.cookies() if one["name"] == VISITOR)
    late = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < late:
        watched = browser.request.get("/api/v1/feed/taste").json()["watches"]
        with db.new_session() as session:
            if watched >= PAGE and tastes.taste_of(session, anonymous(visitor).key).is_known:
                return
        time.sleep(0.2)
    raise AssertionError(f"{watched} watches arrived.")


def test_opposite_tastes_see_clearly_different_second_pages(
    two_topics: dict[int, str], browsers: tuple[BrowserContext, BrowserContext]
) -> None:
    shares = []
    for browser, topic in zip(browsers, TOPICS, strict=True):
        name_browser(browser)
        liked = {video_id for video_id, about in two_topics.items() if about == topic}
        items, cursor = page_of(browser.request)
        watch(browser.request, items, liked)
        wait_for_taste(browser)
        second, _ = page_of(browser.request, cursor)
        shares.append(share(second, liked, two_topics))
    # One likes what the other does not: if all saw the same, the two would add up to one.
    assert sum(shares) > 1.3, shares
