"""A creator reads how far a clip got; somebody new says what they like."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlmodel import select

from app import db
from app.feed.exploration_gates import review
from app.models import User
from bench.waiting import HAS_FONTS, until
from tests.e2e.conftest import fails_on_error, sign_in
from tests.e2e.site import PASSWORD, Person, Site
from tests.service.pools import show, strangers, waiting, watch

CAPTION = "Nine kites over the dunes #kites"


@pytest.fixture
def grace(site: Site) -> Person:
    return Person(site, creator=True)


@pytest.fixture
def stopped(grace: Person) -> int:
    """A clip of grace's that sixty people met and hardly anyone watched."""
    with db.transaction() as session:
        video = waiting(session, session.get_one(User, grace.id), promised=60, description=CAPTION)
        people = strangers(70)
        show(session, video, people[:60])
        show(session, video, people[60:], source="trending")
        watch(session, video, people[:54], 0.31)
    review()
    return video.id


def distribution(context: BrowserContext, person: Person, site: Site) -> Page:
    sign_in(context, person, site)
    page = context.new_page()
    page.goto(f"/@{person.name}")
    page.get_by_role("button", name=f"Options for {CAPTION}").click()
    page.get_by_role("button", name="Distribution").click()
    return page


@pytest.mark.usefixtures("stopped")
def test_a_creator_reads_where_a_clip_was_shown_and_why_it_stopped(
    desk: BrowserContext, grace: Person, site: Site
) -> None:
    page = distribution(desk, grace, site)
    told = page.get_by_role("dialog", name="Distribution")
    expect(told.get_by_role("heading", name="Not pushed any further")).to_be_visible()
    expect(told).to_contain_text("54 people watched 31 % of it on average")
    expect(told.locator(".reach-numbers > div").first).to_contain_text("70")
    expect(told.locator(".reach-gates li").first).to_contain_text("Stopped")
    expect(told.locator(".reach-sources li")).to_contain_text(["The pool for new videos60", "Trending10"])


@pytest.mark.usefixtures("stopped")
def test_the_sheet_fits_a_phone_and_closes_with_escape(
    phone: BrowserContext, grace: Person, site: Site
) -> None:
    page = distribution(phone, grace, site)
    told = page.get_by_role("dialog", name="Distribution")
    expect(told.locator(".reach-sources")).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert told.locator(".reach").evaluate("node => node.scrollWidth <= node.clientWidth")
    page.keyboard.press("Escape")
    expect(told).to_have_count(0)


def interests_of(name: str) -> list[str]:
    with db.new_session() as session:
        return session.exec(select(User).where(User.username == name)).one().interests


def fill(page: Page, name: str) -> None:
    page.get_by_label("User name").fill(name)
    page.get_by_label("E-mail").fill(f"{name}@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)


def test_topics_are_picked_with_the_keyboard_and_nothing_moves(desk: BrowserContext) -> None:
    page = desk.new_page()
    thrown = fails_on_error(page)
    page.goto("/signup")
    button = page.get_by_role("button", name="Sign up")
    expect(button).to_be_visible()
    until(page, HAS_FONTS)
    before = button.bounding_box()
    topic = page.get_by_role("group", name="What do you like?").get_by_role("checkbox").first
    topic.wait_for()
    name = topic.get_attribute("value")
    assert button.bounding_box() == before
    fill(page, "topical")
    topic.focus()
    page.keyboard.press("Space")
    expect(topic).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Profile", exact=True).last).to_have_attribute("href", "/@topical")
    assert interests_of("topical") == [name]
    assert thrown == []


def test_on_a_phone_topics_are_a_step_of_their_own_that_may_be_skipped(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/signup")
    for label, said in (("User name", "hasty"), ("E-mail", "hasty@example.com"), ("Password", PASSWORD)):
        expect(page.get_by_role("group", name="What do you like?")).to_be_hidden()
        page.get_by_label(label, exact=True).fill(said)
        page.get_by_role("button", name="Continue").click()
    topic = page.get_by_role("group", name="What do you like?").get_by_role("checkbox").first
    topic.check()
    expect(page.get_by_role("button", name="Sign up", exact=True)).to_be_visible()
    topic.uncheck()
    page.get_by_role("button", name="Skip and sign up").click()
    expect(page.get_by_role("link", name="Profile", exact=True).last).to_have_attribute("href", "/@hasty")
    assert interests_of("hasty") == []
