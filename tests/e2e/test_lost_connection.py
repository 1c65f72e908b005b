"""What the feed does when the network or the server goes away."""

from playwright.sync_api import expect

from bench.waiting import until
from tests.e2e.feed_page import FeedPage
from tests.e2e.site import Site

NEXT = "document.querySelector('article[data-index=\"1\"] video')"


def test_offline_says_so_and_plays_on_what_is_loaded(feed: FeedPage) -> None:
    until(feed.page, f"{NEXT}?.buffered.length > 0 && {NEXT}.buffered.end(0) > 1")
    feed.page.context.set_offline(True)
    expect(feed.page.get_by_text("No connection.")).to_be_visible()
    feed.swipe()
    feed.wait_until_moving(1)
    feed.page.context.set_offline(False)
    expect(feed.page.get_by_text("No connection.")).to_be_hidden()


def test_a_clip_that_was_waiting_plays_when_the_line_is_back(feed: FeedPage) -> None:
    feed.page.context.set_offline(True)
    for index in (1, 2, 3):
        feed.press("ArrowDown")
        feed.wait_until_at(index)
    feed.page.context.set_offline(False)
    feed.wait_until_moving(3)


def test_the_feed_loads_when_the_server_comes_back(feed: FeedPage, site: Site) -> None:
    site.stop_web()
    try:
        feed.swipe()
        feed.wait_until_at(1)
    finally:
        site.start_web()
    feed.press("ArrowDown")
    feed.wait_until_moving(2)


def test_a_watch_made_while_the_server_is_away_arrives_later(feed: FeedPage, site: Site) -> None:
    site.stop_web()
    try:
        feed.swipe()
        until(feed.page, "JSON.parse(localStorage.getItem('zoetrope.watches') ?? '[]').length > 0")
    finally:
        site.start_web()
    until(feed.page, "localStorage.getItem('zoetrope.watches') === '[]'")
