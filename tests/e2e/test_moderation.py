"""A moderator finds the desk, compares clips that look alike, reads what was reported, and decides."""

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlmodel import Session

from app import db
from app.models import Role, User
from app.settings import ffmpeg_path
from bench.waiting import until
from tests.e2e.conftest import sign_in
from tests.e2e.site import Person, Site, make_clip

# By size: a clip of its own, how one gets there, what is decided, and what comes of it.
WAYS = {
    "desk": (7, ("navigation", "Moderation"), "Unlist", "unlisted"),
    "phone": (8, ("main", "Videos that wait for a moderator"), "Approve", "public"),
}


def judge(site: Site) -> Person:
    made = Person(site)
    with Session(db.engine()) as session:
        session.get_one(User, made.id).role = Role.MODERATOR
        session.commit()
    return made


def clear_desk(moderator: Person) -> None:
    """What other tests' clips have in common, and what they reported, is no business of these."""
    while cases := moderator.ask("GET", "/admin/reports?limit=60")["items"]:
        for one in cases:
            moderator.ask("POST", f"/admin/{one['kind']}s/{one['id']}/decision", json={"action": "approve"})
    while waiting := moderator.ask("GET", "/admin/videos/flagged?limit=60")["items"]:
        for one in waiting:
            wanted = {"action": "approve", "reason": "Made by a test."}
            moderator.ask("POST", f"/admin/videos/{one['video']['id']}/decision", json=wanted)


def copied(clip: Path) -> Path:
    """As somebody else would send it again."""
    copy = clip.with_name("copy.mp4")
    smaller = ["-vf", "scale=270:480", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "30"]
    subprocess.run([ffmpeg_path(), "-v", "error", "-y", "-i", str(clip), *smaller, str(copy)], check=True)
    return copy


def publish_twice(site: Site, folder: Path, number: int) -> tuple[Person, int]:
    """A creator's clip, and a stranger who sends it again; the stranger and the copy's id."""
    clip = make_clip(folder / "clip.mp4", number)
    creator, stranger = Person(site, creator=True), Person(site, creator=True)
    creator.wait_for(creator.publish(clip, "Mine, from the beginning"))
    copy = stranger.publish(copied(clip), "Look what I found")
    assert stranger.wait_for(copy)["status"] == "published"
    return stranger, copy


def go(page: Page, way: tuple[str, str]) -> None:
    place, name = way
    page.goto("/inbox")
    page.get_by_role(place).first.get_by_role("link", name=name).click()  # type: ignore[arg-type]
    expect(page.get_by_role("heading", name="Moderation")).to_be_visible()


@pytest.mark.parametrize("size", WAYS)
def test_two_clips_that_look_alike_are_compared_and_decided_about(
    request: pytest.FixtureRequest, site: Site, tmp_path: Path, size: str
) -> None:
    number, way, decision, visibility = WAYS[size]
    moderator = judge(site)
    clear_desk(moderator)
    stranger, copy = publish_twice(site, tmp_path, number)
    context: BrowserContext = request.getfixturevalue(size)
    sign_in(context, moderator, site)
    page = context.new_page()
    go(page, way)
    flag = page.get_by_role("article")
    expect(flag.get_by_text("Look what I found")).to_be_visible()
    expect(flag.get_by_text("Mine, from the beginning")).to_be_visible()
    until(page, "[...document.querySelectorAll('.review video')].every(one => one.readyState > 1)")
    page.screenshot(path=tmp_path / f"moderation-{size}.png")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("Reason").fill("It is somebody else's film.")
    flag.get_by_role("button", name=decision).click()
    expect(page.get_by_role("heading", name="Nothing waits for you")).to_be_visible()
    assert stranger.ask("GET", f"/videos/{copy}")["visibility"] == visibility
    answer = stranger.http.patch(f"/videos/{copy}", json={"visibility": "public"})
    assert answer.status_code == (200 if visibility == "public" else 403)


def test_others_are_told_that_it_is_not_for_them(desk: BrowserContext, person: Person, site: Site) -> None:
    sign_in(desk, person, site)
    page = desk.new_page()
    page.goto("/moderation")
    expect(page.get_by_role("heading", name="For moderators only")).to_be_visible()
    expect(page.get_by_role("navigation").get_by_role("link", name="Moderation")).to_have_count(0)


SPAM = {"reason": "spam", "note": "Everywhere the same."}


def reported(site: Site) -> tuple[Person, int, int]:
    """Somebody who was reported, and whose comment was by two people; the comment and where it stands."""
    rude, witnesses = Person(site), [Person(site), Person(site)]
    clip = int(rude.ask("GET", "/users/@ada/videos")["items"][0]["id"])
    comment = int(rude.ask("POST", f"/videos/{clip}/comments", json={"text": "Buy from me!"})["id"])
    witnesses[0].ask("POST", f"/users/{rude.id}/report", json={"reason": "harassment"})
    for one in witnesses:
        one.ask("POST", f"/comments/{comment}/report", json=SPAM)
    return rude, comment, clip


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_reported_people_and_comments_are_decided_about(
    request: pytest.FixtureRequest, site: Site, tmp_path: Path, size: str
) -> None:
    moderator = judge(site)
    clear_desk(moderator)
    rude, comment, clip = reported(site)
    context: BrowserContext = request.getfixturevalue(size)
    sign_in(context, moderator, site)
    page = context.new_page()
    page.goto("/moderation")
    expect(page.get_by_role("tab", name="Reports 2")).to_have_attribute("aria-selected", "true")
    case = page.get_by_role("article")
    expect(case).to_contain_text("1 report")
    expect(case.get_by_role("link", name=f"@{rude.name}")).to_have_attribute("href", f"/@{rude.name}")
    page.screenshot(path=tmp_path / f"person-{size}.png")
    case.get_by_role("button", name="Leave it").click()
    expect(case).to_contain_text("Buy from me!")
    expect(case).to_contain_text("2 reports")
    expect(case).to_contain_text("Spam or a scam × 2")
    expect(case).to_contain_text("Everywhere the same.")
    expect(case.get_by_role("link", name="See it below the clip")).to_have_attribute(
        "href", f"/v/{clip}?comment={comment}"
    )
    page.screenshot(path=tmp_path / f"comment-{size}.png")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("Reason").fill("Advertising.")
    page.get_by_role("heading", name="Moderation").click()
    with page.expect_response(re.compile("/decision$")):
        page.keyboard.press("r")
    expect(page.get_by_role("heading", name="Nothing waits for you")).to_be_visible()
    assert rude.http.get(f"/comments/{comment}").status_code == 404
    told = rude.ask("GET", "/notifications")["items"]
    assert [one["what"] for one in told] == ["A moderator removed your comment"]


def test_a_ban_signs_somebody_out(desk: BrowserContext, site: Site) -> None:
    moderator = judge(site)
    clear_desk(moderator)
    rude, _, _ = reported(site)
    sign_in(desk, moderator, site)
    page = desk.new_page()
    page.goto("/moderation")
    with page.expect_response(re.compile("/decision$")):
        page.get_by_role("button", name="Ban for a week").click()
    assert rude.http.get("/auth/me").status_code == 401
