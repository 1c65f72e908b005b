"""The upload studio in a browser: editing, sending, drafts, publishing, and what goes wrong."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bench.waiting import until
from tests.e2e.conftest import sign_in
from tests.e2e.feed_page import FeedPage
from tests.e2e.footage import frame, heavy, is_gray, loudness, share_of_white, two_colours
from tests.e2e.site import Person, Site, make_clip
from tests.e2e.slow_lines import only_first_piece, slow_line
from tests.e2e.studio_page import UPLOADS, StudioPage

MEGABYTE = 2**20
PIECE = 8 * MEGABYTE
TUS = {"Tus-Resumable": "1.0.0"}
SENT = "Number(document.querySelector('.clip [role=progressbar]')?.ariaValueNow)"


@pytest.fixture
def creator(site: Site) -> Person:
    return Person(site, creator=True)


@pytest.fixture(params=["desk", "phone"])
def either(request: pytest.FixtureRequest, creator: Person, site: Site) -> Iterator[BrowserContext]:
    """At both sizes."""
    context: BrowserContext = request.getfixturevalue(request.param)
    sign_in(context, creator, site)
    return context


@pytest.fixture
def studio(desk: BrowserContext, creator: Person, site: Site) -> StudioPage:
    sign_in(desk, creator, site)
    return StudioPage(desk.new_page()).open()


def test_an_edited_clip_plays_with_its_edits(
    either: BrowserContext, creator: Person, site: Site, tmp_path: Path
) -> None:
    studio = StudioPage(either.new_page()).open().pick(two_colours(tmp_path / "two colours.mp4"))
    edit_everything(studio)
    studio.say("Orange only #edited")
    studio.publish()
    video_id = int(studio.wait_for_address().rsplit("/", 1)[1])

    video = creator.wait_for(video_id)
    assert video["duration_seconds"] == pytest.approx(2, abs=0.15)
    delivered = tmp_path / "delivered.mp4"
    delivered.write_bytes(creator.http.get(site.url + str(video["mp4_url"])).content)
    expect_edits(delivered)

    watching = FeedPage(either.new_page()).open(f"/v/{video_id}")
    assert watching.video_id() == video_id
    assert is_gray(tuple(watching.page.evaluate(MIDDLE_PIXEL)))


def edit_everything(studio: StudioPage) -> None:
    """The blue part away, twice as fast, black and white, words in the second half, a sound, a cover."""
    page = studio.page
    trim = studio.tool("Trim")
    start = page.get_by_role("slider", name="Start")
    start.focus()
    for _ in range(2):
        page.keyboard.press("Shift+ArrowRight")
    expect(trim).to_contain_text("0:04.0 of 0:06.0 kept")
    studio.tool("Speed").get_by_role("radio", name="2 times").check(force=True)
    studio.tool("Looks").get_by_role("radio", name="Mono").check(force=True)
    studio.tool("Text").get_by_role("button", name="Add text").click()
    expect(
        page.locator(".ed-lines[contenteditable], .ed-wordsfield").locator("visible=true").first
    ).to_be_focused()
    page.keyboard.type("HELLO")
    page.get_by_role("slider", name="Start of “HELLO”").focus()
    page.keyboard.press("Shift+ArrowRight")
    sound = studio.tool("Sound").locator(".ed-pick").first
    sound.click()
    expect(page.get_by_role("button", name="Remove the sound")).to_be_visible()
    studio.tool("Cover").get_by_role("button", name="Use this frame").click()


def expect_edits(delivered: Path) -> None:
    early, late = frame(delivered, 0.4), frame(delivered, 1.6)
    for picture in (early, late):
        corner = picture.getpixel((20, 20))
        assert is_gray(corner), f"The look is not applied: {corner}."
        assert 90 < corner[0] < 190, f"This is not the orange part: {corner}."
    assert share_of_white(early) == 0
    assert share_of_white(late) > 0.003
    assert loudness(delivered) == pytest.approx(-14, abs=1.5)


MIDDLE_PIXEL = """() => {
  const panel = document.querySelector(".panel.live");
  const index = Math.round(panel.offsetTop / document.querySelector(".scroller").clientHeight);
  const video = document.querySelector(`article[data-index="${index}"] video`);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 20;
  const pen = canvas.getContext("2d");
  pen.drawImage(video, 0, 0, 20, 20);
  return [...pen.getImageData(2, 2, 1, 1).data].slice(0, 3);
}"""


def test_two_are_sent_at_once_and_each_can_be_paused_resumed_and_cancelled(
    studio: StudioPage, creator: Person, tmp_path: Path
) -> None:
    names = ("one.mp4", "two.mp4", "three.mp4")
    files = [
        heavy(make_clip(tmp_path / name, number, seconds=1), megabytes=3) for number, name in enumerate(names)
    ]
    with slow_line(studio.page):
        studio.pick(*files)
        studio.expect_state("three.mp4", "Waits for its turn")
        studio.press("Pause one.mp4")
        studio.expect_state("one.mp4", "Paused")
        studio.expect_state("three.mp4", re.compile(r"\d+ % · .* MB"))
        studio.press("Cancel three.mp4")
        studio.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        expect(studio.card("three.mp4")).to_have_count(0)
    studio.press("Resume one.mp4")
    studio.expect_state("one.mp4", "draft saved")
    studio.expect_state("two.mp4", "draft saved")
    kept = {video["upload_id"] for video in drafts_of(creator)}
    assert len(kept) == 2
    until_gone(creator, max(map(int, kept)) + 1)


def until_gone(creator: Person, upload: int) -> None:
    """What was taken back goes on the server too, a moment after the page."""
    late = time.monotonic() + 90
    while creator.http.head(f"/uploads/{upload}", headers=TUS).status_code != 404:
        assert time.monotonic() < late, f"Upload {upload} is still there."
        time.sleep(0.2)


def drafts_of(creator: Person) -> list[dict[str, object]]:
    return creator.ask("GET", "/users/me/drafts")["items"]  # type: ignore[return-value]


def test_after_a_reload_the_same_file_goes_on_from_where_it_was(studio: StudioPage, tmp_path: Path) -> None:
    clip = heavy(make_clip(tmp_path / "long walk.mp4", 1, seconds=1), megabytes=12)
    studio.page.on("dialog", lambda dialog: dialog.accept())
    studio.page.route(UPLOADS, only_first_piece)
    studio.pick(clip)
    until(studio.page, f"{SENT} >= 66")
    studio.expect_saved()
    studio.page.reload()
    studio.page.unroute(UPLOADS)
    studio.expect_state("long walk.mp4", "Draft ·")
    studio.sent_from.clear()
    studio.page.get_by_label("Choose the same file").set_input_files(clip)
    studio.expect_state("long walk.mp4", "draft saved")
    assert studio.sent_from
    assert min(studio.sent_from) >= PIECE


def test_another_file_does_not_go_on_with_a_draft(studio: StudioPage, tmp_path: Path) -> None:
    studio.page.on("dialog", lambda dialog: dialog.accept())
    clip = heavy(make_clip(tmp_path / "mine.mp4", 1, seconds=1), megabytes=4)
    with slow_line(studio.page):
        studio.pick(clip)
        studio.expect_state("mine.mp4", re.compile(r"[1-9]\d* % ·"))
        studio.expect_saved()
        studio.page.reload()
    studio.page.get_by_label("Choose the same file").set_input_files(
        make_clip(tmp_path / "other.mp4", 2, seconds=1)
    )
    expect(studio.page.get_by_role("alert")).to_contain_text(
        "This is another file. The draft is of “mine.mp4”."
    )


def test_without_a_network_it_waits_and_goes_on_by_itself(studio: StudioPage, tmp_path: Path) -> None:
    clip = heavy(make_clip(tmp_path / "train.mp4", 1, seconds=1), megabytes=3)
    with slow_line(studio.page):
        studio.pick(clip)
        studio.expect_state("train.mp4", re.compile(r"[1-9]\d* % ·"))
        studio.page.context.set_offline(True)
        studio.expect_state("train.mp4", "No connection")
    studio.page.context.set_offline(False)
    studio.expect_state("train.mp4", "draft saved")


def test_a_draft_is_there_again_on_another_device(
    studio: StudioPage, creator: Person, phone: BrowserContext, site: Site, tmp_path: Path
) -> None:
    studio.pick(make_clip(tmp_path / "dawn.mp4", 2, seconds=2))
    studio.tool("Looks").get_by_role("radio", name="Noir").check(force=True)
    studio.say("Half a sentence")
    studio.page.get_by_role("radio", name="With the link").check(force=True)
    studio.expect_saved()
    studio.expect_state("Half a sentence", "draft saved")
    studio.page.close()

    sign_in(phone, creator, site)
    other = StudioPage(phone.new_page()).open()
    expect(other.tool("Looks").get_by_role("radio", name="Noir")).to_be_checked()
    other.part("Details")
    expect(other.page.get_by_label("Caption")).to_have_value("Half a sentence")
    expect(other.page.get_by_role("radio", name="With the link")).to_be_checked()
    other.publish()
    video = creator.wait_for(int(other.wait_for_address().rsplit("/", 1)[1]))
    assert (video["description"], video["visibility"]) == ("Half a sentence", "unlisted")


def test_published_before_it_is_sent_it_appears_by_itself(studio: StudioPage, tmp_path: Path) -> None:
    clip = heavy(make_clip(tmp_path / "early.mp4", 3, seconds=2), megabytes=4)
    with slow_line(studio.page):
        studio.pick(clip)
        studio.expect_state("early.mp4", re.compile(r"\d+ % ·"))
        studio.say("Sooner than sent")
        studio.publish()
        expect(studio.page.get_by_role("heading", name="Sending")).to_be_visible()
    assert studio.wait_for_address()


def test_a_clip_is_published_with_the_keyboard_alone(studio: StudioPage, tmp_path: Path) -> None:
    page = studio.page
    with page.expect_file_chooser() as chooser:
        tab_to(page, "Choose video files")
        page.keyboard.press("Enter")
    chooser.value.set_files(make_clip(tmp_path / "keys.mp4", 4, seconds=2))
    expect(page.get_by_role("tab", name="Trim")).to_be_visible()
    tab_to(page, "Caption")
    page.keyboard.type("By keyboard #lo")
    expect(page.get_by_role("option").first).to_contain_text("loop")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Caption")).to_have_value("By keyboard #loop ")
    tab_to(page, "Publish")
    page.keyboard.press("Enter")
    assert studio.wait_for_address()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on what is called so."""
    named = """(name) => {
      const one = document.activeElement;
      return [one.ariaLabel, one.labels?.[0]?.innerText, one.innerText].some((said) => said?.trim() === name);
    }"""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(named, name):
            return
    raise AssertionError(f"Tab does not lead to {name}.")


