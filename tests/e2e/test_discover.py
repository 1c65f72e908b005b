"""Finding things in a browser: suggestions, results, hashtags, and lists that the player goes on with."""

import random
import re
import string
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.search import counting
from bench.waiting import until
from tests.e2e.conftest import fails_on_error, sign_in
from tests.e2e.feed_page import FeedPage
from tests.e2e.site import Person, Site, make_clip

SIZES = ("desk", "phone")
# As many as a page of a hashtag's videos holds.
PAGE = 24


@dataclass(frozen=True)
class Shelf:
    """Two clips that share a word and a hashtag which nobody else uses."""

    maker: Person
    word: str

    @property
    def typo(self) -> str:
        return self.word[:3] + self.word[4] + self.word[3] + self.word[5:]

    @property
    def tagged(self) -> str:
        return f"#{self.word} 2 videos"


@pytest.fixture(scope="module")
def shelf(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Published, with their sound found, and counted."""
    maker, folder = Person(site, creator=True), tmp_path_factory.mktemp("shelf")
    word = "".join(random.sample(string.ascii_lowercase, 9))
    sent = [
        maker.publish(make_clip(folder / f"{number}.mp4", number), f"{order} {word} #{word}")
        for number, order in ((13, "First"), (17, "Second"))
    ]
    for video_id in sent:
        assert maker.wait_for(video_id)["status"] == "published"
        maker.sound_of(video_id)
    counting.recount()
    return Shelf(maker, word)


@pytest.fixture(params=SIZES)
def context(request: pytest.FixtureRequest) -> BrowserContext:
    made: BrowserContext = request.getfixturevalue(request.param)
    return made


def box(page: Page) -> object:
    return page.get_by_role("combobox", name="Search")


def open_discover(page: Page) -> None:
    """With its script awake: it has drawn the posters."""
    page.goto("/discover")
    expect(page.locator(".wall .wall-card").first).to_be_visible()


def fits(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_discover_leads_to_hashtags_sounds_and_clips(
    context: BrowserContext, shelf: Shelf, tmp_path: Path
) -> None:
    page = context.new_page()
    thrown = fails_on_error(page)
    page.goto("/discover")
    expect(page.get_by_role("heading", name="Trending sounds")).to_be_visible()
    expect(page.locator(".wall .wall-card").nth(3)).to_be_visible()
    assert fits(page)
    page.screenshot(path=tmp_path / "discover.png")
    trending = page.get_by_role("region", name="Trending hashtags").get_by_role("link").first
    tag, count = re.match(r"(#\S+?)\s*(\d+) videos?", trending.inner_text()).groups()  # type: ignore[union-attr]
    trending.click()
    expect(page.get_by_role("heading", name=tag)).to_be_visible()
    expect(page.locator(".grid li a")).to_have_count(min(int(count), PAGE))
    assert fits(page)
    assert thrown == []


def test_a_search_needs_the_keyboard_only(context: BrowserContext, shelf: Shelf) -> None:
    page = context.new_page()
    open_discover(page)
    box(page).focus()
    with page.expect_response(re.compile(rf"/search/suggest\?q={shelf.word[:5]}$")):
        page.keyboard.type(shelf.word[:5], delay=40)
    first = page.get_by_role("option").first
    expect(first).to_contain_text(shelf.word)
    page.keyboard.press("Escape")
    expect(first).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(box(page)).to_have_attribute("aria-activedescendant", first.get_attribute("id"))
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(box(page)).to_have_value("")
    page.keyboard.type(shelf.typo)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/search/?\?q={shelf.typo}"))
    expect(page.get_by_text(f"Showing results for {shelf.word}")).to_be_visible()
    expect(page.get_by_role("link", name=f"First {shelf.word}").first).to_be_visible()
    page.get_by_role("tab", name="Top").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Videos")).to_be_focused()
    page.wait_for_url("**type=videos")
    expect(page.get_by_label("Date")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Date")).to_be_focused()
    assert fits(page)


def test_people_hashtags_and_sounds_have_lists_of_their_own(context: BrowserContext, shelf: Shelf) -> None:
    page, name = context.new_page(), shelf.maker.name
    page.goto(f"/search?q={name}")
    page.get_by_role("tab", name="People").click()
    expect(page.get_by_role("link", name=f"@{name} ·")).to_be_visible()
    page.get_by_role("tab", name="Sounds").click()
    expect(page.get_by_role("link", name=f"original sound — {name}").first).to_be_visible()
    page.go_back()
    expect(page.get_by_role("tab", name="People")).to_have_attribute("aria-selected", "true")
    page.goto(f"/search?q={shelf.word}s&type=hashtags")
    expect(page.get_by_role("link", name=shelf.tagged)).to_be_visible()


def test_a_poster_opens_the_player_on_its_list(context: BrowserContext, shelf: Shelf) -> None:
    page = context.new_page()
    feed = FeedPage(page)
    page.goto(f"/tag/{shelf.word}")
    posters = page.locator(".grid li a")
    expect(posters).to_have_count(2)
    second = str(posters.nth(1).get_attribute("aria-label")).removesuffix(f" by @{shelf.maker.name}")
    posters.first.click()
    feed.wait_until_moving(0)
    feed.next(1)
    feed.wait_until_moving(1)
    assert feed.caption() == second


def search_for(page: Page, typed: str) -> None:
    """Until all of it is answered, and so remembered."""
    open_discover(page)
    box(page).fill(typed)
    with page.expect_response(re.compile(r"/api/v1/search\?q=")):
        box(page).press("Enter")
    page.wait_for_url(re.compile(r"/search/?\?q="))
    expect(page.get_by_role("tab", name="Top")).to_be_visible()
    until(page, "!document.querySelector('#found [aria-busy=true]')")


def test_searches_are_remembered_and_forgotten(context: BrowserContext, person: Person, site: Site) -> None:
    for signed_in in (False, True):
        if signed_in:
            sign_in(context, person, site)
        page = context.new_page()
        for typed in ("first wish", "second wish"):
            search_for(page, typed)
        open_discover(page)
        box(page).click()
        expect(page.get_by_role("option")).to_have_text(["second wish", "first wish"])
        page.get_by_role("button", name="Forget second wish").click()
        expect(page.get_by_role("option")).to_have_text(["first wish"])
        page.get_by_role("button", name="Clear all searches").click()
        expect(page.get_by_role("option")).to_have_count(0)
        page.close()


def test_nothing_found_says_what_to_do_and_a_failure_can_be_tried_again(
    context: BrowserContext, shelf: Shelf
) -> None:
    page = context.new_page()
    page.goto("/search?q=xqzwvk")
    expect(page.get_by_role("heading", name="Nothing found for “xqzwvk”")).to_be_visible()
    page.route("**/api/v1/search?*", lambda route: route.abort())
    page.goto(f"/search?q={shelf.word}")
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    page.unroute("**/api/v1/search?*")
    page.get_by_role("button", name="Retry").click()
    expect(page.get_by_role("link", name=f"First {shelf.word}").first).to_be_visible()
    page.goto("/tag/xqzwvk")
    expect(page.get_by_role("heading", name="Nobody uses #xqzwvk yet")).to_be_visible()
