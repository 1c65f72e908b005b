"""System Chromium as a phone, before the whole site with real clips."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sqlalchemy import text
from sqlmodel import Session, SQLModel, select

from app import cache, db, storage
from app.models import Video
from bench.player import FLAGS
from tests.e2e.feed_page import FeedPage
from tests.e2e.site import CAPTIONS, Person, Site, make_clip

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
CROWD = 200


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed with this folder's last test: its event loop would be in the way of asynchronous tests."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield made
        made.close()


@pytest.fixture(scope="package")
def site(stores: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Everything a visitor meets; forgotten when the last browser test is done."""
    folder = tmp_path_factory.mktemp("site")
    made = Site(environment=stores, log=folder / "site.log")
    made.start()
    try:
        fill(made, folder)
        yield made
    finally:
        made.stop()
        empty()


def fill(site: Site, folder: Path) -> None:
    ada, linus = Person(site, "ada", creator=True), Person(site, "linus", creator=True)
    sent = [
        (creator, creator.publish(make_clip(folder / f"{number}.mp4", number), caption))
        for number, (caption, creator) in enumerate(zip(CAPTIONS, (ada, linus) * 3, strict=True))
    ]
    for creator, video_id in sent:
        assert creator.wait_for(video_id)["status"] == "published"


def empty() -> None:
    with db.engine().begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(SQLModel.metadata.tables)} RESTART IDENTITY CASCADE"))
    cache.valkey().flushall()


@pytest.fixture
def crowd(site: Site, tmp_path: Path) -> Iterator[int]:
    """Two hundred more published videos, each with files of its own."""
    with db.transaction() as session:
        first = session.exec(select(Video).where(Video.media.is_not(None)).order_by(Video.id)).first()
        files = _fetch_all(first, tmp_path)
        made = [_copy(session, first, number) for number in range(CROWD)]
    for video_id in made:
        for name, file in files.items():
            kind = "video/mp4" if file.suffix == ".mp4" else "application/octet-stream"
            storage.put_file(storage.media_key(video_id, name), file, content_type=kind)
    yield CROWD
    with db.engine().begin() as connection:
        connection.execute(text("DELETE FROM videos WHERE id = ANY(:ids)"), {"ids": made})


def _fetch_all(video: Video, folder: Path) -> dict[str, Path]:
    """Every stored file of the video by its name there."""
    prefix = storage.media_key(video.id, "")
    names = [entry.key.removeprefix(prefix) for entry in storage.listing(prefix)]
    paths = {name: folder / name.replace("/", "-") for name in names}
    for name, path in paths.items():
        storage.fetch_file(prefix + name, path)
    return paths


def _copy(session: Session, video: Video, number: int) -> int:
    columns = video.model_dump(exclude={"id", "completion_rate", "tag_keys"})
    copy = Video(**{**columns, "description": f"Clip {number} of many"})
    session.add(copy)
    session.flush()
    return copy.id


@pytest.fixture
def phone(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=site.url, **PHONE)
    yield context
    context.close()


@pytest.fixture
def desk(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=site.url, **DESK)
    yield context
    context.close()


@pytest.fixture
def feed(phone: BrowserContext) -> FeedPage:
    """The For You feed on a phone, its first clip playing."""
    return FeedPage(phone.new_page()).open("/")


@pytest.fixture
def person(site: Site) -> Person:
    return Person(site)


def sign_in(context: BrowserContext, person: Person, site: Site) -> None:
    cookie = {
        "name": "session",
        "value": person.session,
        "url": site.url,
        "httpOnly": True,
        "sameSite": "Strict",
    }
    context.add_cookies([cookie])


@pytest.fixture
def signed_in_feed(phone: BrowserContext, person: Person, site: Site) -> FeedPage:
    sign_in(phone, person, site)
    return FeedPage(phone.new_page()).open("/")


def fails_on_error(page: Page) -> list[str]:
    """Collects what the page's scripts threw."""
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    return thrown
