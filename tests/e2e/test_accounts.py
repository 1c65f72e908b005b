"""Own accounts in real browsers: mailed links, second factor, sessions, taking all home, leaving."""

import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect
from sqlmodel import select

from app.db import transaction
from app.models import User
from tests.e2e.conftest import DESK, PHONE, sign_in
from tests.e2e.passing import expect_heard, held, keep_receipts
from tests.e2e.site import PASSWORD, Person, Site
from tests.letters import Postbox


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def screen(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=site.url, **request.param)
    yield context
    context.close()


def link(postbox: Postbox, person: Person, path: str, *, host: str = "") -> str:
    """To `path` in the newest of the person's letters, on the site under test; the worker takes its time."""
    late = time.monotonic() + 180
    while time.monotonic() < late:
        secrets = re.findall(rf"{path}#(\S+)", text_to(postbox, person, host=host))
        if secrets:
            return f"{path}#{secrets[-1]}"
        time.sleep(0.1)
    raise TimeoutError(f"No letter to {person.name} leads to {path}.")


def text_to(postbox: Postbox, person: Person, *, host: str = "") -> str:
    """Of all letters to somebody."""
    own = [number for number, letter in enumerate(postbox.letters) if f"{person.name}@{host}" in letter["To"]]
    return "\n".join(map(postbox.text, own))


def log_in(page: Page, name: str, password: str = "") -> None:
    page.goto("/login")
    page.get_by_label("User name or e-mail").fill(name)
    page.get_by_label("Password", exact=True).fill(password or PASSWORD)
    page.get_by_role("button", name="Log in").click()


def is_signed_in(page: Page, name: str) -> None:
    profile = page.get_by_role("link", name="Profile", exact=True).last
    expect(profile).to_have_attribute("href", f"/@{name}")


def open_settings(context: BrowserContext, person: Person, site: Site) -> Page:
    sign_in(context, person, site)
    page = context.new_page()
    page.goto("/settings")
    expect(page.get_by_text("This session")).to_be_visible()
    return page


def test_the_mailed_link_verifies_the_address(screen: BrowserContext, site: Site, postbox: Postbox) -> None:
    person = Person(site)
    page = open_settings(screen, person, site)
    expect(page.get_by_text("Not verified yet")).to_be_visible()
    page.goto(link(postbox, person, "/verify"))
    expect(page.get_by_role("heading", name="Your address is verified")).to_be_visible()
    assert "#" not in page.url
    page.goto("/settings")
    expect(page.get_by_text("Verified", exact=True)).to_be_visible()


def test_the_address_is_changed_by_the_link_that_is_mailed_there(
    screen: BrowserContext, site: Site, postbox: Postbox
) -> None:
    person = Person(site)
    new = f"{person.name}@elsewhere.example.com"
    page = open_settings(screen, person, site)
    page.get_by_role("button", name="Change your address").click()
    page.get_by_label("New address").fill(new)
    page.get_by_label("Your password", exact=True).fill("a guess")
    page.get_by_role("button", name="Send the link").last.click()
    expect(page.get_by_text("This is not your password")).to_be_visible()
    page.get_by_label("Your password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Send the link").last.click()
    expect_heard(page, f"A link is on its way to {new}.")
    page.goto(link(postbox, person, "/verify", host="elsewhere"))
    expect(page.get_by_role("heading", name="Your address is verified")).to_be_visible()
    page.goto("/settings")
    expect(page.get_by_text(new).first).to_be_visible()
    expect(page.get_by_text("Verified", exact=True)).to_be_visible()


def test_a_forgotten_password_is_replaced_by_mail(
    screen: BrowserContext, site: Site, postbox: Postbox
) -> None:
    person = Person(site)
    page = screen.new_page()
    page.goto("/login")
    page.get_by_role("link", name="Forgot your password?").click()
    expect(page.get_by_role("heading", name="Forgot your password?")).to_be_visible()
    page.get_by_label("E-mail").fill(f"{person.name}@example.com")
    with page.expect_response("**/auth/reset"):
        page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Look into your inbox")).to_be_visible()
    page.goto(link(postbox, person, "/reset"))
    page.get_by_label("New password").fill("another quiet sentence")
    page.get_by_role("button", name="Save it").click()
    expect(page.get_by_role("heading", name="Your password is new")).to_be_visible()
    assert person.http.get("/auth/me").status_code == 401
    log_in(page, person.name, "another quiet sentence")
    page.wait_for_url(f"{site.url}/")
    is_signed_in(page, person.name)


