"""What the feed does when the network or the server goes away."""

from playwright.sync_api import expect

from tests.e2e.feed_page import FeedPage
from tests.e2e.site import Site


def test_offline_says_so_and_plays_on_what_is_loaded(feed: FeedPage) -> None:
    feed.page.wait_for_function("document.querySelector('article[data-index=\"1\"] video')?.readyState >= 2")
    feed.page.wait_for_timeout(1500)
    feed.page.context.set_offline(True)
    expect(feed.page.get_by_text("No connection.")).to_be_visible()
    feed.swipe()
    feed.wait_until_moving(1)
    feed.page.context.set_offline(False)
    expect(feed.page.get_by_text("No connection.")).to_be_hidden()


def test_a_clip_that_was_waiting_plays_when_the_line_is_back(feed: FeedPage) -> None:
    feed.page.context.set_offline(True)
    for _ in range(3):
        feed.press("ArrowDown")
        feed.page.wait_for_timeout(500)
    assert feed.active()["index"] == 3
    feed.page.context.set_offline(False)
    feed.wait_until_moving(3)


def test_the_feed_loads_when_the_server_comes_back(feed: FeedPage, site: Site) -> None:
    site.stop_web()
    try:
        feed.swipe()
        feed.page.wait_for_timeout(800)
    finally:
        site.start_web()
    index = feed.active()["index"]
    feed.press("ArrowDown")
    feed.wait_until_moving(index + 1)


def test_a_watch_made_while_the_server_is_away_arrives_later(feed: FeedPage, site: Site) -> None:
    site.stop_web()
    try:
        feed.swipe()
        feed.page.wait_for_timeout(800)
        kept = feed.page.evaluate("JSON.parse(localStorage.getItem('zoetrope.watches')).length")
        assert kept >= 1
    finally:
        site.start_web()
    feed.page.wait_for_function("localStorage.getItem('zoetrope.watches') === '[]'", timeout=40_000)
