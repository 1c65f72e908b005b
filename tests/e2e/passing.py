"""What the pages say in passing: kept from the moment it is shown, however late a test looks."""

from playwright.sync_api import Locator, Page, expect

from bench.waiting import until

# Toasts and live notices go after some seconds; on a busy machine that is sooner than a test sees them.
HEAR = """
window.__heard = new Set();
window.__keeping = false;
new MutationObserver(() => {
  for (const one of document.querySelectorAll(".toast, .live-notice, .hint")) {
    if (one.textContent) window.__heard.add(one.textContent);
  }
  if (!window.__keeping) return;
  const hand = new PointerEvent("pointerover", { bubbles: true, pointerType: "mouse" });
  document.querySelectorAll(".toast.receipt.on").forEach((one) => one.dispatchEvent(hand));
}).observe(document, { subtree: true, childList: true, characterData: true });
"""
HEARD = "(words) => [...window.__heard].some((one) => one.includes(words))"


def expect_heard(page: Page, words: str) -> None:
    """Since this document was opened, some toast or notice has said so."""
    until(page, HEARD, arg=words, timeout=90_000)


def keep_receipts(page: Page) -> None:
    """From now on a hand is on each receipt as soon as it is shown: it stays until something else is said."""
    page.evaluate("window.__keeping = true")


def held(receipt: Locator) -> Locator:
    """One of those that are kept, with the keyboard on its way back."""
    receipt.get_by_role("button", name="Undo").focus()
    expect(receipt).to_be_visible()
    return receipt
