"""What people do most, with the keyboard alone."""

from playwright.sync_api import BrowserContext, expect

from bench.waiting import until
from tests.e2e.conftest import sign_in
from tests.e2e.site import PASSWORD, Person, Site


def test_the_skip_link_leads_to_the_content(desk: BrowserContext) -> None:
    page = desk.new_page()
    page.goto("/discover")
    expect(page.locator(".wall-card").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Skip to content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    until(page, "document.activeElement.id === 'main'")
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('main').contains(document.activeElement)")


def test_a_clip_is_watched_liked_and_left_by_keyboard_alone(
    desk: BrowserContext, person: Person, site: Site
) -> None:
    sign_in(desk, person, site)
    page = desk.new_page()
    page.goto("/")
    expect(page.locator(".panel.live")).to_be_visible()
    like = page.locator(".panel.live").get_by_role("button", name="Like")
    page.keyboard.press("l")
    expect(like).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("c")
    expect(page.get_by_role("dialog", name="Comments")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Comments")).to_have_count(0)


def test_a_form_is_filled_and_sent_by_keyboard(desk: BrowserContext, site: Site) -> None:
    person = Person(site)
    page = desk.new_page()
    page.goto("/login")
    expect(page.get_by_role("button", name="Log in")).to_be_enabled()
    page.get_by_label("User name or e-mail").focus()
    page.keyboard.type(person.name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)
