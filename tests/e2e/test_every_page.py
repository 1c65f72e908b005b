"""Every page for everybody: no serious finding of axe, a keyboard that gets everywhere, nothing refused."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, TimeoutError
from reflex.page import DECORATED_PAGES
from sqlmodel import select

from app import db
from app.models import NearDuplicate, Role, Sound
from bench.views import MEMBER, MODERATOR, STRANGER, VIEWS, Places, Sheet, View, open_sheet, views_for
from bench.waiting import until
from tests.e2e.conftest import DESK, PHONE, fails_on_error, lent, sign_in
from tests.e2e.keyboard import stays_inside, walk
from tests.e2e.refusals import LISTEN
from tests.e2e.site import Person, Site, give_role, make_clip

GRAVE = {"serious", "critical"}
# Tab that leaves a sheet goes through the browser's own window, whose answer may move the keyboard once more
# after Escape has brought it back: that it was brought back is what counts, not where it is a moment later.
AWAIT_RETURN = """() => {
  const opener = document.querySelector("[data-opener]");
  opener.onfocus = () => (opener.dataset.opener = "returned");
}"""
SCREENS = {"phone": PHONE, "desk": DESK}
NAVIGATION = {"/", "/discover", "/upload", "/inbox"}
People = dict[str, Person]


@pytest.fixture(scope="module")
def people(site: Site) -> People:
    made = {MEMBER: Person(site, creator=True), MODERATOR: Person(site)}
    give_role(made[MODERATOR], Role.MODERATOR)
    return made


@pytest.fixture(scope="module")
def places(site: Site, people: People, tmp_path_factory: pytest.TempPathFactory) -> Places:
    """Something on every page, and one clip of the member's own."""
    folder = tmp_path_factory.mktemp("clips")
    member = people[MEMBER]
    own = lent(member, "Lanterns on the lake #lantern", folder)
    video = int(member.ask("GET", "/users/@ada/videos")["items"][0]["id"])  # type: ignore[index]
    meet(member, Person(site), own=own, video=video)
    sound = flag(own, video)
    return Places(
        video=video,
        own=own,
        sound=sound,
        creator="ada",
        member=member.name,
        tag="loop",
        word="loop",
        clip=make_clip(folder / "picked.mp4", 47),
    )


def meet(member: Person, friend: Person, *, own: int, video: int) -> None:
    """Talk under both clips, a friend, and somebody who asks to become one."""
    friend.ask("PUT", f"/videos/{own}/like")
    said = friend.ask("POST", f"/videos/{own}/comments", json={"text": f"Lovely, @{member.name}"})
    member.ask("POST", f"/comments/{said['id']}/report", json={"reason": "spam"})
    member.ask("POST", f"/videos/{video}/comments", json={"text": "Where is this?"})
    member.ask("PUT", f"/users/{friend.id}/follow")
    member.ask("PUT", f"/users/{member.ask('GET', '/users/@ada')['id']}/follow")
    member.ask("PATCH", "/users/me", json={"is_private": True})
    friend.ask("PUT", f"/users/{member.id}/follow")


def flag(video: int, other: int) -> int:
    """Work for a moderator, and a sound that is there."""
    with db.transaction() as session:
        session.add(NearDuplicate(video_id=video, other_id=other, share=0.9, offset_seconds=0))
        return session.exec(select(Sound.id).order_by(Sound.id)).first() or 1


@dataclass(slots=True)
class Tour:
    """What was wrong on the way through every page, by the rule that it breaks."""

    axe: list[str] = field(default_factory=list)
    keyboard: list[str] = field(default_factory=list)
    policy: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)


@pytest.fixture(
    scope="module",
    params=[(who, size) for who in (STRANGER, MEMBER, MODERATOR) for size in SCREENS],
    ids="-".join,
)
def tour(
    request: pytest.FixtureRequest, browser: Browser, site: Site, people: People, places: Places
) -> Iterator[Tour]:
    """Somebody goes from page to page and opens every sheet; what fades in is there at once."""
    who, size = request.param
    context = browser.new_context(base_url=site.url, reduced_motion="reduce", **SCREENS[size])
    context.add_init_script("localStorage.setItem('zoetrope.hinted', 'yes')")
    context.add_init_script(LISTEN)
    if who in people:
        sign_in(context, people[who], site)
    yield walk_through(context.new_page(), who, places)
    context.close()


