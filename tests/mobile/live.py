"""The real server for the phone: API and consumers as processes that a test may stop and start."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import httpx

from mobile.contract import Watch
from tests.embedded.conftest import free_port

REPO = Path(__file__).resolve().parents[2]
PATIENCE = 120.0


class LiveServer:
    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = os.environ | environment | {"ZOETROPE_PORT": str(self.port)}
        self._log = log
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        address = ["--host", "127.0.0.1", "--port", str(self.port)]
        self._launch("-m", "granian", "--interface", "asgi", *address, "app.api:api")
        self._launch("-m", "workers", "consumers")
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            assert all(process.poll() is None for process in self._running), self._log.read_text()[-3000:]
            assert time.monotonic() < deadline, self._log.read_text()[-3000:]
            time.sleep(0.1)

    def stop(self) -> None:
        """Gone at once, as for a phone that lost its network; a polite end would finish the streams first."""
        for process in self._running:
            os.killpg(process.pid, signal.SIGKILL)
        for process in self._running:
            process.wait(PATIENCE)
        self._running = []

    @property
    def is_running(self) -> bool:
        return bool(self._running)

    def _launch(self, *arguments: str) -> None:
        with self._log.open("ab") as log:
            command = [sys.executable, *arguments]
            started = subprocess.Popen(
                command, env=self._environment, cwd=REPO, stdout=log, stderr=log, start_new_session=True
            )
        self._running.append(started)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health/live").status_code == 200
        except httpx.HTTPError:
            return False


class Person:
    """Somebody with an account, who can look through the REST interface at what the phone did."""

    def __init__(self, server: LiveServer, *, register: bool = True) -> None:
        self.name = f"p{uuid4().hex[:10]}"
        self.password = "correct horse"
        self._http = httpx.Client(base_url=f"{server.url}/api/v1", timeout=PATIENCE)
        if register:
            body = {"username": self.name, "email": f"{self.name}@example.com", "password": self.password}
            self.id = self.ask("POST", "/auth/register", json=body)["id"]

    @property
    def session(self) -> str:
        return self._http.cookies["session"]

    def ask(self, verb: str, path: str, **request: object) -> dict[str, object]:
        answer = self._http.request(verb, path, **request)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else {}

    def publish(self, clip: Path, description: str) -> int:
        """Send a clip as its creator; the id of the video, which a worker must still process."""
        sent = self.ask(
            "POST",
            "/videos",
            files={"file": (clip.name, clip.read_bytes(), "video/mp4")},
            data={"description": description},
            headers={"X-Idempotency-Key": str(uuid4())},
        )
        return int(sent["id"])

    def signed_in_with(self, session: str) -> bool:
        """Does the server still know this cookie?"""
        return httpx.get(
            f"{self._http.base_url}auth/me", cookies={"session": session}, timeout=PATIENCE
        ).is_success

    def video(self, video_id: int) -> dict[str, object]:
        return self.ask("GET", f"/videos/{video_id}")


def watch(video_id: int = 1) -> Watch:
    """A watch as the phone would write it down."""
    times = {"watched_ms": 900, "duration_ms": 3000, "loops": 0, "first_frame_ms": 4}
    when = {"started_at": "2026-11-23T01:02:03Z", "request_id": None, "source": "feed"}
    return Watch(event_id=str(uuid4()), video_id=video_id, **times, **when)
