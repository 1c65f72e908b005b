"""A phone in its own process, for tests: Kivy keeps its state to itself and a test may kill it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.mobile.live import Person

REPO = Path(__file__).resolve().parents[2]
DRIVER = Path(__file__).with_name("driver.py")

PATIENCE = 180.0
Condition = Callable[[dict[str, Any]], object]

OFFSCREEN = {"SDL_VIDEODRIVER": "offscreen", "SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": "/dev/null"}


class Phone:
    """`phone.tap("Log in")` and the like are carried out by driver.py inside the running app."""

    def __init__(self, *, server: str, home: Path, display: dict[str, str] = OFFSCREEN) -> None:
        home.mkdir(parents=True, exist_ok=True)
        kivy = {"KIVY_HOME": str(home / "kivy"), "KIVY_METRICS_DENSITY": "1", "KIVY_NO_FILELOG": "1"}
        own = {"ZOETROPE_PHONE_HOME": str(phone_folder(home)), "PYTHONPATH": str(REPO)}
        self.home = phone_folder(home)
        self._log = (home / "phone.log").open("a")
        self._process = subprocess.Popen(
            [sys.executable, str(DRIVER), server],
            env=os.environ | display | kivy | own,
            cwd=REPO,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        return lambda *arguments, **named: self._order(verb, arguments, named)

    @property
    def texts(self) -> list[str]:
        return list(self.state()["texts"])

    def wait_for(self, condition: Condition, *, seconds: float = PATIENCE) -> dict[str, Any]:
        """The state in which `condition` holds at last."""
        deadline = time.monotonic() + seconds
        while not condition(state := self.state()):
            assert time.monotonic() < deadline, f"still waiting after {seconds} s: {state}"
            time.sleep(0.1)
        return dict(state)

    def wait_for_text(self, text: str) -> None:
        self.wait_for(lambda state: any(text in shown for shown in state["texts"]))

    def wait_until_said(self, sentence: str) -> None:
        """In a toast, which may be gone again."""
        self.wait_for(lambda state: any(sentence in said for said in state["said"]))

    def quit(self) -> None:
        if self._process.poll() is None:
            self._process.stdin.close()
            self._process.wait(PATIENCE)
        self._finish()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._finish()

    def _order(self, verb: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        self._process.stdin.write(json.dumps({"do": verb, "with": arguments, "and": named}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the phone died: {Path(self._log.name).read_text()[-3000:]}"
        answer = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer["ok"]

    def _finish(self) -> None:
        self._process.stdout.close()
        self._log.close()


def phone_folder(home: Path) -> Path:
    """Where a phone that lives in `home` keeps the viewer's files."""
    return home / "phone"


def log_in(phone: Phone, person: Person, *, password: str = "") -> None:
    """By touch, as a viewer does it."""
    phone.wait_for_text("Log in")
    phone.type("Username or e-mail", person.name)
    phone.type("Password", password or person.password)
    phone.tap("Log in")
