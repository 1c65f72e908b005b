"""The upload studio as a tester's hands and eyes: pick, edit, say, publish, and see what comes."""

import re
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import Locator, Page, expect

UPLOADS = re.compile(r"/api/v1/uploads/\d+$")
SOON = 120_000


class StudioPage:
    """One open studio, on a desk or on a phone."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.is_phone = (page.viewport_size or {"width": 0})["width"] < 900
        self.sent_from: list[int] = []
        page.on("request", self._note)

    def _note(self, request: Any) -> None:
        """Where each piece that was sent begins in its file."""
        if request.method == "PATCH" and UPLOADS.search(request.url):
            self.sent_from.append(int(request.headers["upload-offset"]))

    def open(self, query: str = "") -> Self:
        self.page.goto(f"/upload{query}")
        expect(self.page.locator("input[type=file]").first).to_be_attached()
        return self

    def pick(self, *files: Path) -> Self:
        self.page.get_by_label("Choose video files").set_input_files(list(files))
        return self

    def card(self, name: str) -> Locator:
        return self.page.locator(".clip").filter(has_text=name)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()

    def expect_state(self, name: str, words: str | re.Pattern[str], *, timeout: float = SOON) -> None:
        expect(self.card(name).get_by_role("status")).to_contain_text(words, timeout=timeout)

    def part(self, name: str) -> None:
        """On a phone one sees one part at a time."""
        if self.is_phone:
            self.page.get_by_role("button", name=name, exact=True).click()

    def tool(self, name: str) -> Locator:
        """The panel of one of the editor's tools."""
        tab = self.page.get_by_role("tab", name=name)
        if tab.get_attribute("aria-selected") != "true":
            tab.click()
        return self.page.get_by_role("tabpanel", name=name)

    def say(self, caption: str) -> None:
        self.part("Details")
        self.page.get_by_label("Caption").fill(caption)

    def expect_saved(self) -> None:
        self.part("Details")
        expect(self.page.get_by_text("Draft saved", exact=True)).to_be_visible(timeout=SOON)

    def publish(self) -> None:
        self.part("Details")
        self.page.get_by_role("button", name="Publish", exact=True).click()

    def wait_for_address(self) -> str:
        """Of the clip, as soon as it can be watched."""
        link = self.page.get_by_role("link", name="Watch it")
        expect(link).to_be_visible(timeout=300_000)
        return link.get_attribute("href") or ""
