"""A viewer asks why, turns things away, takes it back, and tunes the whole feed on a page of its own."""

import re
import time
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.conftest import fails_on_error, sign_in
from tests.e2e.feed_page import FeedPage
from tests.e2e.passing import expect_heard, held, keep_receipts
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
    keep_receipts(feed.page)
    feed.live("More for this clip").click()
    sheet(feed.page).get_by_role("button", name="Not interested").click()
    told = held(receipt(feed.page))
    expect(told).to_contain_text("This clip does not come again.")
    expect(told).to_contain_text(f"{creator}’s clips appear less.")
    feed.wait_until_moving(1)
    assert feed.video_id() != turned
    assert turned not in person.offered()
    told.get_by_role("button", name="Undo").click()
    expect_heard(feed.page, "All is as before.")
    assert turned in person.offered()


def test_why_tells_the_parts_and_mutes_from_there(signed_in: BrowserContext, person: Person) -> None:
    feed = FeedPage(signed_in.new_page()).open("/")
    feed.press("w")
    why = sheet(feed.page)
    expect(why.get_by_role("heading", name="Why this video")).to_be_visible()
    expect(why.locator(".why-causes:not(.ghosts)")).not_to_be_empty()
    why.get_by_role("button", name=re.compile("^Mute @")).click()
    feed.expect_toast("in your feed any more")
    muted = person.ask("GET", "/feed/preferences")["muted_creators"][0]["username"]
    shown = {item["video"]["creator"]["username"] for item in person.ask("GET", "/feed?limit=50")["items"]}
    assert shown
    assert muted not in shown


def test_a_finger_that_rests_and_the_right_button_open_the_menu(
    phone: BrowserContext, desk: BrowserContext, site: Site
) -> None:
    finger = FeedPage(phone.new_page()).open("/")
    line = phone.new_cdp_session(finger.page)
    line.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": 150, "y": 400}]})
    expect(sheet(finger.page)).to_be_visible()
    line.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(sheet(finger.page)).to_be_visible()
    sheet(finger.page).get_by_role("button", name="Not interested").click()
    expect(finger.page.get_by_role("heading", name="Log in to shape your feed")).to_be_visible()
    mouse = FeedPage(desk.new_page()).open("/")
    mouse.page.mouse.click(840, 450, button="right")
    expect(sheet(mouse.page)).to_be_visible()
    mouse.press("Escape")
    expect(sheet(mouse.page)).to_have_count(0)


def taste_page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/taste")
    expect(page.get_by_role("heading", name="Begin anew")).to_be_visible()
    return page


def test_topics_words_and_the_dial_are_kept_with_a_way_back(
    signed_in: BrowserContext, person: Person
) -> None:
    page = taste_page(signed_in)
    thrown = fails_on_error(page)
    page.get_by_label("Add a hashtag", exact=True).fill("#Sea")
    page.keyboard.press("Enter")
    expect_heard(page, "More clips with #sea.")
    page.get_by_label("Mute a word or phrase").fill("Spoiler")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Unmute spoiler")).to_be_visible()
    expect_heard(page, "No clips that say “spoiler” any more.")
    keep_receipts(page)
    dial = page.get_by_role("slider", name="Familiar or new")
    dial.focus()
    page.keyboard.press("End")
    expect(dial).to_have_attribute("aria-valuetext", re.compile("Surprises first"))
    told = held(receipt(page).filter(has_text="Surprises first"))
    kept = person.ask("GET", "/feed/preferences")
    assert (kept["explore"], kept["topics"], kept["muted_words"]) == (1, {"sea": 0.5}, ["spoiler"])
    told.get_by_role("button", name="Undo").click()
    expect_heard(page, "As it was.")
    assert person.ask("GET", "/feed/preferences")["explore"] == 0.3
    weight = page.get_by_role("slider", name="#sea")
    weight.focus()
    page.keyboard.press("Home")
    expect_heard(page, "No clips with #sea any more.")
    page.get_by_role("button", name="Forget the wish for #sea").click()
    expect(weight).to_have_count(0)
    assert thrown == []


def test_what_was_watched_shows_is_removed_and_the_whole_is_reset(
    signed_in: BrowserContext, person: Person
) -> None:
    empty = taste_page(signed_in)
    expect(empty.get_by_text("It does not know you yet")).to_be_visible()
    watch_all(person)
    page = taste_page(signed_in)
    expect(page.get_by_role("heading", name="Topics")).to_be_visible()
    page.get_by_role("button", name="Remove #loop").click()
    expect_heard(page, "#loop no longer counts")
    page.get_by_role("button", name="Bring #loop back").click()
    expect(page.get_by_role("button", name="Remove #loop")).to_be_visible()
    page.get_by_role("button", name="Reset my feed").click()
    page.get_by_role("dialog").get_by_role("button", name="Reset my feed").click()
    expect(page.get_by_text("A fresh start")).to_be_visible()
    page.get_by_role("button", name="Undo the reset").click()
    expect(page.get_by_role("button", name="Remove #loop")).to_be_visible()


def watch_all(person: Person) -> None:
    """The site's own clips to their end, and waits until the history has it."""
    clips = [
        clip for name in ("ada", "linus") for clip in person.ask("GET", f"/users/@{name}/videos")["items"]
    ]
    watches = [
        {
            "event_id": str(uuid4()),
            "video_id": clip["id"],
            "watched_ms": 4000,
            "duration_ms": 4000,
            "started_at": datetime.now(UTC).isoformat(),
        }
        for clip in clips
    ]
    person.ask("POST", "/watches", json={"watches": watches})
    for _ in range(720):
        if person.ask("GET", "/feed/taste")["watches"] == len(watches):
            return
        time.sleep(0.25)
    raise AssertionError("The watches do not arrive.")


def test_a_stranger_sees_what_is_known_and_is_invited(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/taste")
    expect(page.get_by_role("heading", name="Tune it yourself")).to_be_visible()
    expect(page.get_by_role("heading", name="Begin anew")).to_have_count(0)
    expect(page.get_by_role("slider")).to_have_count(0)
    expect(page.get_by_role("main").get_by_role("link", name="Log in")).to_have_attribute(
        "href", "/login?next=/taste"
    )


def test_somebody_is_muted_on_their_profile(signed_in: BrowserContext, person: Person) -> None:
    page = signed_in.new_page()
    page.goto("/@ada")
    page.get_by_role("button", name="More about @ada").click()
    page.get_by_role("button", name="Mute").click()
    expect_heard(page, "No clips by @ada")
    page.goto("/taste")
    page.get_by_role("button", name="Unmute @ada").click()
    expect(page.get_by_role("button", name="Unmute @ada")).to_have_count(0)
    assert person.ask("GET", "/feed/preferences")["muted_creators"] == []
