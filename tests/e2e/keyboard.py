"""The tab key as somebody without a mouse uses it: where it stops, if one sees where, what it passes."""

from dataclasses import dataclass

from playwright.sync_api import Page

MOST = 240
AT_ONCE = 20
# Every stop is noted where it happens, so that many keys can be pressed at once.
LISTEN = """() => {
  window.__stops = [];
  window.__round = false;
  const rings = (node) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(node);
    return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
  };
  const typed = "input:not([type=file], [type=radio], [type=checkbox], [type=range]), textarea, select";
  const label = (it) => it.getAttribute("aria-label") || it.textContent.trim().slice(0, 40) || it.className;
  let first = null;
  window.__noted = (event) => {
    const it = event.target;
    if (it === first) return window.__end();
    first ??= it;
    it.dataset.stopped = "yes";
    const around = [it, it.parentElement, ...it.parentElement.children];
    const href = it.getAttribute("href") ?? "";
    const ring = it.matches(typed) || around.some(rings);
    window.__stops.push({ what: `${it.tagName} ${label(it)} ${href}`, ring });
  };
  // The page as it is then: keys that follow go round once more, and feeds move on.
  window.__end = () => {
    window.__round = true;
    window.__passed = window.__look();
    document.removeEventListener("focusin", window.__noted);
  };
  window.__look = %LOOK%;
  // Clips that do not play are opened by the arrows; one may be in sight when Tab comes to the feed's end.
  window.__closed = new Set(document.querySelectorAll("[inert] *"));
  document.addEventListener("focusin", window.__noted);
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
  window.__stops.length = 0;
  first = null;
}"""
# What the mouse can press and Tab passed by. Among tabs and radio buttons the arrows go from one to the next.
PASSED = """() => {
  const pressed = "a[href], button, input, select, textarea, summary, [role=button], [role=switch]";
  return [...document.querySelectorAll(pressed)]
    .filter((it) => it.checkVisibility({ visibilityProperty: true }) && it.getBoundingClientRect().width > 1)
    .filter((it) => !it.dataset.stopped && !window.__closed.has(it))
    .filter((it) => !it.disabled && !it.closest("[inert], [aria-hidden=true]"))
    .filter((it) => !it.matches("[role=tab][tabindex='-1'], [type=radio]"))
    .map((it) => it.outerHTML.slice(0, 160));
}"""
INSIDE = """() => {
  const open = [...document.querySelectorAll("dialog:modal")].at(-1);
  return !open || document.activeElement === document.body || open.contains(document.activeElement);
}"""


@dataclass(frozen=True, slots=True)
class Walk:
    """From the top of a page by Tab until it comes round."""

    stops: list[str]
    unseen: list[str]
    passed: list[str]
    came_round: bool


def walk(page: Page) -> Walk:
    """What came only after Tab had gone by is met in a second round."""
    first = _round(page)
    return _round(page) if first.passed else first


def _round(page: Page) -> Walk:
    page.evaluate(LISTEN.replace("%LOOK%", PASSED))
    for _ in range(MOST // AT_ONCE):
        for _ in range(AT_ONCE):
            page.keyboard.press("Tab")
        if page.evaluate("window.__round"):
            break
    if not page.evaluate("window.__round"):
        page.evaluate("window.__passed = window.__look()")
    stops, passed, ended = page.evaluate("[window.__stops, window.__passed, window.__round]")
    unseen = [stop["what"] for stop in stops if not stop["ring"]]
    return Walk([stop["what"] for stop in stops], unseen, passed, ended)


def stays_inside(page: Page, *, presses: int = 12) -> bool:
    """Whether Tab, there and back, leaves a sheet that lies over the page."""
    kept = []
    for key in ("Tab", "Shift+Tab"):
        for _ in range(presses):
            page.keyboard.press(key)
        kept.append(page.evaluate(INSIDE))
    return all(kept)
