"""A notice leads to the very comment it is about: the sheet is open, the comment in sight and marked."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import fails_on_error, sign_in
from tests.e2e.feed_page import FeedPage
from tests.e2e.site import Person, Site, until_counted
from tests.e2e.talk_page import Talk, said

# More than the first page of a talk holds.
MANY = 24


@pytest.fixture(params=["phone", "desk"])
def context(request: pytest.FixtureRequest) -> BrowserContext:
    made: BrowserContext = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def clip(site: Site) -> int:
    return int(Person(site).ask("GET", "/users/@linus/videos")["items"][0]["id"])  # type: ignore[index]


@pytest.fixture
def buried(site: Site, clip: int) -> tuple[Person, int, str]:
    """A comment below which many newer ones stand, by whom, and what it says."""
    author, other = Person(site), Person(site)
    text = f"found again {author.name}"
    number = said(author, clip, text)
    for place in range(MANY):
        newer = said(other, clip, f"newer {place}")
        author.ask("PUT", f"/comments/{newer}/like")
    return author, number, text


def open_at(page: Page, clip: int, comment: int) -> Talk:
    thrown = fails_on_error(page)
    until_counted()
    feed = FeedPage(page).open(f"/v/{clip}?comment={comment}")
    return Talk(feed, thrown)


def test_a_comment_far_down_is_loaded_shown_and_marked(
    context: BrowserContext, clip: int, buried: tuple[Person, int, str]
) -> None:
    _, number, text = buried
    talk = open_at(context.new_page(), clip, number)
    expect(talk.comment(text)).to_be_in_viewport()
    expect(talk.comment(text)).to_be_focused()
    expect(talk.sheet.locator(".sought")).to_have_count(1)
    expect(talk.sheet.locator(".sought")).to_contain_text(text)
    expect(talk.comment("newer").first).to_be_attached()
    talk.sheet.get_by_role("button", name="Close comments").click()
    expect(talk.sheet).to_have_count(0)
    talk.feed.press("c")
    expect(talk.sheet.locator(".talk")).to_have_attribute("aria-busy", "false")
    expect(talk.sheet.locator(".sought")).to_have_count(0)
    assert talk.thrown == []


def test_a_reply_is_unfolded_in_its_thread(
    context: BrowserContext, clip: int, buried: tuple[Person, int, str], tmp_path: Path
) -> None:
    author, number, text = buried
    answers = [
        author.ask("POST", f"/videos/{clip}/comments", json={"text": f"answer {place}", "parent_id": number})
        for place in range(3)
    ]
    talk = open_at(context.new_page(), clip, int(str(answers[2]["id"])))
    expect(talk.sheet.locator(".replies .sought")).to_contain_text("answer 2")
    expect(talk.sheet.locator(".sought")).to_be_in_viewport()
    expect(talk.comment(text)).to_be_attached()
    talk.page.screenshot(path=tmp_path / "sought.png")
    talk.sheet.get_by_role("button", name="View 2 more").click()
    expect(talk.sheet.locator(".replies article")).to_have_count(3)


def test_one_that_is_gone_is_said_and_the_talk_is_there(
    context: BrowserContext, clip: int, buried: tuple[Person, int, str]
) -> None:
    author, number, _ = buried
    author.ask("DELETE", f"/comments/{number}")
    talk = open_at(context.new_page(), clip, number)
    expect(talk.sheet.get_by_role("status")).to_contain_text("That comment is gone.")
    expect(talk.comment("newer").first).to_be_visible()


def test_the_inbox_leads_to_what_was_said(context: BrowserContext, site: Site, clip: int) -> None:
    reader, writer = Person(site), Person(site)
    text = f"over here @{reader.name}"
    said(writer, clip, text)
    sign_in(context, reader, site)
    page = context.new_page()
    page.goto("/inbox")
    page.get_by_role("link", name="mentioned you").click()
    feed = FeedPage(page)
    feed.wait_until_moving(0)
    expect(Talk(feed, []).sheet.locator(".sought")).to_contain_text(text)