def test_the_second_factor_is_turned_on_and_asked_for(
    screen: BrowserContext, browser: Browser, site: Site
) -> None:
    person = Person(site)
    page = open_settings(screen, person, site)
    page.get_by_role("button", name="Second factor").click()
    page.get_by_label("Your password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    totp = pyotp.TOTP(page.locator("code.key").inner_text().replace(" ", ""))
    page.get_by_label("Code", exact=True).fill(totp.now())
    page.get_by_role("button", name="Turn it on").click()
    shown = page.get_by_role("list", name="Recovery codes").get_by_role("listitem")
    expect(shown).to_have_count(10)
    codes = shown.all_inner_texts()
    page.get_by_role("button", name="I have kept them").click()
    other = browser.new_context(base_url=site.url, **DESK).new_page()
    log_in(other, person.name)
    expect(other.get_by_text("Now the second factor")).to_be_visible()
    other.get_by_label("Code", exact=True).fill("000000")
    other.get_by_role("button", name="Log in").click()
    expect(other.get_by_text("This code is not right")).to_be_visible()
    other.get_by_label("Code", exact=True).fill(codes[0])
    other.get_by_role("button", name="Log in").click()
    other.wait_for_url(f"{site.url}/")
    is_signed_in(other, person.name)
    other.context.close()


def test_another_browsers_session_is_ended_from_here(
    screen: BrowserContext, browser: Browser, site: Site
) -> None:
    person = Person(site)
    other = browser.new_context(base_url=site.url, **DESK).new_page()
    log_in(other, person.name)
    is_signed_in(other, person.name)
    page = open_settings(screen, person, site)
    page.get_by_role("button", name=re.compile("End the session of Chrome")).click()
    expect_heard(page, "is logged out")
    other.reload()
    expect(other.get_by_role("link", name="Profile", exact=True).last).to_have_attribute("href", "/login")
    other.context.close()


def is_change(answer: Response) -> bool:
    return answer.request.method == "PATCH" and answer.url.endswith("/users/me/settings")


def test_changes_hold_at_once_and_can_be_undone(screen: BrowserContext, site: Site) -> None:
    person = Person(site)
    page = open_settings(screen, person, site)
    saver = page.get_by_role("switch", name="Data saver")
    keep_receipts(page)
    with page.expect_response(is_change):
        saver.click()
    undo = held(page.locator(".toast.receipt.on")).get_by_role("button", name="Undo")
    assert person.ask("GET", "/users/me/settings")["data_saver"] is True
    with page.expect_response(is_change):
        undo.click()
    expect(saver).to_have_attribute("aria-checked", "false")
    assert person.ask("GET", "/users/me/settings")["data_saver"] is False


def test_all_ones_data_is_taken_home(screen: BrowserContext, site: Site, tmp_path: Path) -> None:
    person = Person(site)
    page = open_settings(screen, person, site)
    page.get_by_role("button", name="Collect it").click()
    ready = page.get_by_role("button", name="Download", exact=True)
    expect(ready).to_be_visible(timeout=300_000)
    with page.expect_download() as started:
        ready.click()
    started.value.save_as(tmp_path / "mine.zip")
    with zipfile.ZipFile(tmp_path / "mine.zip") as found:
        assert person.name in found.read("profile.json").decode()


def test_an_account_is_deleted_and_kept_after_all(screen: BrowserContext, site: Site) -> None:
    person, other = Person(site), Person(site)
    page = open_settings(screen, person, site)
    page.get_by_role("button", name="Delete your account").click()
    page.get_by_label("Your password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name=f"Delete @{person.name}").click()
    page.wait_for_url(f"{site.url}/")
    assert other.http.get(f"/users/@{person.name}").status_code == 404
    log_in(page, person.name)
    expect(page.get_by_text("You deleted this account")).to_be_visible()
    page.get_by_role("button", name="Keep my account").click()
    page.wait_for_url(f"{site.url}/")
    is_signed_in(page, person.name)
    with transaction() as session:
        assert session.exec(select(User.deletes_at).where(User.username == person.name)).one() is None
