"""System Chromium as a phone, before the whole site with real clips."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import text
from sqlmodel import Session, SQLModel, select

from app import cache, db, storage
from app.models import Video, VideoStatus
from bench.chromium import chromium
from tests.e2e.feed_page import FeedPage
from tests.e2e.passing import HEAR
from tests.e2e.site import CAPTIONS, Person, Site, make_clip
from tests.letters import Postbox, post_office

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
CROWD = 200
# A machine that does several things at once takes its time; what is waited for is a condition, never a pause.
PATIENCE_MS = 90_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed with this folder's last test: its event loop would be in the way of asynchronous tests."""
    with chromium() as made:
        made.on("context", prepare)
        yield made


def prepare(context: BrowserContext) -> None:
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(HEAR)


@pytest.fixture(scope="package")
def postbox() -> Iterator[Postbox]:
    """Where the site's letters arrive."""
    with post_office() as box:
        yield box


@pytest.fixture(scope="package")
def site(
    stores: dict[str, str], postbox: Postbox, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Everything a visitor meets; forgotten when the last browser test is done."""
    folder = tmp_path_factory.mktemp("site")
    made = Site(environment={**stores, "SMTP_URL": postbox.url}, log=folder / "site.log")
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
        connection.execute(text(f"TRUNCATE {', '.join(SQLModel.metadata.tables)} CASCADE"))
    cache.valkey().flushall()


@contextmanager
def crowded(folder: Path) -> Iterator[None]:
    """Two hundred more published videos, each with files of its own."""
    made = copied([{"description": f"Clip {number} of many"} for number in range(CROWD)], folder)
    try:
        yield
    finally:
        with db.engine().begin() as connection:
            connection.execute(text("DELETE FROM videos WHERE id = ANY(:ids)"), {"ids": made})


def lent(person: Person, caption: str, folder: Path) -> int:
    """A clip of the site as this person's own, published without waiting for the workers."""
    return copied([{"creator_id": person.id, "description": caption}], folder)[0]


def copied(changes: list[dict[str, object]], folder: Path) -> list[int]:
    """The site's first clip again, once for each dictionary of what is different, with files of its own."""
    first = _first()
    files = _fetch_all(first, folder)
    with db.transaction() as session:
        made = [_copy(session, first, changed) for changed in changes]
    for video_id in made:
        for name, file in files.items():
            kind = "video/mp4" if file.suffix == ".mp4" else "application/octet-stream"
            storage.put_file(storage.media_key(video_id, name), file, content_type=kind)
    return made


def _first() -> Video:
    """The oldest clip, once nothing is left to be done with it: its files stay as they are."""
    late = time.monotonic() + 600
    while time.monotonic() < late:
        with db.new_session() as session:
            first = session.exec(select(Video).order_by(Video.id)).first()
        if first and first.status is VideoStatus.PUBLISHED and first.percent == 100:
            return first
        time.sleep(0.3)
    raise TimeoutError("The site's first clip is not made.")


def _fetch_all(video: Video, folder: Path) -> dict[str, Path]:
    """Every stored file of the video by its name there."""
    prefix = storage.media_key(video.id, "")
    names = [entry.key.removeprefix(prefix) for entry in storage.listing(prefix)]
    paths = {name: folder / name.replace("/", "-") for name in names}
    for name, path in paths.items():
        storage.fetch_file(prefix + name, path)
    return paths


def _copy(session: Session, video: Video, changed: dict[str, object]) -> int:
    columns = video.model_dump(exclude={"id", "completion_rate", "tag_keys"})
    copy = Video(**{**columns, **changed})
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
