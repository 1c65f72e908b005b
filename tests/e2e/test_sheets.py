"""A sheet that asks for something gives its first field the keyboard; the page behind stays where it is."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from bench.waiting import until
from tests.e2e.conftest import lent, sign_in
from tests.e2e.feed_page import FeedPage
from tests.e2e.site import Person, Site

PLACE = "document.scrollingElement.scrollTop"
TO_THE_MIDDLE = "(it) => it.scrollIntoView({ block: 'center', behavior: 'instant' })"


@pytest.fixture
def creator(site: Site) -> Person:
    return Person(site, creator=True)


@pytest.fixture(params=["phone", "desk"])
def context(request: pytest.FixtureRequest, creator: Person, site: Site) -> BrowserContext:
    """At 390×844 and at 1440×900, signed in."""
    made: BrowserContext = request.getfixturevalue(request.param)
    sign_in(made, creator, site)
    return made


def open_from(page: Page, opener: Locator) -> Locator:
    """What a button of a page opens; the page behind has not moved."""
    until(page, "!document.querySelector('main [aria-busy=true]')")
    opener.evaluate(TO_THE_MIDDLE)
    before = page.evaluate(PLACE)
    opener.click()
    sheet = page.locator("dialog[open]").last
    expect(sheet.locator("input:not([type=file]), textarea").first).to_be_focused()
    assert page.evaluate(PLACE) == before
    return sheet


@pytest.mark.parametrize(
    ("row", "label"),
    [
        ("Change your address", "New address"),
        ("Password", "Current password"),
        ("Second factor", "Your password"),
        ("Delete your account", "Your password"),
    ],
)
def test_settings_that_ask_are_answered_at_once(context: BrowserContext, row: str, label: str) -> None:
    page = context.new_page()
    page.goto("/settings")
    opener = page.get_by_role("button", name=row).first
    field = open_from(page, opener).get_by_label(label, exact=True)
    page.keyboard.type("quiet")
    expect(field).to_have_value("quiet")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(opener).to_be_focused()


def test_the_own_profile_is_written_at_once(context: BrowserContext, creator: Person) -> None:
    page = context.new_page()
    page.goto(f"/@{creator.name}")
    sheet = open_from(page, page.get_by_role("button", name="Edit profile"))
    name = sheet.get_by_label("Name", exact=True)
    page.keyboard.press("Control+a")
    page.keyboard.type("Grace")
    expect(name).to_have_value("Grace")


def test_the_caption_of_an_own_clip_is_written_at_once(
    context: BrowserContext, creator: Person, tmp_path: Path
) -> None:
    clip = lent(creator, "Before", tmp_path)
    page = FeedPage(context.new_page()).open(f"/v/{clip}").page
    page.locator(".panel.live").get_by_role("button", name="Options for this clip").click()
    page.locator("dialog[open]").get_by_role("button", name="Edit").click()
    expect(page.get_by_label("Caption")).to_be_focused()


def test_a_report_begins_at_its_first_reason(context: BrowserContext) -> None:
    feed = FeedPage(context.new_page()).open("/")
    feed.live("More for this clip").click()
    feed.page.locator("dialog.steer[open]").get_by_role("button", name="Report").click()
    sheet = feed.page.get_by_role("dialog", name="Report")
    expect(sheet.get_by_label("Spam or a scam")).to_be_focused()
    feed.press("Space")
    expect(sheet.get_by_label("Spam or a scam")).to_be_checked()


def test_a_sheet_that_asks_nothing_does_not_begin_at_the_button_that_closes(context: BrowserContext) -> None:
    feed = FeedPage(context.new_page()).open("/")
    feed.live("Share").click()
    expect(feed.page.locator("dialog.share-sheet[open]")).to_be_focused()
    feed.press("Escape")
    expect(feed.page.locator("dialog[open]")).to_have_count(0)
    expect(feed.live("Share")).to_be_focused()
