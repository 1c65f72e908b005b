"""The clip editor inside the studio, as a tester's hands and eyes."""

import time
from io import BytesIO
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from bench.waiting import until
from tests.e2e.studio_page import StudioPage

Pixels = NDArray[np.float64]
HAS_PICTURE = """() => {
  const video = document.querySelector(".ed-picture video");
  return video.readyState >= 2 && !video.seeking;
}"""
SEEN_WHILE_PLAYING = """() => new Promise((tell) => {
  const video = document.querySelector(".ed-picture video");
  const moments = [];
  let [blink, looked] = [0, performance.now()];
  const watch = () => {
    const now = performance.now();
    [blink, looked] = [Math.max(blink, (now - looked) / 1000), now];
    moments.push(video.currentTime);
    const turns = moments.filter((moment, at) => moment < moments[at - 1] - 0.5).length;
    if (turns < 2) requestAnimationFrame(watch);
    else tell({ first: Math.min(...moments.slice(10)), last: Math.max(...moments), blink });
  };
  watch();
})"""


class EditorPage(StudioPage):
    """The studio with one clip open in the editor."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.picture = page.locator(".ed-picture")
        self.words = page.locator(".ed-text[data-text]")

    def edit(self, clip: Path) -> Self:
        self.open().pick(clip)
        expect(self.picture).to_have_attribute("data-state", "ready", timeout=90_000)
        return self

    def slider(self, name: str) -> Locator:
        return self.page.get_by_role("slider", name=name)

    def press_on(self, name: str, *keys: str) -> None:
        self.slider(name).focus()
        for key in keys:
            self.page.keyboard.press(key)

    def add_text(self, words: str) -> None:
        self.tool("Text").get_by_role("button", name="Add text").click()
        self.page.keyboard.type(words)
        self.page.keyboard.press("Escape")

    def drag(self, what: Locator, to: tuple[float, float]) -> None:
        """With the mouse, from its middle to a place in the window."""
        box = what.bounding_box()
        assert box
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.page.mouse.down()
        self.page.mouse.move(*to, steps=8)
        self.page.mouse.up()

    def place(self, across: float, down: float) -> tuple[float, float]:
        """A place in the picture, as a place in the window."""
        box = self.picture.bounding_box()
        assert box
        return box["x"] + across * box["width"], box["y"] + down * box["height"]

    def again_and_again(self, name: str) -> None:
        """Until there is nothing left to undo or redo."""
        button = self.page.get_by_role("button", name=name)
        expect(button).to_be_enabled()
        while button.is_enabled():
            button.click()

    def look_at_picture(self) -> Pixels:
        until(self.page, HAS_PICTURE)
        shot = Image.open(BytesIO(self.picture.screenshot(animations="disabled"))).convert("RGB")
        return np.asarray(shot, dtype=float)

    def expect_in_memory(self, kind: str, *, most: int) -> None:
        late = time.monotonic() + 90
        while (count := self.count_in_memory(kind)) > most:
            assert time.monotonic() < late, f"{count} of {kind} are left, not {most}."
            self.page.wait_for_timeout(500)

    def count_in_memory(self, kind: str) -> int:
        """How many objects of a kind are left when all that can go has gone."""
        line = self.page.context.new_cdp_session(self.page)
        line.send("HeapProfiler.collectGarbage")
        prototype = line.send("Runtime.evaluate", {"expression": f"{kind}.prototype"})["result"]["objectId"]
        found = line.send("Runtime.queryObjects", {"prototypeObjectId": prototype})["objects"]["objectId"]
        count = {"objectId": found, "functionDeclaration": "function () { return this.length; }"}
        number = line.send("Runtime.callFunctionOn", {**count, "returnByValue": True})["result"]["value"]
        line.detach()
        return int(number)
