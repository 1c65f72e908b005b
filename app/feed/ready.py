"""A page of what is popular, complete with its cards, kept ready for when nothing can be asked or ranked.

It lies in Valkey for all processes and in the memory of each; a job renews it, and the first good page of
every minute.
"""

import threading
import time
from uuid import uuid4

import numpy as np
from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session

from app import eventlog
from app.accounts.viewer import anonymous
from app.db import new_session
from app.feed import records
from app.feed.asking import Remembered, hidden_key, scroll_key
from app.feed.candidates import Ids
from app.feed.schemas import FeedItem, FeedPage, Impression, Scroll
from app.feed.sentences import POPULAR
from app.feed.shelf import shelf
from app.feed.showable import showable
from app.models.columns import now
from app.resilience import hints
from app.telemetry import log
from app.videos.cards import cards
from app.videos.schemas import VideoCard

KEY = "feed:ready"
SIZE = 100
FRESH_SECONDS = 60.0
KEPT_SECONDS = 24 * 3600
NOTE = "Something here is slow just now, so this is what is popular."

_CARDS = TypeAdapter(tuple[VideoCard, ...])


class _Kept:
    """The cards in this process, as they are written; looked at only in need."""

    def __init__(self) -> None:
        self.text, self.at = b"", float("-inf")
        self.renewing = threading.Lock()

    def renew_if_old(self) -> None:
        if time.monotonic() - self.at > FRESH_SECONDS and self.renewing.acquire(blocking=False):
            threading.Thread(target=self._renew, name="ready", daemon=True).start()

    def _renew(self) -> None:
        try:
            self.text = _shared() or make()
            self.at = time.monotonic()
        except Exception as error:  # the old one stays
            log().warning("ready_page_not_renewed", error=str(error))
        finally:
            self.renewing.release()

    def cards(self) -> tuple[VideoCard, ...]:
        """The latest at hand."""
        try:
            return _CARDS.validate_json(self.text or _shared() or b"[]")
        except ValidationError:  # written by another version of this program
            return ()


KEPT = _Kept()


def make() -> bytes:
    """Make the page anew and put it before all processes."""
    with new_session() as session:
        text = _CARDS.dump_json(_popular(session))
    hints().ask(lambda it: it.set(KEY, text, ex=KEPT_SECONDS), None)
    return text


def page(viewer_key: str, known: Remembered, scroll: Scroll, *, size: int, trouble: str) -> FeedPage:
    """The next of what is popular that this viewer has not had, as far as that is known."""
    request_id = uuid4()
    chosen = _not_had(KEPT.cards(), viewer_key, known, scroll)[:size]
    items = [
        FeedItem(
            video=card,
            why=[POPULAR],
            request_id=request_id,
            position=scroll.position + number,
            source="trending",
        )
        for number, card in enumerate(chosen)
    ]
    _leave(viewer_key, scroll, items)
    following = scroll.after(len(items)).text() if items else None
    return FeedPage(items=items, next_cursor=following, note=NOTE, ranked=False, degraded=trouble)


def _shared() -> bytes:
    return hints().ask(lambda it: it.get(KEY), None) or b""


def _popular(session: Session) -> tuple[VideoCard, ...]:
    hot = shelf(session).ids[: 2 * SIZE]
    nobody = anonymous("nobody-in-particular")
    there = hot[np.isin(hot, showable(session, nobody, hot))][:SIZE]
    return tuple(cards(session, there.tolist(), nobody))


def _not_had(
    found: tuple[VideoCard, ...], viewer_key: str, known: Remembered, scroll: Scroll
) -> list[VideoCard]:
    """Without Valkey the scroll's own position tells what it had."""
    hidden = _hidden(viewer_key)
    wanted = [card for card in found if card.creator.id not in hidden]
    if known.away:
        return wanted[scroll.position :]
    wanted = [card for card in wanted if card.id not in set(known.served.tolist())]
    seen = set(() if known.seen is None else known.seen.tolist())
    return [card for card in wanted if card.id not in seen] or wanted


def _hidden(viewer_key: str) -> set[int]:
    """Creators whom the viewer turned away, as the last good page knew them."""
    found: Ids = np.frombuffer(hints().ask(lambda it: it.get(hidden_key(viewer_key)), None) or b"", "<i8")
    return set(found.tolist())


def _leave(viewer_key: str, scroll: Scroll, items: list[FeedItem]) -> None:
    shown = [
        Impression(
            request_id=item.request_id,
            viewer_key=viewer_key,
            user_id=int(viewer_key[5:]) if viewer_key.startswith("user:") else None,
            video_id=item.video.id,
            position=item.position,
            source=item.source,
            propensity=1.0,
            at=now(),
        )
        for item in items
    ]
    served = np.array([item.video.id for item in items], "<i8").tobytes()

    def write(client: object) -> None:
        pipe = client.pipeline(transaction=False)  # type: ignore[attr-defined]
        pipe.append(scroll_key(scroll.scroll), served)
        eventlog.write(pipe, records.TOPIC, records.bodies(shown))
        pipe.execute()

    if items:
        hints().ask(write, None)
