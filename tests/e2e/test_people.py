"""From a stranger to a creator whose clip another stranger watches; and everything a form can say."""

import re
import time
from pathlib import Path

import httpx
from playwright.sync_api import BrowserContext, Page, expect
from sqlmodel import select

from app import db
from app.models import WatchHistory
from bench.waiting import until
from tests.e2e.feed_page import ACTIVE, FeedPage
from tests.e2e.site import PASSWORD, Person, Site, make_clip
from tests.e2e.studio_page import StudioPage


def sign_up(page: Page, name: str) -> None:
    page.get_by_label("User name").fill(name)
    page.get_by_label("E-mail").fill(f"{name}@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()


def test_a_clip_travels_from_a_new_creator_to_a_stranger_and_back_as_a_watch(
    desk: BrowserContext, phone: BrowserContext, site: Site, tmp_path: Path
) -> None:
    page = desk.new_page()
    page.goto("/upload")
    page.get_by_role("main").get_by_role("link", name="Sign up").click()
    sign_up(page, "grace")
    page.wait_for_url(re.compile("/upload/?$"))
    page.get_by_role("button", name="Become a creator").click()
    studio = StudioPage(page)
    studio.pick(make_clip(tmp_path / "mine.mp4", 2))
    studio.say("My very first clip #hello")
    studio.publish()
    address = studio.wait_for_address()

    video_id = int(address.rsplit("/", 1)[1])
    assert video_id in all_in_feed(site)

    stranger = FeedPage(phone.new_page()).open(address)
    assert stranger.video_id() == video_id
    assert stranger.caption() == "My very first clip #hello"
    until(stranger.page, f"({ACTIVE})().at > 0.5")
    stranger.swipe()
    wait_for_watch(video_id)


def all_in_feed(site: Site) -> set[int]:
    """What an anonymous visitor is offered, page after page."""
    found: set[int] = set()
    with httpx.Client(base_url=f"{site.url}/api/v1", timeout=120) as http:
        cursor = ""
        while True:
            page = http.get("/feed", params={"limit": 20, **({"cursor": cursor} if cursor else {})}).json()
            found |= {item["video"]["id"] for item in page["items"]}
            cursor = page["next_cursor"]
            if not cursor:
                return found


def wait_for_watch(video_id: int) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with db.new_session() as session:
            if session.exec(select(WatchHistory).where(WatchHistory.video_id == video_id)).first():
                return
        time.sleep(0.3)
    raise AssertionError(f"No watch of video {video_id} arrived.")


def test_a_wrong_password_is_said_on_the_card(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/login")
    page.get_by_label("User name or e-mail").fill("ada")
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("is not right")


def test_a_taken_name_is_said_under_its_field(desk: BrowserContext) -> None:
    page = desk.new_page()
    page.goto("/signup")
    sign_up(page, "ada")
    expect(page.locator(".field.bad").first).to_contain_text("This name is taken.")


def test_an_impossible_name_is_said_before_anything_is_sent(desk: BrowserContext) -> None:
    page = desk.new_page()
    page.goto("/signup")
    sign_up(page, "no spaces please")
    expect(page.locator(".field.bad").first).to_contain_text("2 to 24 letters")


def test_sign_up_asks_one_thing_at_a_time_on_a_phone(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/signup")
    page.get_by_label("User name").fill("lin")
    expect(page.get_by_label("E-mail")).to_be_hidden()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("E-mail").fill("lin@example.com")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Password", exact=True).fill("short")
    expect(page.get_by_text("Too short")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Skip and sign up").click()
    page.wait_for_url("**/")
    expect(page.get_by_role("link", name="Profile", exact=True).last).to_have_attribute("href", "/@lin")


def test_logging_out_ends_the_session(desk: BrowserContext, site: Site) -> None:
    person = Person(site)
    enter(desk, person, site)
    page = desk.new_page()
    page.goto("/settings")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/")
    expect(page.get_by_role("link", name="Log in")).to_be_visible()
    assert person.http.get("/auth/me").status_code == 401


def test_a_profile_shows_the_clips_and_can_be_followed(desk: BrowserContext, site: Site) -> None:
    enter(desk, Person(site), site)
    page = desk.new_page()
    page.goto("/@ada")
    expect(page.get_by_role("heading", name="ada")).to_be_visible()
    expect(page.locator(".grid li")).to_have_count(3)
    page.locator(".person-follow").click()
    expect(page.locator(".person-follow")).to_have_text("Following")
    page.locator(".grid a").first.click()
    page.wait_for_url(re.compile(r"/v/\d+"))


def test_a_stranger_who_follows_is_asked_to_log_in(desk: BrowserContext) -> None:
    page = desk.new_page()
    page.goto("/@ada")
    page.locator(".person-follow").click()
    page.wait_for_url(re.compile("/login/?"))


def test_an_unknown_name_is_told_kindly(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/@nobody.at.all")
    expect(page.get_by_role("heading", name="Nobody is here")).to_be_visible()


def test_a_missing_video_is_told_kindly(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/v/999999")
    expect(page.get_by_role("heading", name="This video is gone")).to_be_visible()


def enter(context: BrowserContext, person: Person, site: Site) -> None:
    context.add_cookies([{"name": "session", "value": person.session, "url": site.url, "httpOnly": True}])
