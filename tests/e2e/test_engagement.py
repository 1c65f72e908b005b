"""Two people talk below a clip: under a thumb and on a desk."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.e2e.conftest import DESK, PHONE, sign_in
from tests.e2e.feed_page import FeedPage
from tests.e2e.site import Person, Site, make_clip
from tests.e2e.talk_page import said, shown_to, talk_of

SIZES = {"phone": PHONE, "desk": DESK}


@pytest.fixture(scope="module")
def maker(site: Site) -> Person:
    return Person(site, creator=True)


@pytest.fixture(scope="module")
def clip(maker: Person, tmp_path_factory: pytest.TempPathFactory) -> int:
    made = make_clip(tmp_path_factory.mktemp("clip") / "talked.mp4", 23)
    video_id = maker.publish(made, "Talk of the town #dusk")
    assert maker.wait_until_made(video_id)["status"] == "published"
    return video_id


@pytest.fixture(params=list(SIZES))
def size(request: pytest.FixtureRequest) -> dict[str, object]:
    return SIZES[request.param]


@pytest.fixture
def context(browser: Browser, site: Site, size: dict[str, object]) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=site.url, **size)
    yield made
    made.close()


def until_gone(who: Person, comment: int) -> None:
    deadline = time.monotonic() + 90
    while who.http.get(f"/comments/{comment}").status_code != 404:
        assert time.monotonic() < deadline, f"Comment {comment} is still there."
        time.sleep(0.2)


def test_two_people_talk_and_the_creator_orders_it(
    context: BrowserContext, clip: int, site: Site, maker: Person
) -> None:
    guest = Person(site)
    mine = f"What a light from {guest.name}"
    talk = talk_of(context, clip, site, guest)
    talk.say(f"{mine} @{maker.name} #sea")
    expect(talk.comment(mine).get_by_role("link", name=f"@{maker.name}")).to_have_attribute(
        "href", f"/@{maker.name}"
    )
    expect(talk.comment(mine).get_by_role("link", name="#sea")).to_have_attribute("href", "/tag/sea")
    talk.choose(mine, "Edit")
    talk.say(f"{mine}, edited")
    expect(talk.comment(mine)).to_contain_text("edited")
    assert not talk.feed.active()["paused"]
    assert talk.thrown == []
    talk.page.close()

    talk = talk_of(context, clip, site, maker)
    with talk.answered("PATCH"):
        talk.choose(mine, "Pin")
    expect(talk.sheet.locator("article.comment").first).to_contain_text("Pinned")
    with talk.answered("PUT"):
        talk.comment(mine).get_by_role("button", name=re.compile("^Like the comment")).click()
    expect(talk.comment(mine)).to_contain_text("by creator")
    talk.comment(mine).get_by_role("button", name="Reply").click()
    talk.say(f"Thank you {guest.name}")
    expect(talk.comment(f"Thank you {guest.name}")).to_contain_text("Creator")
    assert talk.thrown == []
    talk.page.close()

    talk = talk_of(context, clip, site, guest)
    expect(talk.comment(mine)).to_contain_text("Pinned")
    talk.sheet.get_by_role("button", name="View 1 reply").first.click()
    expect(talk.comment(f"Thank you {guest.name}")).to_be_visible()
    talk.choose(mine, "Delete")
    with talk.answered("DELETE"):
        talk.comment(mine).get_by_role("button", name="Delete for everyone").click()
    expect(talk.sheet.get_by_text("Comment deleted").first).to_be_visible()
    expect(talk.comment(f"Thank you {guest.name}")).to_be_visible()
    assert [one["is_deleted"] for one in shown_to(guest, clip) if one["reply_count"]].count(True) >= 1


def test_a_comment_is_deleted_though_the_page_is_closed_at_once(
    context: BrowserContext, clip: int, site: Site
) -> None:
    guest = Person(site)
    text = f"taken back by {guest.name}"
    comment = said(guest, clip, text)
    talk = talk_of(context, clip, site, guest)
    talk.choose(text, "Delete")
    talk.comment(text).get_by_role("button", name="Delete for everyone").click()
    talk.page.close()
    until_gone(guest, comment)


def test_words_that_the_creator_keeps_out_are_seen_by_their_author_only(
    context: BrowserContext, clip: int, site: Site, maker: Person
) -> None:
    guest, other = Person(site), Person(site)
    text = f"spoiler by {guest.name}"
    said(guest, clip, text)
    talk = talk_of(context, clip, site, maker)
    talk.sheet.get_by_role("button", name="Comment settings").click()
    rules = talk.page.get_by_role("dialog", name="Comment settings")
    rules.get_by_label("Words you keep out", exact=True).first.fill("Spoiler")
    with talk.page.expect_response(re.compile("filtered-words")):
        rules.get_by_role("button", name="Add the word").click()
    expect(rules.get_by_role("listitem")).to_contain_text("spoiler")
    rules.get_by_role("button", name="Close settings").click()
    expect(talk.comment(text)).to_contain_text("Hidden by your words")
    assert text in [one["text"] for one in shown_to(guest, clip)]
    assert text not in [one["text"] for one in shown_to(other, clip)]
    maker.ask("PUT", "/users/me/filtered-words", json={"words": []})


def test_where_comments_are_turned_off_the_sheet_says_so(
    context: BrowserContext, clip: int, site: Site, maker: Person
) -> None:
    talk = talk_of(context, clip, site, maker)
    talk.sheet.get_by_role("button", name="Comment settings").click()
    with talk.page.expect_response(re.compile(f"/videos/{clip}$")):
        talk.page.get_by_role("dialog", name="Comment settings").get_by_label("Allow comments").uncheck()
    talk.page.close()
    talk = talk_of(context, clip, site, Person(site))
    expect(talk.sheet).to_contain_text("The creator has turned comments off.")
    expect(talk.sheet.get_by_label("Your comment")).to_have_count(0)
    maker.ask("PATCH", f"/videos/{clip}", json={"allow_comments": True})


def test_what_the_server_refuses_is_taken_back_with_a_sentence(
    context: BrowserContext, clip: int, site: Site, maker: Person
) -> None:
    text = f"liked by nobody {maker.name} {len(shown_to(maker, clip))}"
    said(maker, clip, text)
    talk = talk_of(context, clip, site, Person(site))

    def refuse(route: Route) -> None:
        if route.request.method == "GET":
            route.continue_()
        else:
            route.fulfill(status=409, json={"error": {"code": "no", "message": "Not today.", "fields": {}}})

    for path in ("**/comments", "**/comments/*/like"):
        talk.page.route(path, refuse)
    heart = talk.comment(text).get_by_role("button", name=re.compile("^Like the comment"))
    heart.click()
    expect(talk.sheet.get_by_role("status")).to_contain_text("Not today.")
    expect(heart).to_have_attribute("aria-pressed", "false")
    talk.sheet.get_by_label("Your comment").fill("never said")
    talk.sheet.locator(".send").click()
    expect(talk.sheet.get_by_role("alert")).to_contain_text("Not today.")
    expect(talk.sheet.get_by_label("Your comment")).to_have_value("never said")
    expect(talk.comment("never said")).to_have_count(0)


def test_a_stranger_who_writes_is_shown_the_door_and_keeps_the_words(
    context: BrowserContext, clip: int, site: Site
) -> None:
    talk = talk_of(context, clip, site, None)
    talk.sheet.get_by_label("Your comment").fill("hello")
    talk.sheet.locator(".send").click()
    expect(talk.page.get_by_role("dialog", name="Log in")).to_be_visible()
    expect(talk.sheet.get_by_label("Your comment")).to_have_value("hello")


def test_names_complete_while_a_comment_is_typed(
    context: BrowserContext, clip: int, site: Site, maker: Person
) -> None:
    talk = talk_of(context, clip, site, Person(site))
    field = talk.sheet.get_by_label("Your comment")
    field.press_sequentially(f"see @{maker.name[:7]}")
    expect(talk.sheet.get_by_role("option").first).to_contain_text(maker.name[:7])
    field.press("Enter")
    expect(field).to_have_value(re.compile(r"^see @\w+ $"))


def test_a_clip_is_reported_from_its_menu(context: BrowserContext, clip: int, site: Site) -> None:
    guest = Person(site)
    sign_in(context, guest, site)
    feed = FeedPage(context.new_page()).open(f"/v/{clip}")
    feed.live("More for this clip").click()
    feed.page.locator("dialog.steer[open]").get_by_role("button", name="Report").click()
    sheet = feed.page.get_by_role("dialog", name="Report")
    sheet.get_by_label("Spam or a scam").check()
    sheet.get_by_role("button", name="Report").click()
    feed.expect_toast("A moderator will look at it.")


def test_the_talk_closes_by_key_and_the_clip_goes_on(browser: Browser, clip: int, site: Site) -> None:
    context = browser.new_context(base_url=site.url, **DESK)
    page: Page = context.new_page()
    feed = FeedPage(page).open(f"/v/{clip}")
    feed.press("c")
    expect(page.get_by_role("dialog", name="Comments")).to_be_visible()
    page.get_by_role("button", name="Close comments").press("Enter")
    expect(page.get_by_role("dialog", name="Comments")).to_have_count(0)
    assert not feed.active()["paused"]
    context.close()


@pytest.mark.parametrize("name", ["Report", "Report @"])
def test_a_comment_and_who_wrote_it_are_reported_from_its_menu(
    context: BrowserContext, clip: int, site: Site, name: str
) -> None:
    author, guest = Person(site), Person(site)
    text = f"rude words by {author.name}"
    said(author, clip, text)
    talk = talk_of(context, clip, site, guest)
    talk.choose(text, name.replace("@", f"@{author.name}"))
    sheet = talk.page.get_by_role("dialog", name="Report")
    title = f"Report @{author.name}" if name.endswith("@") else "Report this comment"
    expect(sheet.get_by_role("heading", name=title)).to_be_visible()
    sheet.get_by_label("Bullying or harassment").check()
    sheet.get_by_role("button", name="Report", exact=True).click()
    talk.feed.expect_toast("A moderator will look at it.")
