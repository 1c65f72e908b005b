"""Every page and what may lie open on it, as a list to go through: for pictures, and for rules."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from bench.waiting import until

SOON = 90_000
STRANGER, MEMBER, MODERATOR = "stranger", "member", "moderator"
ALL, S, M = (STRANGER, MEMBER), (STRANGER,), (MEMBER,)


@dataclass(frozen=True, slots=True)
class Places:
    """What addresses need of the site that is looked at. `own` is a video of the member, who is a creator."""

    video: int
    own: int
    sound: int
    creator: str
    member: str
    tag: str
    word: str
    clip: Path


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a button opens over its page, and Esc closes."""

    name: str
    opener: Callable[[Page], Locator]
    shows: str
    then: tuple[str, ...] = ()  # buttons that are pressed inside of it
    who: tuple[str, ...] = M


@dataclass(frozen=True, slots=True)
class View:
    """A page with something on it; `shows` is there when it has loaded."""

    name: str
    route: str
    path: str
    shows: str
    who: tuple[str, ...] = ALL
    sheets: tuple[Sheet, ...] = ()
    begin: Callable[[Page, Places], None] | None = None

    def open(self, page: Page, places: Places) -> None:
        page.goto(self.address(places))
        wait_for(page, self.shows)
        until(page, "!document.querySelector('main [aria-busy=true]')")
        if self.begin:
            self.begin(page, places)

    def address(self, places: Places) -> str:
        return self.path.format_map({name: getattr(places, name) for name in Places.__dataclass_fields__})

    def sheets_for(self, who: str) -> list[Sheet]:
        return [sheet for sheet in self.sheets if who in sheet.who]


def wait_for(page: Page, selector: str) -> None:
    expect(page.locator(selector).first).to_be_visible(timeout=SOON)


def pressed(name: str) -> Callable[[Page], Locator]:
    """The button of this name that one sees."""
    return lambda page: page.get_by_role("button", name=name).filter(visible=True).first


def on_clip(name: str) -> Callable[[Page], Locator]:
    """A button on the rail of the clip that plays."""
    return lambda page: page.locator(".panel.live").get_by_role("button", name=name).first


def open_sheet(page: Page, sheet: Sheet) -> None:
    """By keyboard, as somebody without a mouse does."""
    opener = sheet.opener(page)
    opener.focus()
    page.keyboard.press("Enter")
    for name in sheet.then:
        page.locator("dialog[open]").last.get_by_role("button", name=name).first.click()
    wait_for(page, sheet.shows)


def type_into_search(page: Page, places: Places) -> None:
    page.get_by_role("combobox", name="Search").fill(places.word[:3])
    wait_for(page, ".search-list li")


def pick_clip(page: Page, places: Places) -> None:
    page.get_by_label("Choose video files").first.set_input_files(places.clip)
    expect(page.locator(".ed-picture")).to_have_attribute("data-state", "ready", timeout=SOON)


def reported(page: Page, _: Places) -> None:
    page.get_by_role("tab", name="Reports").click()
    wait_for(page, "#desk .review-subject, #desk .nothing")


def tool(name: str) -> Callable[[Page, Places], None]:
    def begin(page: Page, places: Places) -> None:
        pick_clip(page, places)
        page.get_by_role("tab", name=name).click()

    return begin


def say_something(page: Page, places: Places) -> None:
    pick_clip(page, places)
    step = page.get_by_role("button", name="Details", exact=True)
    if step.is_visible():
        step.click()
    page.get_by_label("Caption").fill("The tide comes in #sea #evening")


