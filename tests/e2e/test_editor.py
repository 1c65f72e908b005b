"""The clip editor in a browser: what one sees is what will be rendered, and every way to touch it works."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, expect

from app.media.edit import Edit, TextOverlay
from app.media.looks import LOOKS, Recipe
from app.media.words import draw_words
from app.settings import ffmpeg_path
from bench.waiting import HAS_FONTS, until
from tests.e2e.conftest import fails_on_error, sign_in
from tests.e2e.editor_page import SEEN_WHILE_PLAYING, EditorPage, Pixels
from tests.e2e.site import Person, Site, make_clip

SECONDS = 6
IS_AS_WIDE = """(width) => {
  const now = document.querySelector(".ed-text[data-text]").getBoundingClientRect().width;
  return Math.abs(now - width) < 0.1 * width;
}"""


@pytest.fixture
def creator(site: Site) -> Person:
    return Person(site, creator=True)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return make_clip(tmp_path / "clip.mp4", 1, seconds=SECONDS)


@pytest.fixture
def editor(desk: BrowserContext, creator: Person, site: Site, clip: Path) -> EditorPage:
    sign_in(desk, creator, site)
    return EditorPage(desk.new_page()).edit(clip)


def saved_edit(editor: EditorPage, creator: Person) -> Edit:
    editor.say("Draft")
    editor.expect_saved()
    [card] = creator.ask("GET", "/users/me/drafts")["items"]  # type: ignore[misc]
    return Edit.model_validate(creator.ask("GET", f"/videos/{card['id']}")["edit"])


def test_arrow_keys_trim_and_every_step_can_be_taken_back(editor: EditorPage) -> None:
    start = editor.slider("Start of the clip")
    editor.press_on("Start of the clip", "ArrowRight", "ArrowRight", "ArrowRight", "Shift+ArrowRight")
    expect(start).to_have_attribute("aria-valuetext", "Starts at 1.3 seconds; 4.7 seconds are kept")
    editor.again_and_again("Undo")
    expect(start).to_have_attribute("aria-valuetext", "Starts at 0 seconds; 6 seconds are kept")
    editor.again_and_again("Redo")
    expect(start).to_have_attribute("aria-valuetext", "Starts at 1.3 seconds; 4.7 seconds are kept")
    editor.page.keyboard.press("Control+z")
    expect(start).not_to_have_attribute("aria-valuetext", "Starts at 1.3 seconds; 4.7 seconds are kept")


def test_half_a_second_always_remains(editor: EditorPage) -> None:
    editor.press_on("Start of the clip", "End")
    expect(editor.slider("Start of the clip")).to_have_attribute(
        "aria-valuetext", "Starts at 5.5 seconds; 0.5 seconds are kept"
    )


def test_dragged_words_settle_on_the_middle_and_are_saved(editor: EditorPage, creator: Person) -> None:
    editor.add_text("Here")
    editor.drag(editor.words, editor.place(0.2, 0.3))
    editor.drag(editor.words, editor.place(0.49, 0.7))
    [text] = saved_edit(editor, creator).texts
    assert (text.text, text.x, text.y) == ("Here", 0.5, pytest.approx(0.7, abs=0.02))


def test_words_stay_on_their_pictures_when_the_clip_is_cut_and_sped_up(
    editor: EditorPage, creator: Person
) -> None:
    editor.add_text("Late")
    editor.press_on("Start of “Late”", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight")
    editor.press_on("Start of the clip", "Shift+ArrowRight")
    editor.tool("Speed").get_by_role("radio", name="2 times").check(force=True)
    edit = saved_edit(editor, creator)
    assert (edit.texts[0].start, edit.texts[0].end) == (1, 2.5)


def test_words_are_changed_in_place_and_go_when_nothing_is_left(editor: EditorPage) -> None:
    editor.add_text("First")
    editor.words.dblclick()
    editor.page.keyboard.type("Second")
    editor.page.keyboard.press("Escape")
    expect(editor.words).to_have_attribute("aria-label", "Text: Second")
    editor.page.keyboard.press("Enter")
    editor.page.keyboard.press("Control+a")
    editor.page.keyboard.press("Delete")
    editor.page.keyboard.press("Escape")
    expect(editor.words).to_have_count(0)


def test_the_preview_has_the_colours_of_every_recipe(editor: EditorPage) -> None:
    panel = editor.tool("Looks")
    plain = editor.look_at_picture()
    for look, recipe in LOOKS.items():
        panel.get_by_role("radio", name=look.value.title()).check(force=True)
        assert off(editor.look_at_picture(), painted(plain, recipe)) < 2, look


def painted(pixels: Pixels, recipe: Recipe) -> Pixels:
    mixed = np.clip(pixels / 255 @ np.array(recipe.matrix).T, 0, 1)
    bent = [np.interp(mixed[..., n], np.linspace(0, 1, len(t)), t) for n, t in enumerate(recipe.tables)]
    return 255 * np.stack(bent, axis=-1)


def off(one: Pixels, other: Pixels) -> float:
    """Mean difference away from the rounded corners."""
    return float(np.abs(one - other)[24:-24, 24:-24].mean())


def test_words_lie_where_the_worker_draws_them(editor: EditorPage, tmp_path: Path) -> None:
    words = "Morning in the city, a line that breaks"
    editor.add_text(words)
    editor.tool("Speed")
    editor.picture.locator("video").evaluate("video => video.style.setProperty('visibility', 'hidden')")
    seen = editor.look_at_picture()
    text = TextOverlay(text=words, start=0, end=SECONDS, size=0.09)
    [drawn] = draw_words([text], (seen.shape[1], seen.shape[0]), tmp_path)
    picture = Image.new("RGB", (seen.shape[1], seen.shape[0]))
    picture.paste(Image.open(drawn.file).convert("RGB"), (drawn.x, drawn.y), Image.open(drawn.file))
    assert ends(seen) == pytest.approx(ends(np.asarray(picture, dtype=float)), abs=3)


def ends(pixels: Pixels) -> list[int]:
    """Left, top, right and bottom of what is bright."""
    down, across = np.nonzero(pixels.min(axis=-1) > 128)
    return [int(side) for side in (across.min(), down.min(), across.max(), down.max())]


def test_it_plays_what_is_kept_at_its_speed_over_and_over(editor: EditorPage) -> None:
    editor.press_on("Start of the clip", "Shift+ArrowRight", "Shift+ArrowRight")
    editor.press_on("End of the clip", "Shift+ArrowLeft")
    editor.tool("Speed").get_by_role("radio", name="1.5 times").check(force=True)
    editor.page.keyboard.press("Space")
    seen = editor.page.evaluate(SEEN_WHILE_PLAYING)
    assert editor.picture.locator("video").evaluate("video => video.playbackRate") == 1.5
    assert seen["first"] > 1.9
    # Whoever looks only so often cannot turn earlier.
    assert seen["last"] < 5.1 + 1.5 * seen["blink"]


def test_a_clip_that_the_browser_cannot_show_keeps_the_tools_that_need_no_picture(
    editor: EditorPage, tmp_path: Path
) -> None:
    thrown = fails_on_error(editor.page)
    source = ["-f", "lavfi", "-i", "testsrc2=size=160x120:rate=10:duration=1"]
    old = tmp_path / "old.avi"
    subprocess.run([ffmpeg_path(), "-v", "error", *source, "-c:v", "mpeg4", str(old)], check=True)
    editor.page.get_by_label("Choose video files").set_input_files(old)
    editor.card("old.avi").click()
    expect(editor.page.get_by_text("No preview here")).to_be_visible()
    names = set(editor.page.get_by_role("tab").all_inner_texts())
    assert {"Speed", "Sound"} <= names
    assert names.isdisjoint({"Looks", "Text", "Cover"})
    assert thrown == []


def test_two_fingers_make_words_larger(
    phone: BrowserContext, creator: Person, site: Site, clip: Path
) -> None:
    sign_in(phone, creator, site)
    editor = EditorPage(phone.new_page()).edit(clip)
    editor.add_text("Pinch")
    until(editor.page, HAS_FONTS)
    before = editor.words.bounding_box()
    x, y = editor.place(0.5, 0.5)
    touch = phone.new_cdp_session(editor.page)
    for kind, apart in (("touchStart", 8), ("touchMove", 12), ("touchMove", 16)):
        points = [{"x": x + side * apart, "y": y, "id": n} for n, side in enumerate((-1, 1))]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert before
    until(editor.page, IS_AS_WIDE, arg=2 * before["width"])


def test_clips_that_were_left_leave_nothing_in_memory(editor: EditorPage, tmp_path: Path) -> None:
    thrown = fails_on_error(editor.page)
    editor.pick(make_clip(tmp_path / "other.mp4", 2, seconds=1))
    counts = []
    for _ in range(3):
        for name in ("other.mp4", "clip.mp4"):
            editor.card(name).locator("button").first.click()
            expect(editor.picture).to_have_attribute("data-state", "ready")
            editor.page.keyboard.press("Space")
        counts.append(editor.count_in_memory("HTMLVideoElement"))
    # The one that draws the filmstrip goes when it has drawn all of it.
    editor.expect_in_memory("HTMLVideoElement", most=counts[0])
    assert thrown == []
