"""The For You feed under a thumb, on real clips."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from bench.waiting import until
from tests.e2e.conftest import PHONE, crowded, fails_on_error
from tests.e2e.feed_page import ACTIVE, FeedPage
from tests.e2e.passing import expect_heard
from tests.e2e.site import Person, Site

SWIPES = 100


def test_the_first_clip_plays_silently_by_itself(feed: FeedPage) -> None:
    now = feed.active()
    assert (now["index"], now["paused"], now["muted"]) == (0, False, True)


def test_every_swipe_brings_the_next_clip_playing(feed: FeedPage) -> None:
    for index in (1, 2, 3):
        feed.swipe()
        feed.wait_until_moving(index)


def test_only_the_clip_on_screen_plays(feed: FeedPage) -> None:
    feed.swipe()
    feed.wait_until_moving(1)
    until(feed.page, "[...document.querySelectorAll('video')].filter((one) => !one.paused).length === 1")
    assert not feed.active()["paused"]


def test_a_warm_neighbour_shows_its_first_frame_at_once(feed: FeedPage) -> None:
    neighbour = "article[data-index='1'] video"
    until(feed.page, f'document.querySelector("{neighbour}")?.readyState >= 2')
    feed.swipe()
    feed.wait_until_moving(1)
    until(feed.page, "window.moves.some((move) => move.index === 1)")
    move = feed.page.evaluate("window.moves.find((move) => move.index === 1)")
    assert move["warm"]
    assert move["first_frame_ms"] == 0


def test_a_neighbour_has_pictures_before_it_is_swiped_to(feed: FeedPage) -> None:
    video = feed.page.locator("article[data-index='1'] video")
    until(feed.page, "document.querySelector('article[data-index=\"1\"] video')?.readyState >= 2")
    drawn = video.evaluate("""(video) => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [32, 32];
      const brush = canvas.getContext("2d");
      brush.drawImage(video, 0, 0, 32, 32);
      return brush.getImageData(0, 0, 32, 32).data.some((value, at) => at % 4 < 3 && value > 40);
    }""")
    assert drawn


def test_tap_pauses_and_tap_plays_again(feed: FeedPage) -> None:
    feed.tap()
    feed.expect_paused(True)
    expect(feed.page.locator(".panel.live .paused")).to_be_visible()
    feed.tap()
    feed.expect_paused(False)
    expect(feed.page.locator(".panel.live .paused")).to_have_count(0)


def test_double_tap_likes_where_the_finger_was_and_does_not_pause(signed_in_feed: FeedPage) -> None:
    signed_in_feed.double_tap(200, 300)
    expect(signed_in_feed.page.locator(".burst")).to_have_count(1)
    expect(signed_in_feed.live("Like")).to_have_attribute("aria-pressed", "true")
    signed_in_feed.page.wait_for_timeout(400)
    assert not signed_in_feed.active()["paused"]


def test_a_like_is_still_there_after_a_reload(signed_in_feed: FeedPage) -> None:
    video_id = signed_in_feed.video_id()
    with signed_in_feed.page.expect_response(re.compile("/like$")):
        signed_in_feed.live("Like").click()
    signed_in_feed.open(f"/v/{video_id}")
    expect(signed_in_feed.live("Like")).to_have_attribute("aria-pressed", "true")


def test_a_like_of_a_stranger_is_taken_back_and_explained(feed: FeedPage) -> None:
    feed.live("Like").click()
    expect(feed.page.get_by_role("dialog", name="Log in")).to_be_visible()
    expect(feed.live("Like")).to_have_attribute("aria-pressed", "false")


def test_sound_stays_on_for_the_next_clip_and_the_next_visit(feed: FeedPage) -> None:
    feed.page.get_by_role("button", name="Turn sound on").click()
    feed.expect_muted(False)
    feed.swipe()
    feed.wait_until_moving(1)
    feed.expect_muted(False)
    feed.page.reload()
    expect(feed.page.get_by_role("button", name=re.compile("Turn sound"))).to_be_visible()
    assert feed.page.evaluate("localStorage.getItem('zoetrope.muted')") == "no"


def test_follow_marks_every_clip_of_the_creator(signed_in_feed: FeedPage) -> None:
    with signed_in_feed.page.expect_response(re.compile("/follow$")):
        signed_in_feed.live("Follow @").click()
    expect(signed_in_feed.live("Unfollow @")).to_be_visible()


def test_share_says_that_the_link_is_copied(phone: BrowserContext) -> None:
    phone.grant_permissions(["clipboard-read", "clipboard-write"])
    feed = FeedPage(phone.new_page()).open("/")
    feed.live("Share").click()
    feed.page.get_by_role("button", name="Copy link").click()
    feed.expect_toast("Link copied.")
    assert feed.page.evaluate("navigator.clipboard.readText()").endswith(f"/v/{feed.video_id()}")


def test_a_comment_appears_and_is_counted(signed_in_feed: FeedPage, person: Person) -> None:
    before = int(str(signed_in_feed.live("Comments, ").get_attribute("aria-label")).rsplit(" ", 1)[1])
    signed_in_feed.live("Comments, ").click()
    sheet = signed_in_feed.page.get_by_role("dialog", name="Comments")
    sheet.get_by_label("Your comment").fill(f"What a light! {person.name}")
    sheet.get_by_role("button", name="Post comment").click()
    expect(sheet.locator(".talk")).to_contain_text(f"What a light! {person.name}")
    assert not signed_in_feed.active()["paused"]
    signed_in_feed.press("Escape")
    expect(sheet).to_be_hidden()
    expect(signed_in_feed.live(f"Comments, {before + 1}")).to_be_visible()


def test_a_long_caption_unfolds(phone: BrowserContext, person: Person) -> None:
    clips = person.ask("GET", "/users/@ada/videos")["items"]
    [slow] = [one["id"] for one in clips if one["description"].startswith("Slow colours")]  # type: ignore[attr-defined]
    feed = FeedPage(phone.new_page()).open(f"/v/{slow}")
    live = feed.page.locator(".panel.live")
    live.get_by_role("button", name="More", exact=True).click()
    expect(live.locator(".caption.open")).to_be_visible()
    expect(live.get_by_role("link", name="#calm")).to_be_visible()


def test_a_drag_on_the_progress_line_seeks(feed: FeedPage) -> None:
    feed.tap()
    feed.expect_paused(True)
    box = feed.page.locator(".panel.live .progress").bounding_box()
    feed.page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] - 4)
    video = "document.querySelector('article[data-index=\"0\"] video')"
    until(feed.page, f"{video}.currentTime > 0.6 * {video}.duration")


@dataclass(frozen=True)
class Walk:
    """What a long way through the feed cost."""

    most_players: int
    elements: int
    elements_of_feed: int
    heap_after_30: float
    heap_after_130: float


@pytest.fixture(scope="module")
def walk(browser: Browser, site: Site, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Down to clip 195 of two hundred, the first 130 of them until their pictures move."""
    with crowded(tmp_path_factory.mktemp("crowd")):
        context = browser.new_context(base_url=site.url, **PHONE)
        walked = walk_down(FeedPage(context.new_page()).open("/"))
        context.close()
    return walked


