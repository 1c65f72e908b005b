"""Lines on which files are on their way for as long as a test has to look at them."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route

HARDLY = 30_000  # bytes a second


@contextmanager
def slow_line(page: Page) -> Iterator[None]:
    """Inside, hardly anything leaves the page, so that a tester has time to look; afterwards all goes on."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    conditions = {"offline": False, "latency": 20, "downloadThroughput": -1}
    line.send("Network.emulateNetworkConditions", {**conditions, "uploadThroughput": HARDLY})
    yield
    line.send("Network.emulateNetworkConditions", {**conditions, "uploadThroughput": -1})


def only_first_piece(route: Route) -> None:
    """What comes after it is on its way for as long as the page is there."""
    if route.request.headers.get("upload-offset", "0") == "0":
        route.continue_()
