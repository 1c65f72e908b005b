"""What the editor shows is what the worker renders: words in the same place, looks in the same colours."""

import base64
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, Page, Route

from app.media.edit import Font, Look, TextOverlay
from app.media.looks import LOOKS, for_browser
from app.media.words import draw_words
from app.settings import REPOSITORY
from bench.waiting import until

ADDRESS = "http://preview.test"
PAGE = Path(__file__).with_name("preview.html")
COMPONENTS = REPOSITORY / "app/web/components"
VIEW = {"width": 720, "height": 1280}
SIZE = (720, 1280)
GROUND = (40, 90, 60)
BLOCK = 16

Picture = NDArray[np.int16]

TEXTS: list[dict[str, Any]] = [
    *({"text": "Golden hour, again and again", "font": font.value, "size": 0.1} for font in Font),
    {"text": "Boxed words\nin two lines", "background": "#FF5A36", "y": 0.3, "x": 0.4},
    {"text": "Łódź Привет Ελλάδα", "font": "hand", "size": 0.12},
    {"text": "party 🎉 time 😀", "size": 0.11},
    {"text": "Pneumonoultramicroscopicsilicovolcanoconiosis", "font": "mono", "size": 0.09},
    {"text": "שלום עולם", "size": 0.15, "background": "#112233"},
    {"text": "مرحبا بالعالم", "size": 0.15},
]


def served(route: Route) -> None:
    name = route.request.url.removeprefix(f"{ADDRESS}/")
    folder = REPOSITORY / "assets" if name.startswith("fonts/") else COMPONENTS
    route.fulfill(path=folder / name if name else PAGE)


@pytest.fixture
def preview(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=VIEW)
    page = context.new_page()
    page.route(f"{ADDRESS}/**", served)
    page.goto(f"{ADDRESS}/")
    until(page, "() => Boolean(window.showLook)")
    yield page
    context.close()


def pixels(png: bytes) -> Picture:
    with Image.open(BytesIO(png)) as picture:
        return np.asarray(picture.convert("RGB"), np.int16)


def rendered(text: TextOverlay, folder: Path) -> Picture:
    ground = Image.new("RGB", SIZE, GROUND)
    for words in draw_words([text], SIZE, folder):
        with Image.open(words.file) as picture:
            ground.paste(picture, (words.x, words.y), picture)
    return np.asarray(ground, np.int16)


def ink(seen: Picture) -> NDArray[np.bool_]:
    return np.asarray(np.abs(seen - np.array(GROUND)).max(axis=-1) > 60)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: str(text["text"])[:12] + text.get("font", ""))
def test_words_stand_where_the_preview_shows_them(
    preview: Page, tmp_path: Path, text: dict[str, Any]
) -> None:
    wanted = TextOverlay.model_validate({"start": 0, "end": 1, **text})
    preview.evaluate("showWords", wanted.model_dump())
    shown, made = ink(pixels(preview.screenshot())), ink(rendered(wanted, tmp_path))
    for axis in (0, 1):
        ends = [np.flatnonzero(one.any(axis=axis))[[0, -1]] for one in (shown, made)]
        assert np.abs(ends[0] - ends[1]).max() <= 3
    assert (shown & made).sum() / (shown | made).sum() > 0.85


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_in_the_browser_has_the_colours_of_its_numbers(preview: Page, look: Look) -> None:
    shades = np.random.RandomState(3).randint(0, 256, (12, 12, 3)).astype(np.uint8)
    numbers = next(one for one in for_browser() if one["name"] == look)
    preview.evaluate("showLook", {**numbers, "picture": uri(shades.repeat(BLOCK, 0).repeat(BLOCK, 1))})
    seen = pixels(preview.locator("img").screenshot())[BLOCK // 2 :: BLOCK, BLOCK // 2 :: BLOCK]
    mixed = np.clip(shades / 255 @ np.array(LOOKS[look].matrix).T, 0, 1)
    for channel, tones in enumerate(LOOKS[look].tables):
        mixed[..., channel] = np.interp(mixed[..., channel], np.linspace(0, 1, len(tones)), tones)
    assert np.abs(seen - mixed * 255).max() <= 3


def uri(shades: NDArray[np.uint8]) -> str:
    buffer = BytesIO()
    Image.fromarray(shades).save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
