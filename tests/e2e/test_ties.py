"""Two people and what is between them (requests, blocks, friends), and one's own page; at both sizes."""

import os
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import DESK, PHONE, fails_on_error, lent, sign_in
from tests.e2e.passing import expect_heard
from tests.e2e.site import Person, Site

SHOTS = os.environ.get("ZOETROPE_SHOTS", "")


def shot(page: Page, name: str) -> None:
    """Kept where somebody wants to look at them."""
    if SHOTS:
        page.wait_for_timeout(700)
        size = page.viewport_size or {}
        page.screenshot(path=f"{SHOTS}/{name}-{size.get('width')}.png")


def follow(page: Page) -> None:
    """The button says so at once; others know when the server does."""
    with page.expect_response(re.compile("/follow$")):
        page.locator(".person-follow").click()


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def pair(
    request: pytest.FixtureRequest, browser: Browser, site: Site, tmp_path: Path
) -> Iterator[tuple[Person, Page, Person, Page]]:
    """A creator with a clip, and somebody else; each before a browser of their own."""
    people = [Person(site, creator=True), Person(site)]
    lent(people[0], "Kites over the bay #kites", tmp_path)
    contexts: list[BrowserContext] = []
    for person in people:
        contexts.append(browser.new_context(base_url=site.url, **request.param))
        sign_in(contexts[-1], person, site)
    pages = [context.new_page() for context in contexts]
    thrown = [fails_on_error(page) for page in pages]
    yield people[0], pages[0], people[1], pages[1]
    for context in contexts:
        context.close()
    assert thrown == [[], []]


def test_a_private_account_is_asked_lets_in_and_then_its_clips_are_seen(
    pair: tuple[Person, Page, Person, Page],
) -> None:
    ada, hers, ben, his = pair
    hers.goto("/settings#privacy")
    switch = hers.get_by_role("switch", name="Private account")
    expect(switch).not_to_be_checked()
    with hers.expect_response(re.compile("/users/me$")) as kept:
        switch.click()
    assert kept.value.ok
    expect(switch).to_be_checked()
    hers.reload()
    expect(switch).to_be_checked()
    expect(hers.get_by_role("link", name="Follow requests")).to_be_visible()
    shot(hers, "privacy")
    his.goto(f"/@{ada.name}")
    expect(his.get_by_role("heading", name="This account is private")).to_be_visible()
    expect(his.locator(".grid li")).to_have_count(0)
    shot(his, "private-stranger")
    follow(his)
    expect(his.locator(".person-follow")).to_have_text("Requested")
    hers.goto("/requests")
    shot(hers, "requests")
    hers.get_by_role("button", name=f"Accept @{ben.name}").click()
    expect(hers.get_by_role("heading", name="Nobody is waiting")).to_be_visible()
    shot(hers, "requests-none")
    his.reload()
    expect(his.locator(".person-follow")).to_have_text("Following")
    expect(his.locator(".grid li")).to_have_count(1)
    shot(his, "private-follower")


def test_a_block_makes_both_vanish_and_can_be_taken_back(pair: tuple[Person, Page, Person, Page]) -> None:
    ada, hers, ben, his = pair
    ben.ask("PUT", f"/users/{ada.id}/follow")
    hers.goto(f"/@{ada.name}")
    hers.get_by_role("button", name="1 Follower").click()
    expect(hers.locator(".people-sheet .people-row")).to_have_count(1)
    shot(hers, "followers")
    hers.goto(f"/@{ben.name}")
    hers.get_by_role("button", name=f"More about @{ben.name}").click()
    shot(hers, "menu")
    hers.get_by_role("button", name="Block").click()
    shot(hers, "block-sure")
    hers.get_by_role("button", name="Block", exact=True).click()
    expect(hers.get_by_role("heading", name=f"You blocked @{ben.name}")).to_be_visible()
    shot(hers, "blocked")
    his.goto(f"/@{ada.name}")
    expect(his.get_by_role("heading", name="Nobody is here")).to_be_visible()
    his.goto("/following")
    expect(his.get_by_role("heading", name="That is everything new")).to_be_visible()
    shot(his, "following-empty")
    hers.get_by_role("button", name="Unblock").click()
    expect(hers.locator(".person-follow")).to_have_text("Follow")
    his.goto(f"/@{ada.name}")
    expect(his.locator(".person-follow")).to_have_text("Follow")


