"""Pictures of every page at the size of a phone and of a desk, from a running site with demo content.

The site runs on this machine (`zoetrope up`), and ZOETROPE_HOME is the same for both: the people before the
pictures are the demo's, whom nobody can log in as.
"""

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from app.settings import settings
from bench.chromium import chromium
from bench.residents import Scene, furnish
from bench.views import MEMBER, MODERATOR, STRANGER, View, open_sheet, views_for

SIZES: dict[int, ViewportSize] = {
    390: {"width": 390, "height": 844},
    1440: {"width": 1440, "height": 900},
}
SETTLED_MS = 900
LARGEST = 60_000
QUALITIES = (70, 60, 50, 40, 30)


def context_of(browser: Browser, url: str, width: int, session: str) -> BrowserContext:
    is_phone = width < 900
    context = browser.new_context(
        base_url=url, viewport=SIZES[width], locale="en-GB", has_touch=is_phone, is_mobile=is_phone
    )
    context.add_init_script("localStorage.setItem('zoetrope.hinted', 'yes')")
    if session:
        context.add_cookies([{"name": "session", "value": session, "url": url, "httpOnly": True}])
    return context


def compressed(picture: bytes) -> bytes:
    """As WebP, in the best quality that stays small."""
    shot = Image.open(io.BytesIO(picture)).convert("RGB")
    for quality in QUALITIES:
        made = io.BytesIO()
        shot.save(made, "WEBP", quality=quality, method=6)
        if made.tell() <= LARGEST:
            break
    return made.getvalue()


def take(page: Page, view: View, scene: Scene, *, who: str) -> Iterator[tuple[str, bytes]]:
    """The view, then with each of its sheets open."""
    view.open(page, scene.places)
    page.wait_for_timeout(SETTLED_MS)
    yield view.name, page.screenshot()
    for sheet in view.sheets_for(who):
        open_sheet(page, sheet)
        page.wait_for_timeout(SETTLED_MS)
        yield sheet.name, page.screenshot()
        page.keyboard.press("Escape")


def pictures(browser: Browser, scene: Scene, *, only: set[str]) -> Iterator[tuple[str, bytes]]:
    """Each thing once at each size, before the first of these who sees it."""
    taken: set[str] = set()
    for who in (MODERATOR, MEMBER, STRANGER):
        views = [view for view in views_for(who) if named(view) - taken and (not only or only & named(view))]
        for width in SIZES:
            context = context_of(browser, scene.url, width, scene.sessions.get(who, ""))
            for view in views:
                page = context.new_page()
                for name, picture in take(page, view, scene, who=who):
                    if name not in taken:
                        yield f"{name}-{width}", picture
                page.close()
            context.close()
        taken |= {name for view in views for name in shown(view, who)}


def shown(view: View, who: str) -> set[str]:
    return {view.name, *(sheet.name for sheet in view.sheets_for(who))}


def named(view: View) -> set[str]:
    return {view.name, *(sheet.name for sheet in view.sheets)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--url", default=settings().public_url)
    parser.add_argument("--only", nargs="*", default=[], help="names of views or sheets")
    options = parser.parse_args()
    options.into.mkdir(parents=True, exist_ok=True)
    scene = furnish(options.url)
    with chromium() as browser:
        for name, picture in pictures(browser, scene, only=set(options.only)):
            file = options.into / f"{name}.webp"
            file.write_bytes(compressed(picture))
            print(f"{file} {file.stat().st_size // 1000} kB", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
