"""Two people in two browsers, each at a web process of its own: what one does, the other sees at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from bench.waiting import until
from tests.e2e.conftest import DESK, PHONE
from tests.e2e.passing import expect_heard
from tests.e2e.site import Person, Site, make_clip
from tests.e2e.studio_page import StudioPage

ASK = """async ([method, path, body]) => {
  const headers = body ? { "Content-Type": "application/json" } : {};
  const sent = body ? JSON.stringify(body) : undefined;
  const answer = await fetch(`/api/v1${path}`, { method, headers, body: sent });
  const told = answer.status === 204 ? {} : await answer.json();
  return { status: answer.status, told };
}"""


class Somebody:
    """A person with a browser of their own."""

    def __init__(self, browser: Browser, person: Person, url: str, **screen: Any) -> None:
        self.name, self.id = person.name, person.id
        self.context = browser.new_context(base_url=url, **screen)
        self.context.add_cookies([{"name": "session", "value": person.session, "url": url, "httpOnly": True}])
        self.page = self.context.new_page()

    def ask(self, method: str, path: str, body: dict[str, object] | None = None) -> dict[str, Any]:
        """As the open page does it."""
        return dict(self.page.evaluate(ASK, [method, path, body]))

    def sees(self, path: str, key: str) -> list[Any]:
        """One field of every item of a list."""
        answer = self.ask("GET", path)
        assert answer["status"] == 200, answer
        found = answer["told"]["items"]
        for part in key.split("."):
            found = [one[part] for one in found]
        return found

    def look_at(self, path: str) -> None:
        """And be told from now on what happens."""
        self.page.goto(path)
        until(self.page, "Boolean(window.__zoetropeNotices)")

    def expect_news(self, words: str) -> None:
        expect_heard(self.page, words)


@pytest.fixture
def pair(browser: Browser, site: Site) -> Iterator[tuple[Somebody, Somebody]]:
    """A at the second web process and a desk, B at the first and a phone."""
    with site.second_web() as url:
        a = Somebody(browser, Person(site, creator=True), url, **DESK)
        b = Somebody(browser, Person(site), site.url, **PHONE)
        yield a, b
        a.context.close()
        b.context.close()


def follow(b: Somebody, a: Somebody) -> None:
    """A looks at something else meanwhile and hears of it."""
    a.look_at("/settings")
    expect(a.page.get_by_role("heading", name="Settings")).to_be_visible()
    b.page.goto(f"/@{a.name}")
    b.page.get_by_role("button", name=f"Follow: @{a.name}").click()
    expect(b.page.get_by_role("button", name=f"Following: @{a.name}")).to_be_visible()
    a.expect_news(f"{b.name} started following you")


def upload(a: Somebody, b: Somebody, clip: Path) -> int:
    """B sits in the inbox, where the row appears by itself."""
    b.look_at("/inbox")
    expect(b.page.get_by_role("heading", name="Quiet in here")).to_be_visible()
    studio = StudioPage(a.page).open().pick(clip)
    studio.say("Rain on the tent #camp")
    studio.publish()
    address = studio.wait_for_address()
    row = b.page.locator(".notice").filter(has_text="posted a new video")
    expect(row).to_contain_text(a.name)
    row.get_by_role("link").click()
    b.page.wait_for_url(f"**{address}*")
    return int(address.rsplit("/", 1)[1])


def comment(b: Somebody, a: Somebody, video: int) -> None:
    a.look_at("/inbox")
    expect(a.page.locator(".notice").filter(has_text="started following you")).to_be_visible()
    say(comments_of(b), f"@{a.name} where is this?")
    row = a.page.locator(".notice.fresh").filter(has_text="mentioned you")
    expect(row).to_contain_text("where is this?")
    expect(row.get_by_role("link")).to_have_attribute("href", f"/v/{video}?comment={said_in(a, video)}")


def comments_of(who: Somebody) -> Locator:
    """The sheet of the clip that plays, opened."""
    who.page.locator(".panel.live").get_by_role("button", name="Comments").click()
    return who.page.get_by_role("dialog", name="Comments")


def say(sheet: Locator, text: str) -> None:
    sheet.get_by_label("Your comment").fill(text)
    sheet.get_by_role("button", name="Post comment").click()


def said_in(who: Somebody, video: int) -> int:
    return int(who.sees(f"/videos/{video}/comments", "id")[0])


def answer_and_pin(a: Somebody, b: Somebody, video: int) -> None:
    b.look_at("/discover")
    expect(b.page.get_by_role("main")).to_be_visible()
    expect(b.page.locator(".bottom .badge")).to_be_hidden()
    a.page.goto(f"/v/{video}")
    sheet = comments_of(a)
    asked = sheet.locator("article.comment", has_text="where is this?")
    asked.get_by_role("button", name="Reply").click()
    say(sheet, "Behind the old mill.")
    b.expect_news(f"{a.name} replied to you")
    expect(b.page.locator(".bottom .badge")).to_contain_text("1")
    asked.get_by_role("button", name=f"More for the comment by {b.name}").click()
    with a.page.expect_response(lambda one: one.request.method == "PATCH" and "/comments/" in one.url):
        asked.get_by_role("button", name="Pin", exact=True).click()
    b.page.goto(f"/v/{video}")
    expect(comments_of(b).locator("article.comment").first).to_contain_text("Pinned")


def block(b: Somebody, a: Somebody, video: int) -> None:
    b.page.goto(f"/@{a.name}")
    b.page.get_by_role("button", name=f"More about @{a.name}").click()
    sheet = b.page.get_by_role("dialog", name=f"@{a.name}")
    sheet.get_by_role("button", name="Block", exact=False).click()
    sheet.get_by_role("button", name="Block", exact=True).click()
    expect(b.page.get_by_role("button", name="Unblock")).to_be_visible()
    assert a.name not in b.sees("/feed/following", "video.creator.username")
    assert a.name not in b.sees("/feed?limit=20", "video.creator.username")
    assert a.name not in b.sees(f"/search?type=users&q={a.name}", "username")
    assert a.id not in b.sees(f"/users/@{b.name}/following", "id")
    assert b.sees("/notifications", "who") == []
    for gone in (f"/users/@{a.name}", f"/videos/{video}", f"/videos/{video}/comments"):
        assert b.ask("GET", gone)["status"] == 404
    b.page.goto("/inbox")
    expect(b.page.get_by_role("heading", name="Quiet in here")).to_be_visible()
    a.page.goto(f"/@{b.name}")
    expect(a.page.get_by_role("heading", name="Nobody is here")).to_be_visible()


def test_two_people_follow_publish_talk_and_part(pair: tuple[Somebody, Somebody], tmp_path: Path) -> None:
    a, b = pair
    follow(b, a)
    video = upload(a, b, make_clip(tmp_path / "tent.mp4", 3))
    comment(b, a, video)
    answer_and_pin(a, b, video)
    block(b, a, video)
    assert b.id not in a.sees(f"/users/@{a.name}/followers", "id")
