"""Waiting for something in a page whose policy forbids eval, with which Playwright itself asks again."""

import time
from typing import Any

from playwright.sync_api import Error, Frame, Page, TimeoutError

AGAIN_MS = 50
# Letters as wide as they stay: layout asks for the fonts, and their arrival is waited for.
HAS_FONTS = "document.body.offsetWidth && document.fonts.ready.then(() => true)"


def until(place: Page | Frame, condition: str, *, arg: object = None, timeout: float = 90_000) -> None:
    """Ask for a JavaScript expression or function until its answer is true; `timeout` in milliseconds."""
    late = time.monotonic() + timeout / 1000
    while not _answer(place, condition, arg):
        if time.monotonic() > late:
            raise TimeoutError(f"Never true: {condition}")
        place.wait_for_timeout(AGAIN_MS)


def _answer(place: Page | Frame, condition: str, arg: object) -> Any:
    try:
        return place.evaluate(condition, arg)
    except Error as error:
        if "context was destroyed" in error.message:  # the page is being left
            return None
        raise
