"""The feed: turns pages, plays the shown one, reports what was watched."""

from typing import Any

from kivy.app import App
from kivy.properties import BooleanProperty, OptionProperty, StringProperty
from kivy.uix.label import Label
from kivy.uix.screenmanager import Screen

from mobile.api import ApiError, Away
from mobile.contract import FeedItem, Reaction
from mobile.platform.clipboard import copy_link
from mobile.reader import Reader
from mobile.screens.page import FeedPage
from mobile.toggles import Toggle
from mobile.watching import Showing
from mobile.widgets import Tap


class SourceTap(Tap, Label):
    chosen = BooleanProperty(False)


class FeedScreen(Screen):
    state = OptionProperty("loading", options=["loading", "ready", "empty", "away", "broken"])
    source = OptionProperty("feed", options=["feed", "following"])
    sentence = StringProperty("")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.reader: Reader | None = None
        self._showing: Showing | None = None
        self.likes = Toggle(lambda key, on: self._app.api.like(key, on=on), self._show_like)
        self.saves = Toggle(lambda key, on: self._app.api.save(key, on=on), self._show_save)
        self.follows = Toggle(self._ask_follow, self._show_follow)
        self.ids.pager.set_up(lambda: FeedPage(feed=self), self._fill)

    @property
    def _app(self) -> Any:
        return App.get_running_app()

    @property
    def page(self) -> FeedPage | None:
        page: FeedPage | None = self.ids.pager.current
        return page if self.state == "ready" else None

    # -- opening a feed ------------------------------------------------------------------------

    def begin(self) -> None:
        self.open(self.source)

    def open(self, source: str) -> None:
        self.halt()
        self.source, self.state, self.sentence = source, "loading", ""
        self.ids.pager.restart(0)
        self.reader = Reader(self._app.api, source)
        self._app.spawn(self._load_first(self.reader))

    def end(self) -> None:
        """Nothing of one viewer's feed stays for the next."""
        self.halt()
        self.reader, self.state = None, "loading"
        self.ids.pager.restart(0)

    async def _load_first(self, reader: Reader) -> None:
        try:
            await reader.reach(0)
            state, sentence = "ready" if reader.items else "empty", reader.note or ""
        except Away:
            state, sentence = "away", ""
        except ApiError as error:
            state, sentence = "broken", error.message
        if reader is self.reader:
            self.state, self.sentence = state, sentence
            self.ids.pager.restart(len(reader.items))
            self.go_on()

    # -- turning pages -------------------------------------------------------------------------

    def on_turn(self, index: int) -> None:
        for page in self.ids.pager.pages:
            page.clip.pause()
        self._report()
        self.go_on()
        if self.reader:
            self._app.spawn(self._load_more(self.reader, index), quiet=True)

    async def _load_more(self, reader: Reader, index: int) -> None:
        if await reader.reach(index) and reader is self.reader:
            self.ids.pager.grow(len(reader.items))
        elif reader is self.reader and index == len(reader.items) - 1 and reader.note:
            self._app.say(reader.note)

    def _fill(self, page: FeedPage, index: int | None) -> None:
        if index is None or self.reader is None:
            page.clear()
        else:
            page.show(self.reader.items[index])

    # -- playing and watching ------------------------------------------------------------------

    def on_enter(self) -> None:
        self.go_on()

    def on_leave(self) -> None:
        self.halt()

    def go_on(self) -> None:
        """Play the shown page, if this screen is up."""
        page = self.page
        if page is None or page.item is None or self.manager.current != self.name:
            return
        page.start(volume=self._volume())
        if self._showing is None and page.clip.stream:
            self._showing = Showing(page.item, page.clip.stream)

    def halt(self) -> None:
        if self.page:
            self.page.clip.pause()
        self._report()

    def recover(self) -> None:
        """The server is back: fetch what could not be fetched."""
        if self.state in {"away", "broken"}:
            self.open(self.source)
            return
        for page in self.ids.pager.pages:
            if page.item and page.clip.failed:
                page.reopen()
        self.go_on()
        if self.reader:
            self._app.spawn(self._load_more(self.reader, self.ids.pager.index), quiet=True)

    def retry_page(self, page: FeedPage) -> None:
        self._showing = None
        page.reopen()
        self.go_on()

    def set_muted(self, muted: bool) -> None:
        self._app.muted = muted
        if self.page:
            self.page.clip.set_volume(self._volume())

    def _volume(self) -> float:
        return 0.0 if self._app.muted else 1.0

    def _report(self) -> None:
        showing, self._showing = self._showing, None
        watch = showing.end() if showing else None
        if watch and self._app.courier:
            self._app.courier.take(watch)

    # -- what the rail does --------------------------------------------------------------------

    def like(self, item: FeedItem, *, on: bool) -> None:
        before = Reaction(item.video.is_liked, item.video.like_count)
        work = self.likes.set(item.video.id, before=before, on=on)
        self._app.spawn(work, undone="Your like is as it was.")

    def save(self, item: FeedItem, *, on: bool) -> None:
        before = Reaction(item.video.is_saved, item.video.save_count)
        work = self.saves.set(item.video.id, before=before, on=on)
        self._app.spawn(work, undone="Your saved videos are as they were.")

    def follow(self, item: FeedItem, *, on: bool) -> None:
        creator = item.video.creator
        work = self.follows.set(creator.id, before=Reaction(creator.is_following, 0), on=on)
        self._app.spawn(work, undone="Nothing was changed.")

    def share(self, item: FeedItem) -> None:
        self._app.spawn(self._share(item.video.id))

    async def _share(self, video_id: int) -> None:
        copy_link(await self._app.api.share(video_id))
        self._app.say("Link copied.")

    async def _ask_follow(self, creator_id: int, on: bool) -> Reaction:
        await self._app.api.follow(creator_id, on=on)
        return Reaction(on, 0)

    def _show_like(self, video_id: int, reaction: Reaction) -> None:
        self._change(video_id, is_liked=reaction.is_on, like_count=reaction.count)

    def _show_save(self, video_id: int, reaction: Reaction) -> None:
        self._change(video_id, is_saved=reaction.is_on, save_count=reaction.count)

    def _show_follow(self, creator_id: int, reaction: Reaction) -> None:
        if self.reader:
            self.reader.change_follow(creator_id, is_following=reaction.is_on)
            self._refresh()

    def _change(self, video_id: int, **changes: Any) -> None:
        if self.reader:
            self.reader.change_video(video_id, **changes)
            self._refresh()

    def _refresh(self) -> None:
        items = self.reader.items if self.reader else []
        for page, index in self.ids.pager.shown():
            page.refresh(items[index])