def test_one_s_page_gets_a_picture_words_and_a_link(pair: tuple[Person, Page, Person, Page]) -> None:
    ada, hers, _, his = pair
    hers.goto(f"/@{ada.name}")
    hers.get_by_role("button", name="Edit profile").click()
    made = BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((900, 600)).save(made, "JPEG")
    sent = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}
    hers.locator("input[type=file]").set_input_files(sent)
    expect(hers.get_by_role("button", name="Change picture")).to_be_visible()
    hers.get_by_label("Name", exact=True).fill("Ada of the Bay")
    hers.get_by_label("About you").fill("Kites, wind and long evenings.\nNew clips on Sundays.")
    hers.get_by_label("Link 1").fill("example.com/kites")
    shot(hers, "edit")
    hers.get_by_role("button", name="Save").click()
    expect(hers.get_by_role("heading", name="Ada of the Bay")).to_be_visible()
    expect(hers.locator(".person img.avatar")).to_be_visible()
    shot(hers, "own")
    his.goto(f"/@{ada.name}")
    link = his.get_by_role("link", name="example.com/kites")
    expect(link).to_have_attribute("href", "https://example.com/kites")
    assert {"nofollow", "noopener"} <= set((link.get_attribute("rel") or "").split())
    shot(his, "stranger")


def test_liked_clips_have_a_tab_of_their_own(pair: tuple[Person, Page, Person, Page]) -> None:
    ada, _, ben, his = pair
    video = ada.ask("GET", f"/users/@{ada.name}/videos")["items"][0]["id"]
    ben.ask("PUT", f"/videos/{video}/like")
    his.goto(f"/@{ben.name}")
    his.get_by_role("tab", name="Liked").click()
    expect(his.get_by_role("link", name="Kites over the bay")).to_be_visible()
    shot(his, "liked")
    his.get_by_role("tab", name="Saved").click()
    expect(his.get_by_role("heading", name="Nothing saved yet")).to_be_visible()
    shot(his, "saved-none")


def test_friends_are_those_who_follow_each_other(pair: tuple[Person, Page, Person, Page]) -> None:
    ada, _, ben, his = pair
    his.goto("/friends")
    expect(his.get_by_role("heading", name="That is all from your friends")).to_be_visible()
    expect(his.locator(".suggested-middle .people-row")).to_have_count(3)
    shot(his, "friends-empty")
    ada.ask("PUT", f"/users/{ben.id}/follow")
    his.goto(f"/@{ada.name}")
    expect(his.locator(".person-follow")).to_have_text("Follow back")
    follow(his)
    expect(his.locator(".person-follow")).to_have_text("Friends")
    his.goto("/friends")
    expect(his.get_by_text("Kites over the bay")).to_be_visible()
    shot(his, "friends")


def test_an_account_that_opens_again_lets_in_whoever_waited(pair: tuple[Person, Page, Person, Page]) -> None:
    ada, hers, ben, his = pair
    ada.ask("PATCH", "/users/me", json={"is_private": True})
    ben.ask("PUT", f"/users/{ada.id}/follow")
    hers.goto("/settings#privacy")
    with hers.expect_response(re.compile("/users/me$")):
        hers.get_by_role("switch", name="Private account").click()
    expect(hers.get_by_role("switch", name="Private account")).not_to_be_checked()
    expect(hers.get_by_role("link", name="Follow requests")).to_have_count(0)
    his.goto(f"/@{ada.name}")
    expect(his.locator(".person-follow")).to_have_text("Following")


def test_somebody_found_by_search_is_asked_where_the_account_is_private(
    pair: tuple[Person, Page, Person, Page],
) -> None:
    ada, _, _, his = pair
    ada.ask("PATCH", "/users/me", json={"is_private": True})
    his.goto(f"/search?q={ada.name}&type=users")
    button = his.get_by_role("button", name=f": @{ada.name}")
    expect(button).to_have_text("Follow")
    with his.expect_response(re.compile("/follow$")):
        button.click()
    expect(button).to_have_text("Requested")
    his.reload()
    expect(button).to_have_text("Requested")


def test_a_person_is_reported_from_their_profile(pair: tuple[Person, Page, Person, Page]) -> None:
    ada, _, _, his = pair
    his.goto(f"/@{ada.name}")
    his.get_by_role("button", name=f"More about @{ada.name}").click()
    shot(his, "person-menu")
    his.get_by_role("button", name="Report").click()
    sheet = his.get_by_role("dialog", name="Report", exact=True)
    expect(sheet.get_by_role("heading", name=f"Report @{ada.name}")).to_be_visible()
    sheet.get_by_label("Hate").check()
    shot(his, "person-report")
    sheet.get_by_role("button", name="Report", exact=True).click()
    expect_heard(his, "A moderator will look at it.")