def walk_down(feed: FeedPage) -> Walk:
    line = feed.page.context.new_cdp_session(feed.page)
    players, heaps = [], {}
    for index in range(1, 196):
        feed.next(index)
        players.append(feed.page.locator("video").count())
        if index <= 30 + SWIPES:
            feed.wait_until_moving(index)
        if index in {30, 30 + SWIPES}:
            line.send("HeapProfiler.collectGarbage")
            heaps[index] = line.send("Runtime.getHeapUsage")["usedSize"] / 2**20
    elements = feed.page.locator("body *").count()
    return Walk(max(players), elements, feed.page.get_by_role("feed").locator("*").count(), *heaps.values())


def test_two_hundred_loaded_videos_cost_three_players_and_twenty_elements(walk: Walk) -> None:
    assert walk.most_players <= 3
    assert walk.elements_of_feed <= 20
    assert walk.elements < 320


def test_the_heap_does_not_grow_over_a_hundred_swipes(walk: Walk) -> None:
    assert walk.heap_after_130 < walk.heap_after_30 + 2.5


def test_keys_do_what_the_hint_says(desk: BrowserContext, person: Person, site: Site) -> None:
    cookie = {"name": "session", "value": person.session, "url": site.url}
    desk.add_cookies([cookie])
    feed = FeedPage(desk.new_page())
    feed.page.goto("/")
    expect_heard(feed.page, "comments")
    feed.wait_until_moving(0)
    feed.press("ArrowDown")
    feed.wait_until_moving(1)
    expect(feed.page.get_by_role("note")).to_have_count(0)
    feed.press("ArrowUp")
    feed.wait_until_moving(0)
    feed.press(" ")
    feed.expect_paused(True)
    feed.press(" ")
    feed.expect_paused(False)
    feed.press("m")
    expect(feed.page.get_by_role("button", name="Turn sound off")).to_be_visible()
    feed.press("l")
    expect(feed.live("Like")).to_have_attribute("aria-pressed", "true")
    feed.press("s")
    expect(feed.live("Save")).to_have_attribute("aria-pressed", "true")
    feed.press("c")
    expect(feed.page.get_by_role("dialog", name="Comments")).to_be_visible()
    feed.press("Escape")
    expect(feed.page.get_by_role("dialog", name="Comments")).to_have_count(0)
    feed.page.locator("body").click(position={"x": 700, "y": 880})
    feed.press("/")
    feed.page.wait_for_url(re.compile("/discover/?$"))


def test_a_wheel_notch_is_one_clip(desk: BrowserContext) -> None:
    feed = FeedPage(desk.new_page()).open("/")
    feed.page.mouse.move(760, 450)
    feed.page.mouse.wheel(0, 100)
    feed.wait_until_moving(1)
    feed.page.wait_for_timeout(600)
    assert feed.active()["index"] == 1


def test_what_was_watched_is_reported(feed: FeedPage, person: Person) -> None:
    video = person.ask("GET", f"/videos/{feed.video_id()}")
    until(feed.page, f"({ACTIVE})().at > 1")
    with feed.page.expect_request("**/api/v1/watches") as sent:
        feed.swipe()
    [watch, *_] = sent.value.post_data_json["watches"]
    assert 500 <= watch["watched_ms"] <= feed.page.evaluate("performance.now()")
    assert watch["video_id"] == video["id"]
    assert watch["duration_ms"] == pytest.approx(1000 * float(str(video["duration_seconds"])), abs=200)
    assert sent.value.response().status == 202


def test_no_script_of_the_feed_fails(phone: BrowserContext) -> None:
    page = phone.new_page()
    thrown = fails_on_error(page)
    feed = FeedPage(page).open("/")
    for index in (1, 2):
        feed.swipe()
        feed.wait_until_moving(index)
    assert thrown == []
