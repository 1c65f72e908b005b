"""Knows whether the server is there, and finds out by itself when it is back."""

import asyncio
from collections.abc import Awaitable, Callable

from kivy.event import EventDispatcher
from kivy.properties import BooleanProperty

from mobile.api import ApiError, Away

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 5.0


class Connection(EventDispatcher):
    """`away` is true from the first unanswered call until any call is answered."""

    away = BooleanProperty(False)

    def __init__(self) -> None:
        super().__init__()
        self._went_away = asyncio.Event()
        self._ask_now = asyncio.Event()

    def lost(self) -> None:
        self.away = True
        self._went_away.set()

    def found(self) -> None:
        self.away = False
        self._went_away.clear()

    def retry(self) -> None:
        """The viewer asks for a try without waiting for the next one."""
        self._ask_now.set()

    async def keep_asking(self, ask: Callable[[], Awaitable[object]]) -> None:
        """Runs as long as the app: while away, asks with growing pauses."""
        while True:
            await self._went_away.wait()
            pause = FIRST_PAUSE
            while self.away:
                await self._rest(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                await self._try_once(ask)

    async def _rest(self, seconds: float) -> None:
        self._ask_now.clear()
        try:
            await asyncio.wait_for(self._ask_now.wait(), seconds)
        except TimeoutError:
            return

    async def _try_once(self, ask: Callable[[], Awaitable[object]]) -> None:
        try:
            await ask()
        except Away:
            return
        except ApiError:
            pass  # A refusal is an answer too.
        self.found()
