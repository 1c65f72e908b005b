"""A viewer turns things away, takes it back, and asks why: with fingers and with a mouse."""

import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.conftest import sign_in
from tests.e2e.feed_page import FeedPage
from tests.e2e.site import Person, Site


@pytest.fixture(params=["phone", "desk"])
def signed_in(request: pytest.FixtureRequest, person: Person, site: Site) -> BrowserContext:
    """At 390×844 with fingers, and at 1440×900 with a mouse."""
    context: BrowserContext = request.getfixturevalue(request.param)
    sign_in(context, person, site)
    return context


def sheet(page: Page) -> Locator:
    return page.locator("dialog.steer[open]")


def receipt(page: Page) -> Locator:
    return page.locator(".toast.receipt.on")


def test_not_interested_moves_on_hides_and_can_be_undone(signed_in: BrowserContext, person: Person) -> None:
    feed = FeedPage(signed_in.new_page()).open("/")
    turned = feed.video_id()
    creator = feed.page.locator(".panel.live .name").inner_text()
    feed.live("More for this clip").click()
    sheet(feed.page).get_by_role("button", name="Not interested").click()
    expect(receipt(feed.page)).to_contain_text("This clip does not come again.")
    expect(receipt(feed.page)).to_contain_text(f"{creator}’s clips appear less.")
    feed.wait_until_moving(1)
    assert feed.video_id() != turned
    assert turned not in {item["video"]["id"] for item in person.ask("GET", "/feed?limit=50")["items"]}
    receipt(feed.page).get_by_role("button", name="Undo").click()
    expect(feed.page.locator(".toast.on")).to_contain_text("All is as before.")
    assert turned in {item["video"]["id"] for item in person.ask("GET", "/feed?limit=50")["items"]}


def test_why_tells_the_parts_and_mutes_from_there(signed_in: BrowserContext, person: Person) -> None:
    feed = FeedPage(signed_in.new_page()).open("/")
    feed.press("w")
    why = sheet(feed.page)
    expect(why.get_by_role("heading", name="Why this video")).to_be_visible()
    expect(why.locator(".why-causes:not(.ghosts)")).not_to_be_empty()
    why.get_by_role("button", name=re.compile("^Mute @")).click()
    expect(receipt(feed.page)).to_contain_text("in your feed any more")
    muted = person.ask("GET", "/feed/preferences")["muted_creators"][0]["username"]
    shown = {item["video"]["creator"]["username"] for item in person.ask("GET", "/feed?limit=50")["items"]}
    assert shown
    assert muted not in shown
