"""The feed as a tester's hands and eyes: swipe, tap, press, and see what plays."""

import time
from typing import Any, Self

from playwright.sync_api import Page

from bench.waiting import until
from tests.e2e.passing import expect_heard

RECORD = """
window.moves = [];
window.addEventListener("zoetrope:moving", (event) => window.moves.push(event.detail));
"""
ACTIVE = """() => {
  const scroller = document.querySelector(".scroller");
  const panel = document.querySelector(".panel.live");
  if (!panel) return { index: -1 };
  const index = Math.round(panel.offsetTop / scroller.clientHeight);
  const video = document.querySelector(`article[data-index="${index}"] video`);
  const still = Math.abs(scroller.scrollTop - panel.offsetTop) < 2;
  return { index, still, at: video?.currentTime ?? -1, paused: video?.paused ?? true, muted: video?.muted,
           ready: video?.readyState ?? 0 };
}"""

HAS_NEXT = "Boolean(document.querySelector('.panel.live + .panel'))"
PATIENCE_MS = 90_000


class FeedPage:
    """One open page with a feed in it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.add_init_script(RECORD)

    def open(self, path: str) -> Self:
        self.page.goto(path)
        self.wait_until_moving(0)
        return self

    def active(self) -> dict[str, Any]:
        return self.page.evaluate(ACTIVE)

    def wait_until_moving(self, index: int) -> None:
        """The clip at `index` is on screen and its picture advances."""
        until(
            self.page,
            f"""(index) => {{
              const now = ({ACTIVE})();
              return now.index === index && now.still && !now.paused && now.at > 0.05;
            }}""",
            arg=index,
            timeout=PATIENCE_MS,
        )

    def wait_until_at(self, index: int) -> None:
        """The clip at `index` is on screen and nothing glides, whether or not it has a picture."""
        until(
            self.page,
            f"(index) => {{ const now = ({ACTIVE})(); return now.index === index && now.still; }}",
            arg=index,
            timeout=PATIENCE_MS,
        )

    def swipe(self) -> None:
        """A finger going up most of the screen, as soon as there is a next clip for it to bring."""
        until(self.page, HAS_NEXT, timeout=PATIENCE_MS)
        line = self.page.context.new_cdp_session(self.page)
        self._touch(line, "touchStart", 700)
        for y in range(650, 100, -50):
            self._touch(line, "touchMove", y)
            self.page.wait_for_timeout(10)
        line.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        line.detach()

    def _touch(self, line: Any, kind: str, y: int) -> None:
        line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": 150, "y": y}]})

    def tap(self, x: int = 150, y: int = 400) -> None:
        self.page.touchscreen.tap(x, y)

    def double_tap(self, x: int = 150, y: int = 400) -> None:
        """Two taps 100 ms apart by their own clock, however slow this machine is."""
        line = self.page.context.new_cdp_session(self.page)
        began = time.time() - 0.2
        for at, kind in ((0, "touchStart"), (0.02, "touchEnd"), (0.1, "touchStart"), (0.12, "touchEnd")):
            points = [{"x": x, "y": y}] if kind == "touchStart" else []
            touch = {"type": kind, "touchPoints": points, "timestamp": began + at}
            line.send("Input.dispatchTouchEvent", touch)
        line.detach()

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def next(self, index: int) -> None:
        """On to clip `index` by key, as soon as the feed has it."""
        until(self.page, HAS_NEXT, timeout=PATIENCE_MS)
        self.press("ArrowDown")
        until(self.page, f"({ACTIVE})().index === {index}", timeout=PATIENCE_MS)

    def live(self, name: str) -> Any:
        """A button on the rail of the clip on screen."""
        return self.page.locator(".panel.live").get_by_role("button", name=name)

    def expect_paused(self, paused: bool) -> None:
        until(self.page, f"(paused) => ({ACTIVE})().paused === paused", arg=paused, timeout=PATIENCE_MS)

    def expect_muted(self, muted: bool) -> None:
        until(self.page, f"(muted) => ({ACTIVE})().muted === muted", arg=muted, timeout=PATIENCE_MS)

    def caption(self) -> str:
        return self.page.locator(".panel.live .caption p").inner_text()

    def video_id(self) -> int:
        """Of the clip on screen, as its address would be shared."""
        return int(self.page.evaluate("document.querySelector('.panel.live').dataset.video"))

    def expect_toast(self, text: str) -> None:
        expect_heard(self.page, text)
