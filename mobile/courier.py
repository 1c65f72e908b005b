"""Carries waiting watches to the server in the background, several at a time."""

import asyncio

from mobile.api import ApiClient, ApiError
from mobile.contract import Watch
from mobile.outbox import Outbox, deliver

GATHER = 1.5
FIRST_PAUSE = 2.0
LONGEST_PAUSE = 60.0


class Courier:
    def __init__(self, outbox: Outbox, api: ApiClient) -> None:
        self.outbox = outbox
        self._api = api
        self._called = asyncio.Event()

    def take(self, watch: Watch) -> None:
        self.outbox.add(watch)
        self._called.set()

    def hurry(self) -> None:
        """The server is back, or may be: do not wait for the next watch."""
        self._called.set()

    async def run(self) -> None:
        pause = FIRST_PAUSE
        while True:
            await self._called.wait()
            await asyncio.sleep(GATHER)
            self._called.clear()
            if await self.deliver():
                pause = FIRST_PAUSE
            else:
                await self._wait_for_call(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                self._called.set()

    async def deliver(self) -> bool:
        try:
            await deliver(self.outbox, self._api)
        except ApiError:
            return False
        return True

    async def _wait_for_call(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._called.wait(), seconds)
        except TimeoutError:
            return