def walk_through(page: Page, who: str, places: Places) -> Tour:
    seen, walked, axe = Tour(), set[str](), Axe()
    seen.scripts = fails_on_error(page)
    for view in views_for(who):
        view.open(page, places)
        seen.axe += about(view.name, grave(axe, page))
        for sheet in view.sheets_for(who):
            look_at(page, sheet, axe, seen, f"{view.name}, {sheet.name}")
        if view.route not in walked:
            seen.keyboard += about(view.name, by_keyboard(page, view))
        walked.add(view.route)
        seen.policy += about(view.name, page.evaluate("window.__refused"))
    return seen


def about(name: str, found: list[str]) -> list[str]:
    return [f"{name}: {one}" for one in found]


def test_no_page_is_forgotten() -> None:
    import app.web.pages  # noqa: F401

    routes = {pair[1]["route"] for pairs in DECORATED_PAGES.values() for pair in pairs}
    assert {view.route for view in VIEWS if view.route} == routes


def test_every_page_and_sheet_passes_axe(tour: Tour) -> None:
    assert tour.axe == [], "\n".join(tour.axe)


def test_every_page_and_sheet_is_used_by_keyboard(tour: Tour) -> None:
    assert tour.keyboard == [], "\n".join(tour.keyboard)


def test_no_page_asks_for_what_its_policy_refuses(tour: Tour) -> None:
    assert tour.policy == [], "\n".join(tour.policy)


def test_no_script_of_a_page_fails(tour: Tour) -> None:
    assert tour.scripts == [], "\n".join(tour.scripts)


def grave(axe: Axe, page: Page) -> list[str]:
    found = axe.run(page).response["violations"]
    return [told(one) for one in found if one["impact"] in GRAVE]


def told(violation: dict[str, Any]) -> str:
    nodes = [
        f"{node['target']} {node['html'][:120]} {node['failureSummary'][:300]}"
        for node in violation["nodes"][:4]
    ]
    return f"{violation['id']}: {nodes}"


def look_at(page: Page, sheet: Sheet, axe: Axe, seen: Tour, name: str) -> None:
    """Opened by keyboard, looked at, kept in, closed with Escape, and back where one was."""
    opener = sheet.opener(page)
    opener.evaluate("(it) => it.dataset.opener = 'yes'")
    open_sheet(page, sheet)
    seen.axe += about(name, grave(axe, page))
    seen.keyboard += about(name, kept_in_and_let_out(page))
    opener.evaluate("(it) => { delete it.dataset.opener; it.onfocus = null; }")


def kept_in_and_let_out(page: Page) -> list[str]:
    wrong = [] if stays_inside(page) else ["Tab leaves the sheet."]
    page.evaluate(AWAIT_RETURN)
    page.keyboard.press("Escape")
    try:
        until(page, "!document.querySelector('dialog[open]')", timeout=30_000)
        until(page, "!!document.querySelector('[data-opener=returned]')", timeout=30_000)
    except TimeoutError as error:
        where = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        wrong.append(f"Escape: {error} The keyboard is at {where}")
    return wrong


def by_keyboard(page: Page, view: View) -> list[str]:
    """From the top by Tab: the way past the navigation, all of it, everything of the page, and out again."""
    found = walk(page)
    wrong = [f"no ring at {stop}" for stop in found.unseen] + [f"Tab passes {it}" for it in found.passed]
    if not found.came_round:
        wrong.append(f"Tab does not come round: {found.stops[-5:]}")
    if view.route and not found.stops[0].startswith("BUTTON Skip to content"):
        wrong.append(f"begins at {found.stops[0]}")
    if view.route and not {stop.split(" ")[-1] for stop in found.stops} >= NAVIGATION:
        wrong.append(f"without the navigation: {found.stops}")
    return wrong