COMMENTS = Sheet("comments", on_clip("Comment"), ".comment")
SHARE = Sheet("share", on_clip("Share"), ".share-ways")
QR = Sheet("share-qr", on_clip("Share"), ".share-code img", ("QR code",))
EMBED = Sheet("share-embed", on_clip("Share"), ".share-frame textarea", ("Embed",))
MORE = Sheet("menu", on_clip("More for this clip"), ".owner-acts")
REPORT = Sheet("report", on_clip("More for this clip"), ".report fieldset", ("Report",))
ASK = Sheet("ask", on_clip("Like"), ".ask .button", who=(STRANGER,))
WHY = Sheet("why", on_clip("Why this video"), ".why-view:not([aria-busy=true])")
OWN = Sheet("own-menu", on_clip("Options for this clip"), ".owner-acts")
REACH = Sheet("own-reach", on_clip("Options for this clip"), ".reach", ("Distribution",))
CHANGE = Sheet("own-edit", on_clip("Options for this clip"), "#owner-words", ("Edit",))
DELETE = Sheet("own-delete", on_clip("Options for this clip"), ".owner-removal", ("Delete",))
FOLLOWERS = Sheet("people", pressed("Follower"), ".people-sheet .people-row")
ABOUT = Sheet("profile-menu", pressed("More about"), ".owner-acts")
EDIT = Sheet("edit-profile", pressed("Edit profile"), ".profile-edit textarea")
ADDRESS = Sheet("address", pressed("Change your address"), ".settings-sheet input")
PASSWORD = Sheet("password", pressed("Password"), ".settings-sheet input")
CLIP_SHEETS = (COMMENTS, SHARE, QR, EMBED, MORE, REPORT, ASK)
OWN_SHEETS = (OWN, REACH, CHANGE, DELETE)

VIEWS = (
    View("feed", "/", "/", ".panel.live", sheets=(WHY,)),
    View("following", "/following", "/following", ".panel.live, .middle"),
    View("friends", "/friends", "/friends", ".panel.live, .middle"),
    View("video", "/v/[video_id]", "/v/{video}", ".panel.live", sheets=CLIP_SHEETS),
    View("own-video", "/v/[video_id]", "/v/{own}", ".panel.live", M, OWN_SHEETS),
    View("gone-video", "/v/[video_id]", "/v/999999999", ".middle", S),
    View("discover", "/discover", "/discover", ".wall-card"),
    View("search-empty", "/search", "/search", ".search-box", M),
    View("search-typing", "/search", "/search", ".search-box", M, begin=type_into_search),
    View("search", "/search", "/search?q={word}", ".top-videos .wall-card"),
    View("search-videos", "/search", "/search?q={word}&type=videos", ".wall-card", M),
    View("search-people", "/search", "/search?q={creator}&type=users", "#found li a", M),
    View("search-hashtags", "/search", "/search?q={tag}&type=hashtags", "#found li a", M),
    View("search-sounds", "/search", "/search?q=sound&type=sounds", "#found li a, .nothing", M),
    View("search-nothing", "/search", "/search?q=zzxqvwy", ".nothing", M),
    View("tag", "/tag/[hashtag]", "/tag/{tag}", "main li a"),
    View("sound", "/sound/[sound_id]", "/sound/{sound}", ".song h1"),
    View("profile", "/[handle]", "/@{creator}", ".person h1", sheets=(FOLLOWERS, ABOUT)),
    View("own-profile", "/[handle]", "/@{member}", ".person .actions", M, (EDIT,)),
    View("nobody", "/[handle]", "/@nobody-of-that-name", ".nothing", S),
    View("missing", "404", "/nothing/here", ".nothing", S),
    View("login", "/login", "/login", "form .button:enabled", S),
    View("signup", "/signup", "/signup", "form .button:enabled", S),
    View("reset", "/reset", "/reset", "form input", S),
    View("verify", "/verify", "/verify?token=none", ".join", S),
    View("studio", "/upload", "/upload", "main :is(h1, h2)"),
    View("editor", "/upload", "/upload", ".picker", M, begin=pick_clip),
    View("editor-looks", "/upload", "/upload", ".picker", M, begin=tool("Looks")),
    View("editor-details", "/upload", "/upload", ".picker", M, begin=say_something),
    View("inbox", "/inbox", "/inbox", "#inbox-list .notice, .nothing"),
    View("requests", "/requests", "/requests", ".people-row, .nothing"),
    View("taste", "/taste", "/taste", ".taste:not([aria-busy])"),
    View("settings", "/settings", "/settings", ".setting-says, .nothing", sheets=(ADDRESS, PASSWORD)),
    View("moderation", "/moderation", "/moderation", ".review video, .nothing", (MEMBER, MODERATOR)),
    View("reports", "/moderation", "/moderation", ".review video, .nothing", (MODERATOR,), begin=reported),
    View("embed", "", "/embed/{video}", "video", S),
)


def views_for(who: str) -> list[View]:
    return [view for view in VIEWS if who in view.who]
