"""Pages are drawn before their scripts are there: what is typed until then is kept, and no secret is sent."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.e2e.site import PASSWORD, Person, Site

# What wakes a page.
SCRIPT = "**/assets/entry.client-*"


def open_asleep(page: Page, path: str) -> Callable[[], None]:
    """The page as it is drawn at first; what is answered wakes it."""
    kept: list[Route] = []

    def keep(route: Route) -> None:
        kept.append(route)

    def wake() -> None:
        for one in kept:
            one.continue_()

    page.route(SCRIPT, keep, times=1)
    page.goto(path, wait_until="commit")
    while not kept:
        page.wait_for_timeout(20)
    return wake


def test_what_is_typed_into_a_sleeping_form_is_kept_and_stays_out_of_the_address(
    desk: BrowserContext, site: Site
) -> None:
    person, page = Person(site), desk.new_page()
    wake = open_asleep(page, "/login")
    page.get_by_label("User name or e-mail").fill(person.name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name="Log in")
    expect(button).to_be_disabled()
    wake()
    expect(button).to_be_enabled()
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    assert "?" not in page.url
    button.click()
    page.wait_for_url(f"{site.url}/")


def test_on_a_phone_the_first_step_keeps_what_was_typed(phone: BrowserContext) -> None:
    page = phone.new_page()
    wake = open_asleep(page, "/signup")
    page.get_by_label("User name").fill("early.bird")
    wake()
    expect(page.get_by_label("E-mail")).to_be_hidden()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("E-mail")).to_be_visible()


def test_a_search_is_taken_up_where_it_was_typed(desk: BrowserContext) -> None:
    page = desk.new_page()
    wake = open_asleep(page, "/discover")
    box = page.get_by_role("combobox", name="Search")
    box.fill("harbour")
    wake()
    expect(page.get_by_role("button", name="Clear")).to_be_visible()
    expect(box).to_have_value("harbour")


def test_a_search_that_is_sent_before_is_answered(desk: BrowserContext) -> None:
    page = desk.new_page()
    open_asleep(page, "/discover")
    box = page.get_by_role("combobox", name="Search")
    box.fill("harbour")
    box.press("Enter")
    page.wait_for_url(re.compile(r"/search/?\?q=harbour"))
    expect(page.get_by_role("tab", name="Top")).to_be_visible()
