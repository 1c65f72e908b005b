"""What viewers wish of the player in their settings, and what the player then does."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from app.settings import ffmpeg_path
from bench.waiting import until
from tests.e2e.conftest import DESK, PHONE, sign_in
from tests.e2e.feed_page import ACTIVE, FeedPage
from tests.e2e.passing import expect_heard
from tests.e2e.site import Person, Site

PLAYS = "[...document.querySelectorAll('video')].some((video) => !video.paused)"
HAS_PICTURE = f"({ACTIVE})().ready >= 2"
HAS_PLAYED = f"({ACTIVE})().at > 3"
WATCHED_ALMOST_FIVE_MINUTES = """() => {
  const day = new Date().toLocaleDateString("sv");
  localStorage.setItem("zoetrope.watched", JSON.stringify({ day, seconds: 298 }));
}"""


@pytest.fixture
def viewer(site: Site) -> Person:
    return Person(site)


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, browser: Browser, site: Site, viewer: Person) -> Iterator[Page]:
    """The viewer's settings."""
    context: BrowserContext = browser.new_context(base_url=site.url, **request.param)
    sign_in(context, viewer, site)
    page = context.new_page()
    open_settings(page)
    yield page
    context.close()


@pytest.fixture(scope="module")
def rungs(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, list[str]]]:
    """A clip that has two sizes, and where these are, the smaller one first."""
    creator = Person(site, creator=True)
    file = sharp_clip(tmp_path_factory.mktemp("clips") / "sharp.mp4")
    clip = creator.publish(file, "Sharp enough for two sizes")
    made = creator.wait_until_made(clip)
    by_size = sorted(made["renditions"], key=lambda rung: rung["bitrate"])  # type: ignore[call-overload]
    yield clip, [rung["url"] for rung in by_size]
    creator.ask("DELETE", f"/videos/{clip}")


def sharp_clip(path: Path) -> Path:
    source = ["-f", "lavfi", "-i", "testsrc2=size=480x854:rate=25:duration=5,hue=h=95,negate"]
    coding = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", str(path)]
    subprocess.run([ffmpeg_path(), "-v", "error", "-y", *source, *coding], check=True)
    return path


def open_settings(page: Page) -> None:
    page.goto("/settings")
    expect(page.get_by_role("switch", name="Autoplay")).to_be_visible()


def turn(page: Page, name: str) -> None:
    """A switch of the settings, until the server and the browser have it."""
    open_settings(page)
    with page.expect_response(lambda answer: answer.request.method == "PATCH"):
        page.get_by_role("switch", name=name).click()
    expect_heard(page, "Undo")


def test_without_autoplay_a_clip_waits_to_be_tapped(page: Page) -> None:
    turn(page, "Autoplay")
    page.goto("/")
    until(page, HAS_PICTURE)
    assert not page.evaluate(PLAYS)
    page.keyboard.press("Space")
    until(page, PLAYS)


def test_the_data_saver_takes_the_smallest_picture(page: Page, rungs: tuple[int, list[str]]) -> None:
    clip, (smaller, larger) = rungs
    turn(page, "Data saver")
    asked = fetched(page, clip)
    assert smaller in asked
    assert larger not in asked
    turn(page, "Data saver")
    with page.expect_request(lambda one: urlsplit(one.url).path == larger):
        page.goto(f"/v/{clip}")


def fetched(page: Page, clip: int) -> set[str]:
    """Paths that were asked for until the clip had played for three seconds."""
    asked: set[str] = set()

    def note(request: Request) -> None:
        asked.add(urlsplit(request.url).path)

    page.on("request", note)
    page.goto(f"/v/{clip}")
    until(page, HAS_PLAYED)
    page.remove_listener("request", note)
    return asked


def test_a_card_asks_for_a_break_after_the_chosen_minutes(page: Page, viewer: Person) -> None:
    viewer.ask("PATCH", "/users/me/settings", json={"screen_minutes": 5})
    page.evaluate(WATCHED_ALMOST_FIVE_MINUTES)
    page.goto("/")
    card = page.get_by_role("dialog", name="Time for a break?")
    expect(card).to_contain_text("5 minutes today")
    expect(card).to_be_visible()
    assert not page.evaluate(PLAYS)
    card.get_by_role("button", name="15 more minutes").click()
    until(page, PLAYS)
    expect(card).to_have_count(0)
    page.keyboard.press("Space")
    until(page, f"!{PLAYS}")


def test_who_chose_no_minutes_is_not_asked(page: Page) -> None:
    page.evaluate(WATCHED_ALMOST_FIVE_MINUTES)
    page.goto("/")
    until(page, "JSON.parse(localStorage.getItem('zoetrope.watched')).seconds > 300")
    expect(page.get_by_role("dialog", name="Time for a break?")).to_have_count(0)


def test_whoever_is_signed_out_has_the_usual_player(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/discover")
    page.evaluate(
        "localStorage.setItem('zoetrope.playback', JSON.stringify({ autoplay: false, data_saver: true }))"
    )
    page.reload()
    until(page, "!JSON.parse(localStorage.getItem('zoetrope.playback')).data_saver")
    FeedPage(page).open("/")