def test_people_are_completed_under_the_caret(studio: StudioPage, tmp_path: Path) -> None:
    studio.pick(make_clip(tmp_path / "us.mp4", 1, seconds=1))
    caption = studio.page.get_by_label("Caption")
    caption.press_sequentially("With @lin")
    studio.page.get_by_role("option", name=re.compile("linus")).click()
    expect(caption).to_have_value("With @linus ")
    expect(studio.page.get_by_role("listbox")).to_be_hidden()


def test_a_time_in_the_next_minutes_is_refused_and_a_later_one_is_kept(
    studio: StudioPage, creator: Person, tmp_path: Path
) -> None:
    studio.pick(make_clip(tmp_path / "later.mp4", 1, seconds=1))
    studio.page.get_by_role("switch", name="Publish later").click()
    expect(studio.page.get_by_role("button", name="Schedule")).to_be_visible()
    studio.expect_saved()
    studio.page.get_by_label("Date and time").fill("2020-01-01T10:00")
    studio.press("Schedule")
    expect(studio.page.get_by_role("alert")).to_contain_text("at least 5 minutes")
    [video] = drafts_of(creator)
    assert video["is_draft"]


def test_a_bad_file_ends_with_the_reason_and_the_way_on(studio: StudioPage, tmp_path: Path) -> None:
    text = tmp_path / "notes.mp4"
    text.write_text("This is not a film. " * 200)
    studio.pick(text)
    studio.say("My notes")
    studio.publish()
    alert = studio.page.get_by_role("alert")
    expect(alert).to_contain_text("cannot be published", timeout=300_000)
    expect(alert.locator("p").first).to_contain_text(".")
    with studio.page.expect_file_chooser() as chooser:
        studio.press("Choose another file")
    chooser.value.set_files(make_clip(tmp_path / "film.mp4", 1, seconds=1))
    expect(studio.page.get_by_label("Caption")).to_have_value("My notes")


def test_a_picture_is_refused_before_it_is_sent(studio: StudioPage, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8\xff")
    studio.pick(photo)
    expect(studio.page.get_by_role("alert")).to_contain_text("is not a video")
    assert studio.sent_from == []
