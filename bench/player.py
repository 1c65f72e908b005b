"""Measures the web player as a viewer meets it: cold page and swipes, on an emulated line."""

import argparse
import json
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import CDPSession, Page, ViewportSize

from bench.chromium import chromium
from bench.waiting import until

PHONE: ViewportSize = {"width": 390, "height": 844}
RECORD = """
window.moves = [];
window.painted = null;
new PerformanceObserver((list) => {
  for (const { name, startTime } of list.getEntries())
    if (name === "first-contentful-paint") window.painted = startTime;
}).observe({ type: "paint", buffered: true });
window.addEventListener("zoetrope:moving", ({ detail }) => {
  const at = performance.now();
  window.moves.push({ ...detail, at, since_input_ms: at - window.inputAt });
});
const began = () => { window.inputAt = performance.now(); };
for (const name of ["keydown", "touchstart"])
  window.addEventListener(name, began, { capture: true, passive: true });
"""


@contextmanager
def browser_page(*, megabits: float, latency_ms: float) -> Iterator[tuple[Page, CDPSession]]:
    """A fresh phone-sized page of system Chromium on the emulated line."""
    with chromium() as browser:
        page = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        if megabits:
            bytes_a_second = megabits * 1e6 / 8
            conditions = {"offline": False, "latency": latency_ms, "downloadThroughput": bytes_a_second}
            line.send("Network.emulateNetworkConditions", {**conditions, "uploadThroughput": bytes_a_second})
        page.add_init_script(RECORD)
        yield page, line


def swipe(page: Page, line: CDPSession) -> None:
    """A finger that goes up the middle of the screen in about 120 ms."""
    _touch(line, "touchStart", 700)
    for y in range(650, 100, -50):
        page.wait_for_timeout(10)
        _touch(line, "touchMove", y)
    line.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def _touch(line: CDPSession, kind: str, y: int) -> None:
    line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": 150, "y": y}]})


def measure_cold(url: str, *, runs: int, megabits: float, latency_ms: float) -> list[dict[str, float]]:
    """First paint and first moving picture of a browser that has nothing cached."""
    found = []
    for _ in range(runs):
        with browser_page(megabits=megabits, latency_ms=latency_ms) as (page, _line):
            page.goto(url)
            until(page, "window.moves.length > 0", timeout=30_000)
            found.append(page.evaluate("({ painted: window.painted, moving: window.moves[0].at })"))
    return found


def measure_swipes(
    url: str, *, swipes: int, rest_ms: float, megabits: float, latency_ms: float
) -> list[dict[str, Any]]:
    """One viewer who stays ``rest_ms`` with each clip; times from the half-way point and from the input."""
    with browser_page(megabits=megabits, latency_ms=latency_ms) as (page, line):
        page.goto(url)
        until(page, "window.moves.length > 0", timeout=30_000)
        for done in range(1, swipes + 1):
            page.wait_for_timeout(rest_ms)
            swipe(page, line)
            until(page, f"window.moves.length > {done}", timeout=30_000)
        return page.evaluate("window.moves.slice(1)")  # type: ignore[no-any-return]


def p95(values: list[float]) -> float:
    return sorted(values)[max(0, round(0.95 * len(values)) - 1)]


def summary(values: list[float]) -> dict[str, float]:
    return {"n": len(values), "median": round(statistics.median(values), 1), "p95": round(p95(values), 1)}


def report(options: argparse.Namespace) -> dict[str, dict[str, float]]:
    line = {"megabits": options.megabits, "latency_ms": options.latency}
    cold = measure_cold(options.url, runs=options.runs, **line)
    moves = measure_swipes(options.url, swipes=options.swipes, rest_ms=options.rest, **line)
    return {
        "cold page, first paint": summary([run["painted"] for run in cold]),
        "cold page, moving": summary([run["moving"] for run in cold]),
        "swipe, first frame": summary([move["first_frame_ms"] for move in moves]),
        "swipe, moving": summary([move["moving_ms"] for move in moves]),
        "swipe, moving since the finger came down": summary([move["since_input_ms"] for move in moves]),
        "swipe, neighbour was warm (1 = yes)": summary([float(move["warm"]) for move in moves]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://localhost:8000/")
    parser.add_argument("--swipes", type=int, default=40)
    parser.add_argument("--runs", type=int, default=5, help="cold pages")
    parser.add_argument("--rest", type=float, default=1500, help="milliseconds spent with each clip")
    parser.add_argument("--megabits", type=float, default=10, help="0 switches emulation off")
    parser.add_argument("--latency", type=float, default=60, help="milliseconds")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = report(options)
    if options.json:
        print(json.dumps(rows, indent=2))
        return
    print(f"{'milliseconds':<44}{'n':>4}{'median':>10}{'p95':>10}")
    for name, row in rows.items():
        print(f"{name:<44}{row['n']:>4}{row['median']:>10}{row['p95']:>10}")


if __name__ == "__main__":
    main()
