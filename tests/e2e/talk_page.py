"""The comments of a clip as hands and eyes have them, and as REST does."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import BrowserContext, Locator, expect

from tests.e2e.conftest import fails_on_error, sign_in
from tests.e2e.feed_page import FeedPage
from tests.e2e.site import Person, Site, until_counted


class Talk:
    """The comments of the clip on screen, as hands and eyes have them."""

    def __init__(self, feed: FeedPage, thrown: list[str]) -> None:
        self.feed, self.page, self.thrown = feed, feed.page, thrown
        self.sheet = self.page.get_by_role("dialog", name="Comments")
        expect(self.sheet.locator(".talk")).to_have_attribute("aria-busy", "false")

    @contextmanager
    def answered(self, *methods: str) -> Iterator[None]:
        """The page shows a change at once; what is done inside has been heard by the server afterwards."""
        with self.page.expect_response(lambda one: one.request.method in methods and "/comments" in one.url):
            yield

    def say(self, text: str) -> Locator:
        self.sheet.get_by_label("Your comment").fill(text)
        with self.answered("POST", "PATCH"):
            self.sheet.locator(".send").click()
        return self.comment(text)

    def comment(self, text: str) -> Locator:
        return self.sheet.locator("article.comment", has_text=text)

    def choose(self, text: str, name: str) -> None:
        self.comment(text).get_by_role("button", name=re.compile("^More for")).click()
        self.comment(text).get_by_role("button", name=name, exact=True).click()


def talk_of(context: BrowserContext, clip: int, site: Site, who: Person | None) -> Talk:
    if who:
        context.clear_cookies()
        sign_in(context, who, site)
    until_counted()
    feed = FeedPage(context.new_page())
    thrown = fails_on_error(feed.page)
    feed.open(f"/v/{clip}")
    feed.live("Comments").click()
    return Talk(feed, thrown)


def said(who: Person, clip: int, text: str) -> int:
    return int(who.ask("POST", f"/videos/{clip}/comments", json={"text": text})["id"])


def shown_to(who: Person, clip: int) -> list[dict[str, object]]:
    return who.ask("GET", f"/videos/{clip}/comments?sort=new")["items"]  # type: ignore[return-value]
