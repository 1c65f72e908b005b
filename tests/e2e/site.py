"""The whole site for browser tests: built pages, media worker and consumers, with a few real clips."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx

from app import cache, db
from app.embedded.parts import COMPILED_PAGES
from app.embedded.programs import script
from app.lifeline import die_with_parent
from app.models import Role, User
from app.settings import REPOSITORY, ffmpeg_path
from app.videos.counts import TOUCHED

PASSWORD = "a quiet long sentence"
HUES = (0, 60, 130, 200, 260, 320)
CAPTIONS = (
    "Light over the harbour #dusk #sea",
    "Two laps before the rain came in #bikes",
    "Slow colours that take their time. They turn around each other, they meet, they part, and after a while "
    "nobody can say which of them was there first or where the whole thing began. #loop #calm",
    "Nobody at the station yet",
    "The last one of the roll #film",
    "Everything at once #loop",
)


def until_counted() -> None:
    """Until every count shows what its rows are: one that is just being counted may be in it twice."""
    deadline = time.monotonic() + 90
    while waiting := cache.valkey().hlen(TOUCHED):
        assert time.monotonic() < deadline, f"{waiting} counts are not counted."
        time.sleep(0.1)


@dataclass
class Site:
    """Processes behind one address; web can be stopped and started while the rest goes on."""

    environment: dict[str, str]
    log: Path
    port: int = 0
    parts: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.port = free_port()
        for queues in (("first", "parts", "media"), ("early",), ("consumers",), ("notify",)):
            self._run(queues[-1], [sys.executable, "-m", "workers", *queues], nice=5)
        self.start_web()

    def start_web(self) -> None:
        self._serve("web", self.port)

    @contextmanager
    def second_web(self) -> Iterator[str]:
        """Another web process of the same site; its address."""
        port = free_port()
        self._serve("web 2", port)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            self._end("web 2")

    def _serve(self, name: str, port: int) -> None:
        address = ["--host", "127.0.0.1", "--port", str(port)]
        self._run(name, [script("granian"), "--interface", "asgi", "--factory", *address, "app.app:app"])
        self._wait_for_web(port)

    def stop_web(self) -> None:
        self._end("web")

    def stop(self) -> None:
        for name in list(self.parts):
            self._end(name)

    def _run(self, name: str, command: list[str], *, nice: int = 0) -> None:
        own = {"REFLEX_REDIS_URL": self.environment["REDIS_URL"], "ZOETROPE_PORT": str(self.port)}
        env = {**os.environ, **self.environment, **COMPILED_PAGES, **own}
        with self.log.open("ab") as log:
            self.parts[name] = subprocess.Popen(
                ["nice", "-n", str(nice), *command],
                cwd=REPOSITORY,
                env=env,
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent,  # noqa: PLW1509
            )

    def _end(self, name: str) -> None:
        process = self.parts.pop(name)
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _wait_for_web(self, port: int) -> None:
        deadline = time.monotonic() + 600
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"http://127.0.0.1:{port}/health/live", timeout=5).is_success:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.2)
        raise TimeoutError(f"The web process does not answer:\n{self.log.read_text()[-3000:]}")


class Person:
    """Somebody with an account, speaking REST as the pages do."""

    def __init__(self, site: Site, name: str = "", *, creator: bool = False) -> None:
        self.name = name or f"p{uuid4().hex[:8]}"
        self.http = httpx.Client(base_url=f"{site.url}/api/v1", timeout=120)
        body = {"username": self.name, "email": f"{self.name}@example.com", "password": PASSWORD}
        self.id = self.ask("POST", "/auth/register", json=body)["id"]
        if creator:
            self.ask("POST", "/users/me/creator")

    def ask(self, method: str, path: str, **request: object) -> dict[str, object]:
        answer = self.http.request(method, path, **request)
        answer.raise_for_status()
        return answer.json() if answer.content else {}

    def publish(self, clip: Path, caption: str) -> int:
        with clip.open("rb") as file:
            video = self.ask(
                "POST",
                "/videos",
                files={"file": (clip.name, file, "video/mp4")},
                data={"description": caption},
                headers={"X-Idempotency-Key": str(uuid4())},
            )
        return int(video["id"])

    def wait_for(self, video_id: int) -> dict[str, object]:
        """Until the worker is done with it."""
        deadline = time.monotonic() + 600
        while time.monotonic() < deadline:
            video = self.ask("GET", f"/videos/{video_id}")
            if video["status"] in {"published", "rejected"}:
                return video
            time.sleep(0.3)
        raise TimeoutError(f"Video {video_id} is still {video['status']}: {video['processing']}")

    def wait_until_made(self, video_id: int) -> dict[str, object]:
        """Until nothing is left to be done with it, after publishing too."""
        deadline = time.monotonic() + 600
        while time.monotonic() < deadline:
            video = self.ask("GET", f"/videos/{video_id}")
            if video["status"] == "published" and video["processing"]["percent"] >= 100:
                return video
            time.sleep(0.3)
        raise TimeoutError(f"Video {video_id} is still {video['status']}: {video['processing']}")

    def sound_of(self, video_id: int) -> int:
        """Once its stage has found or made one."""
        deadline = time.monotonic() + 600
        while time.monotonic() < deadline:
            sound = self.ask("GET", f"/videos/{video_id}")["sound"]
            if isinstance(sound, dict):
                return int(sound["id"])
            time.sleep(0.3)
        raise TimeoutError(f"Video {video_id} has no sound yet.")

    def offered(self) -> set[int]:
        """Every clip of the feed, to its end."""
        found: set[int] = set()
        cursor: object = None
        while True:
            page = self.ask("GET", "/feed", params={"limit": 50, **({"cursor": cursor} if cursor else {})})
            found |= {item["video"]["id"] for item in page["items"]}  # type: ignore[attr-defined]
            cursor = page["next_cursor"]
            if not cursor:
                return found

    @property
    def session(self) -> str:
        return self.http.cookies["session"]


def give_role(person: Person, role: Role) -> None:
    with db.transaction() as session:
        session.get_one(User, person.id).role = role


def make_clip(path: Path, number: int, *, seconds: float = 4) -> Path:
    """Upright, moving and sounding; each number looks different, or the site would refuse it as a copy."""
    part = f"crop=360:640:{97 * number % 360}:{223 * number % 640}"
    picture = f"testsrc2=size=720x1280:rate=25:duration={seconds},{part},hue=h={HUES[number % len(HUES)]}"
    sources = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", f"sine=frequency={220 + 55 * number}"]
    coding = [
        "-t",
        str(seconds),
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-pix_fmt",
        "yuv420p",
        "-c:a",
        "aac",
    ]
    command = [ffmpeg_path(), "-v", "error", "-y", *sources, *coding, str(path)]
    subprocess.run(command, check=True)
    return path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
