"""A clip is sent on, shown in a frame of another site, and described for programs: phone and desk."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from sqlmodel import col, func, select

from app import db
from app.models import Share
from bench.waiting import until
from tests.e2e.conftest import DESK, PHONE, fails_on_error
from tests.e2e.feed_page import FeedPage
from tests.e2e.site import CAPTIONS, Person, Site, until_counted

SIZES = {"phone": PHONE, "desk": DESK}
SHARED = CAPTIONS[0]


@pytest.fixture
def clip(site: Site) -> int:
    clips = Person(site).ask("GET", "/users/@ada/videos")["items"]
    return next(int(one["id"]) for one in clips if one["description"] == SHARED)  # type: ignore[attr-defined]


@pytest.fixture(params=list(SIZES))
def size(request: pytest.FixtureRequest) -> dict[str, object]:
    return SIZES[request.param]


@pytest.fixture
def context(browser: Browser, site: Site, size: dict[str, object]) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=site.url, **size)
    made.grant_permissions(["clipboard-read", "clipboard-write"])
    yield made
    made.close()


def test_a_clip_is_sent_on_by_link_code_and_frame(context: BrowserContext, clip: int, site: Site) -> None:
    feed = FeedPage(context.new_page()).open(f"/v/{clip}")
    before = shares(clip)
    feed.live("Share").click()
    sheet = feed.page.locator("dialog.share-sheet[open]")
    with feed.page.expect_response(re.compile("/share$")):
        sheet.get_by_role("button", name="QR code").click()
    code = sheet.get_by_role("img", name="QR code with the link of this clip")
    expect(code).to_be_visible()
    until(feed.page, "document.querySelector('.share-code img').naturalWidth > 0")
    sheet.get_by_role("button", name="Back").click()
    with feed.page.expect_response(re.compile("/share$")):
        sheet.get_by_role("button", name="Embed").click()
    expect(sheet.get_by_label("Embed code")).to_have_value(
        re.compile(f'<iframe src="{site.url}/embed/{clip}"')
    )
    sheet.get_by_role("button", name="Back").click()
    with feed.page.expect_response(re.compile("/share$")):
        sheet.get_by_role("button", name="Copy link").click()
    feed.expect_toast("Link copied.")
    assert feed.page.evaluate("navigator.clipboard.readText()") == f"{site.url}/v/{clip}"
    assert shares(clip) == before + 3
    until_counted()
    assert Person(site).ask("GET", f"/videos/{clip}")["share_count"] == before + 3


def shares(clip: int) -> int:
    with db.new_session() as session:
        return session.exec(select(func.count()).where(col(Share.video_id) == clip)).one()


@pytest.fixture
def elsewhere() -> Iterator[Callable[[Path], str]]:
    """Serves a folder from an origin of its own."""
    servers: list[ThreadingHTTPServer] = []

    def serve(folder: Path) -> str:
        servers.append(
            ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=folder))
        )
        Thread(target=servers[-1].serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}/"

    yield serve
    for one in servers:
        one.shutdown()


def test_a_clip_plays_in_a_frame_on_another_site(
    context: BrowserContext, clip: int, site: Site, elsewhere: Callable[[Path], str], tmp_path: Path
) -> None:
    page = context.new_page()
    thrown = fails_on_error(page)
    (tmp_path / "index.html").write_text(
        f"<h1>My page</h1><iframe src='{site.url}/embed/{clip}' width=325 height=578></iframe>"
    )
    page.goto(elsewhere(tmp_path))
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("link", name=SHARED)).to_have_attribute("href", re.compile(f"/v/{clip}$"))
    frame.get_by_role("button", name="Play").click()
    video = frame.locator("video")
    expect(frame.get_by_role("button", name="Pause")).to_be_visible()
    moving = page.frames[-1]
    until(moving, "document.querySelector('video').currentTime > 0.2")
    assert video.evaluate("(one) => one.error") is None
    assert thrown == []


def test_a_page_with_tags_is_the_same_page_for_people(context: BrowserContext, clip: int, site: Site) -> None:
    page = context.new_page()
    thrown = fails_on_error(page)
    answer = page.goto(f"/v/{clip}")
    assert answer is not None
    assert (answer.status, 'property="og:video"' in answer.text()) == (200, True)
    expect(page.locator(".panel.live .caption")).to_contain_text(SHARED[:22])
    assert page.locator("meta[property='og:title']").get_attribute("content").startswith(SHARED[:22])
    assert thrown == []
