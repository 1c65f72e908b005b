"""Puts the phone together: who is signed in, which screen is up, what runs in the background."""

import asyncio
import hashlib
import logging
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from kivy.app import App
from kivy.core.text import LabelBase
from kivy.core.window import Window
from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.screenmanager import NoTransition

from mobile.api import ApiClient, ApiError, Away
from mobile.connection import Connection
from mobile.contract import Account
from mobile.courier import Courier
from mobile.outbox import Outbox
from mobile.platform.files import ASSETS, HERE, private_folder
from mobile.player import close_all
from mobile.screens import SCREENS, FeedScreen
from mobile.session import FileTokenStore, TokenStore
from mobile.widgets import Root

log = logging.getLogger("zoetrope.phone")

SESSION_ENDED = "Your session has ended. Please log in again."
LAST_DELIVERY = 2.0


class PhoneApp(App):
    title = "Zoetrope"
    connection = ObjectProperty(None)
    muted = BooleanProperty(False)
    empty_handed = BooleanProperty(True)

    def __init__(self, server: str, **kwargs: Any) -> None:
        self.connection = Connection()
        super().__init__(**kwargs)
        self.api = ApiClient(server, heard=self._on_answer)
        self.account: Account | None = None
        self.courier: Courier | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._carrying: asyncio.Task[None] | None = None

    # -- building ------------------------------------------------------------------------------

    def build(self) -> Root:
        for name, weight in (("Inter", "Regular"), ("InterSemi", "SemiBold"), ("InterBold", "Bold")):
            bold = f"{ASSETS}/fonts/Inter-Bold.ttf"
            LabelBase.register(name, fn_regular=f"{ASSETS}/fonts/Inter-{weight}.ttf", fn_bold=bold)
        for sheet in ("theme.kv", "screens/auth.kv", "screens/feed.kv", "screens/profile.kv"):
            Builder.load_file(str(HERE / sheet))
        Window.clearcolor = (0, 0, 0, 1)
        Window.softinput_mode = "below_target"
        root = Root()
        root.ids.screens.transition = NoTransition()
        for make in SCREENS:
            root.ids.screens.add_widget(make())
        return root

    def on_start(self) -> None:
        self.home: Path = private_folder(self.user_data_dir)
        self.tokens: TokenStore = FileTokenStore(self.home / "session.json")
        self.connection.bind(away=self._on_away)
        self.spawn(self.connection.keep_asking(self.api.me), quiet=True)
        self.spawn(self.begin())

    # -- signing in and out --------------------------------------------------------------------

    async def begin(self) -> None:
        """Go on where the viewer left off, if this phone still holds a session."""
        token = self.tokens.load(self.api.server)
        if token is None:
            self.go("login")
            return
        self.api.use_session(token)
        try:
            self.enter(await self.api.me())
        except Away:
            self.go("start")
        except ApiError:
            self.leave(SESSION_ENDED)

    def enter(self, account: Account) -> None:
        self.account = account
        if self.api.session:
            self.tokens.save(self.api.server, self.api.session)
        self.courier = Courier(Outbox(self._outbox_path(account)), self.api)
        self._carrying = self.spawn(self.courier.run(), quiet=True)
        self.courier.hurry()
        self.feed.begin()
        self.go("feed")

    async def log_out(self) -> None:
        self.feed.end()
        try:
            await self.deliver_watches()
            await self.api.log_out()
        except ApiError as error:
            log.info("the server could not be told of the log-out: %s", error)
        self.leave("")

    def leave(self, sentence: str) -> None:
        """Forget the session on this phone and ask for a log-in."""
        self.feed.end()
        if self._carrying:
            self._carrying.cancel()
        self.account = self.courier = self._carrying = None
        self.tokens.clear()
        self.api.forget_session()
        self.go("login")
        self.screen("login").complain(sentence)

    # -- what screens ask of the app -----------------------------------------------------------

    def go(self, name: str) -> None:
        self.root.ids.screens.current = name

    def screen(self, name: str) -> Any:
        return self.root.ids.screens.get_screen(name)

    @property
    def feed(self) -> FeedScreen:
        screen: FeedScreen = self.screen("feed")
        return screen

    def say(self, sentence: str) -> None:
        self.root.ids.toast.say(sentence)

    def spawn(
        self, work: Coroutine[Any, Any, None], *, quiet: bool = False, undone: str = ""
    ) -> asyncio.Task[None]:
        """Run in the background; a refusal becomes a sentence, with what it undid, unless `quiet`."""
        task = asyncio.ensure_future(self._guard(work, quiet=quiet, undone=undone))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _guard(self, work: Coroutine[Any, Any, None], *, quiet: bool, undone: str) -> None:
        try:
            await work
        except ApiError as error:
            if not quiet:
                self.say(f"{error.message} {undone}".strip())
        except Exception:
            log.exception("a background task of the phone failed")

    # -- the server comes and goes -------------------------------------------------------------

    def _on_answer(self, status: int) -> None:
        if status == 0:
            self.connection.lost()
            return
        self.connection.found()
        if status == 401 and self.account:
            self.leave(SESSION_ENDED)

    def _on_away(self, _: Any, away: bool) -> None:
        if away:
            return
        if self.account is None and self.root.ids.screens.current == "start":
            self.spawn(self.begin())
        if self.courier:
            self.courier.hurry()
            self.feed.recover()

    # -- life and end --------------------------------------------------------------------------

    async def deliver_watches(self) -> None:
        if self.courier and len(self.courier.outbox):
            await self.courier.deliver()

    def on_pause(self) -> bool:
        self.feed.halt()
        return True

    def on_resume(self) -> None:
        self.feed.go_on()

    def on_stop(self) -> None:
        self.feed.halt()

    async def finish(self) -> None:
        """What is still waiting gets one short chance now and is on disk for the next start."""
        try:
            await asyncio.wait_for(self.deliver_watches(), LAST_DELIVERY)
        except TimeoutError:
            log.info("watches stay on this phone until the next start")
        for task in self._tasks:
            task.cancel()
        await self.api.close()
        close_all()

    def _outbox_path(self, account: Account) -> Path:
        """One file per server and viewer, so that nobody's watches are sent as another's."""
        server = hashlib.sha256(self.api.server.encode()).hexdigest()[:12]
        return self.home / f"watches-{server}-{account.id}.jsonl"


async def run_phone(server: str) -> None:
    app = PhoneApp(server)
    try:
        await app.async_run("asyncio")
    finally:
        await app.finish()
