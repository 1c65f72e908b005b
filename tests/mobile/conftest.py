"""A live server with a few published videos, people with accounts, and phones."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel

from app import cache, db
from app.models import Stage
from app.settings import ffmpeg_path
from app.videos import processing
from mobile.session import FileTokenStore
from tests.mobile.live import LiveServer, Person
from tests.mobile.phone import Phone, phone_folder

CAPTIONS = (
    "Light over the harbour #dusk",
    "Two laps before the rain came in #bikes",
    "Slow colours #loop",
    "Nobody at the station yet",
    "The last one of the roll #film",
)


@pytest.fixture(scope="module")
def server(stores: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """API and consumers over the stores, with five processed videos; everything is forgotten at the end."""
    folder = tmp_path_factory.mktemp("phone")
    made = LiveServer(stores, folder / "server.log")
    made.start()
    publish_clips(made, folder)
    yield made
    made.stop()
    with db.engine().begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(SQLModel.metadata.tables)} CASCADE"))
    cache.valkey().flushall()


def publish_clips(server: LiveServer, folder: Path) -> None:
    creator = Person(server)
    creator.ask("POST", "/users/me/creator")
    for number, caption in enumerate(CAPTIONS):
        clip = make_clip(folder / f"{number}.mp4", number)
        video_id = creator.publish(clip, caption)
        for stage in (Stage.FIRST, Stage.SOUND):
            processing.run(video_id, stage)


def make_clip(path: Path, number: int) -> Path:
    """Three upright seconds that move and sound; each number looks different, or it is refused as a copy."""
    part = f"crop=360:640:{97 * number % 360}:{223 * number % 640}"
    picture = f"testsrc2=size=720x1280:rate=25:duration=3,{part},hue=h={number * 70}"
    sound = f"sine=frequency={220 + 110 * number}:duration=3"
    sources = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound]
    coding = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    subprocess.run([ffmpeg_path(), "-v", "error", "-y", *sources, *coding, str(path)], check=True)
    return path


@pytest.fixture
def running(server: LiveServer) -> Iterator[LiveServer]:
    """The server for tests that stop it: it runs again afterwards."""
    yield server
    if not server.is_running:
        server.start()


@pytest.fixture
def ada(server: LiveServer) -> Person:
    return Person(server)


@pytest.fixture
def open_phone(server: LiveServer, tmp_path: Path) -> Iterator[Callable[[], Phone]]:
    """Opens the phone app, again and again on the same device if asked."""
    opened: list[Phone] = []

    def open_one() -> Phone:
        opened.append(Phone(server=server.url, home=tmp_path))
        return opened[-1]

    yield open_one
    for phone in opened:
        phone.quit()


@pytest.fixture
def phone(open_phone: Callable[[], Phone]) -> Phone:
    return open_phone()


@pytest.fixture
def feed(open_phone: Callable[[], Phone], tmp_path: Path, server: LiveServer, ada: Person) -> Phone:
    """A phone on which ada was logged in before and the first video moves."""
    FileTokenStore(phone_folder(tmp_path) / "session.json").save(server.url, ada.session)
    phone = open_phone()
    phone.wait_for(lambda state: state["moving"] and state["playing"])
    return phone
