"""Pages under their Content-Security-Policy: what is not theirs does not run, and nobody frames them."""

from playwright.sync_api import BrowserContext, Page

from bench.waiting import until
from tests.e2e.refusals import LISTEN


def listening(context: BrowserContext) -> Page:
    context.add_init_script(LISTEN)
    return context.new_page()


def first_clip(page: Page) -> dict[str, object]:
    return dict(page.request.get("/api/v1/users/@ada/videos").json()["items"][0])


def refused(page: Page) -> list[str]:
    return list(page.evaluate("window.__refused"))


def test_an_injected_script_does_not_run(desk: BrowserContext) -> None:
    page = listening(desk)
    page.goto("/discover")
    page.evaluate(
        """() => {
          const bad = document.createElement("div");
          bad.innerHTML = '<img src=x onerror="window.__bad = 1">';
          document.body.append(bad);
          const script = document.createElement("script");
          script.textContent = "window.__bad = 1";
          document.body.append(script);
        }"""
    )
    until(page, "window.__refused.length >= 2")
    assert page.evaluate("window.__bad") is None


def test_no_site_may_frame_our_pages_but_the_player(desk: BrowserContext) -> None:
    page = desk.new_page()
    video = f"/v/{first_clip(page)['id']}"
    for path in ("/discover", video):
        told = page.request.get(path).headers
        assert "frame-ancestors 'none'" in told["content-security-policy"]
        assert told["x-frame-options"] == "DENY"
    embedded = page.request.get(video.replace("/v/", "/embed/")).headers
    assert "frame-ancestors *" in embedded["content-security-policy"]
    assert "x-frame-options" not in embedded


def test_a_stored_file_is_never_a_page(desk: BrowserContext) -> None:
    page = desk.new_page()
    told = page.request.get(str(first_clip(page)["poster_url"])).headers
    assert "sandbox" in told["content-security-policy"]
    assert told["x-content-type-options"] == "nosniff"


def test_the_documentation_works_under_its_policy(desk: BrowserContext) -> None:
    page = listening(desk)
    page.goto("/api/docs")
    page.get_by_role("heading", name="Zoetrope").wait_for()
    page.locator('[data-tag="feed"]').click()
    page.locator('[data-path="/api/v1/feed"]').wait_for()
    assert refused(page) == []
