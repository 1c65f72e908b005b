"""A sound has a page: whose it is, what plays it, how it sounds, and a name that its owner may change."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from bench.waiting import until
from tests.e2e.conftest import sign_in
from tests.e2e.site import Person, Site, make_clip

NUMBERS = {"desk": 9, "phone": 11}


@pytest.mark.parametrize("size", NUMBERS)
def test_a_sound_is_heard_named_and_leads_to_its_clips(
    request: pytest.FixtureRequest, site: Site, tmp_path: Path, size: str
) -> None:
    creator = Person(site, creator=True)
    clip = creator.publish(make_clip(tmp_path / "clip.mp4", NUMBERS[size]), "Hum of the harbour")
    creator.wait_for(clip)
    sound = creator.sound_of(clip)
    context: BrowserContext = request.getfixturevalue(size)
    sign_in(context, creator, site)
    page = context.new_page()
    page.goto(f"/sound/{sound}")
    expect(page.get_by_role("heading", name=f"original sound — {creator.name}")).to_be_visible()
    expect(page.get_by_role("link", name="Hum of the harbour")).to_be_visible()
    page.get_by_role("button", name="Play").click()
    until(page, "document.querySelector('audio')?.currentTime > 0.2")
    page.screenshot(path=tmp_path / f"sound-{size}.png")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Rename").click()
    page.get_by_label("Title of this sound").fill("Harbour hum")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Harbour hum")).to_be_visible()
    page.get_by_role("link", name="Use this sound").click()
    page.wait_for_url(f"**/upload*sound={sound}")
    assert creator.ask("GET", f"/sounds/{sound}")["title"] == "Harbour hum"


def test_a_sound_that_is_not_there_is_said_to_be_missing(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/sound/999999")
    expect(page.get_by_role("heading", name="This sound is not here")).to_be_visible()
