"""What creators do with their clips after publishing, and what others see of it at once."""

import re
import time
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlmodel import Session

from app import db
from app.models import Role, User
from tests.e2e.conftest import lent, sign_in
from tests.e2e.feed_page import FeedPage
from tests.e2e.passing import expect_heard
from tests.e2e.site import Person, Site, make_clip

CAPTION = "Four seconds of quiet #still"


@pytest.fixture
def grace(site: Site) -> Person:
    return Person(site, creator=True)


@pytest.fixture
def clip(grace: Person, tmp_path: Path) -> int:
    return lent(grace, CAPTION, tmp_path)


@dataclass(frozen=True)
class Sent:
    """A clip that somebody sent, with every stage done: it has an original, and its moments can be seen."""

    creator: Person
    clip: int
    file: Path


@pytest.fixture(scope="module")
def sent(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Sent:
    creator, file = Person(site, creator=True), make_clip(tmp_path_factory.mktemp("sent") / "clip.mp4", 3)
    clip = creator.publish(file, CAPTION)
    creator.wait_until_made(clip)
    return Sent(creator, clip, file)


def own_page(context: BrowserContext, person: Person, site: Site) -> Page:
    sign_in(context, person, site)
    page = context.new_page()
    page.goto(f"/@{person.name}")
    expect(page.locator(".own")).not_to_have_count(0)
    return page


def sheet(page: Page) -> Locator:
    return page.locator("dialog[open]")


def test_caption_and_audience_are_changed_on_one_s_profile(
    desk: BrowserContext, grace: Person, clip: int, site: Site
) -> None:
    page = own_page(desk, grace, site)
    page.get_by_role("button", name=f"Options for {CAPTION}").click()
    sheet(page).get_by_role("button", name="Edit").click()
    page.get_by_label("Caption").fill("Now it has a name #calm")
    page.get_by_role("radio", name="With the link").check()
    page.get_by_label("Allow comments").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(sheet(page)).to_have_count(0)
    expect_heard(page, "Saved.")
    expect(page.get_by_role("link", name="Now it has a name #calm")).to_be_visible()
    expect(page.locator(".own em")).to_have_text("Unlisted")
    kept = grace.ask("GET", f"/videos/{clip}")
    assert (kept["visibility"], kept["allow_comments"], kept["hashtags"]) == ("unlisted", False, ["calm"])


def test_a_moment_of_the_clip_becomes_its_cover(desk: BrowserContext, sent: Sent, site: Site) -> None:
    before = sent.creator.ask("GET", f"/videos/{sent.clip}")["poster_url"]
    page = own_page(desk, sent.creator, site)
    page.get_by_role("button", name=f"Options for {CAPTION}").click()
    sheet(page).get_by_role("button", name="Edit").click()
    page.get_by_role("group", name="Cover").get_by_role("radio").nth(4).check(force=True)
    page.get_by_role("button", name="Save").click()
    expect_heard(page, "The new cover appears in a moment.")
    kept = wait_for_new_cover(sent, before)
    assert 0 < kept["edit"]["cover"] < 4  # type: ignore[index]


def wait_for_new_cover(sent: Sent, before: object) -> dict[str, object]:
    late = time.monotonic() + 300
    while time.monotonic() < late:
        kept = sent.creator.ask("GET", f"/videos/{sent.clip}")
        if kept["poster_url"] != before:
            return kept
        time.sleep(0.3)
    raise TimeoutError("The cover is still the old one.")


def test_a_deleted_clip_is_gone_for_a_viewer_who_has_it_before_them(
    desk: BrowserContext, phone: BrowserContext, grace: Person, clip: int, site: Site
) -> None:
    viewer = FeedPage(phone.new_page()).open(f"/v/{clip}")
    address = (
        viewer.page.evaluate("document.querySelector('video').currentSrc")
        and grace.ask("GET", f"/videos/{clip}")["mp4_url"]
    )
    sign_in(desk, grace, site)
    page = FeedPage(desk.new_page()).open(f"/v/{clip}").page
    page.locator(".panel.live").get_by_role("button", name="Options for this clip").click()
    sheet(page).get_by_role("button", name="Delete").click()
    expect(sheet(page)).to_contain_text("30 days")
    sheet(page).get_by_role("button", name="Delete").click()
    page.wait_for_url(re.compile(f"/@{grace.name}"))
    expect(page.get_by_text("No clips yet")).to_be_visible()
    viewer.page.goto(f"/v/{clip}")
    expect(viewer.page.get_by_text("This video is gone")).to_be_visible()
    assert viewer.page.request.get(address).status == 404


def test_keeping_it_is_the_easy_answer(desk: BrowserContext, grace: Person, clip: int, site: Site) -> None:
    page = own_page(desk, grace, site)
    dots = page.get_by_role("button", name=f"Options for {CAPTION}")
    dots.focus()
    page.keyboard.press("Enter")
    expect(sheet(page)).to_be_visible()
    sheet(page).get_by_role("button", name="Delete").click()
    sheet(page).get_by_role("button", name="Keep it").click()
    expect(sheet(page)).to_have_count(0)
    dots.focus()
    page.keyboard.press("Enter")
    expect(sheet(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet(page)).to_have_count(0)
    expect(dots).to_be_focused()
    assert grace.ask("GET", f"/videos/{clip}")["status"] == "published"


def test_others_have_no_menu_and_moderators_may_remove(
    desk: BrowserContext, phone: BrowserContext, grace: Person, clip: int, site: Site
) -> None:
    stranger = FeedPage(phone.new_page()).open(f"/v/{clip}").page
    expect(stranger.locator(".panel.live .act.like")).to_be_visible()
    expect(stranger.get_by_role("button", name="Options for this clip")).to_have_count(0)
    judge = Person(site)
    with Session(db.engine()) as session:
        session.get_one(User, judge.id).role = Role.MODERATOR
        session.commit()
    sign_in(desk, judge, site)
    page = FeedPage(desk.new_page()).open(f"/v/{clip}").page
    page.locator(".panel.live").get_by_role("button", name="Options for this clip").click()
    expect(sheet(page)).to_be_visible()
    expect(sheet(page).get_by_role("button", name="Edit")).to_have_count(0)
    sheet(page).get_by_role("button", name="Remove").click()
    page.get_by_label("Reason").fill("It is somebody else's film.")
    sheet(page).get_by_role("button", name="Remove").click()
    page.wait_for_url(re.compile(f"{site.url}/?$"))
    assert grace.http.get(f"/videos/{clip}").status_code == 404


def test_one_s_originals_come_home_in_a_zip(desk: BrowserContext, sent: Sent, site: Site) -> None:
    page = own_page(desk, sent.creator, site)
    with page.expect_download() as coming:
        page.get_by_role("link", name="Originals").click()
    content = Path(coming.value.path()).read_bytes()
    with zipfile.ZipFile(BytesIO(content)) as archive:
        films = [name for name in archive.namelist() if name.endswith(".mp4")]
        assert archive.read(films[0]) == sent.file.read_bytes()
