"""Switches that answer the finger at once and the truth a moment later: like, save, follow."""

from collections.abc import Awaitable, Callable

from mobile.contract import Reaction


class Toggle:
    """Shows the wish, asks the server, and goes back when it refuses (the caller says why).

    A second touch while the first still travels changes only the wish, so the last one wins.
    """

    def __init__(
        self, ask: Callable[[int, bool], Awaitable[Reaction]], show: Callable[[int, Reaction], None]
    ) -> None:
        self._ask = ask
        self._show = show
        self._wishes: dict[int, bool] = {}

    async def set(self, key: int, *, before: Reaction, on: bool) -> None:
        travelling = key in self._wishes
        self._wishes[key] = on
        self._show(key, expected(before, on=on))
        if not travelling:
            await self._make_true(key, before)

    async def _make_true(self, key: int, truth: Reaction) -> None:
        try:
            while truth.is_on != self._wishes[key]:
                truth = await self._ask(key, self._wishes[key])
        finally:
            del self._wishes[key]
            self._show(key, truth)


def expected(before: Reaction, *, on: bool) -> Reaction:
    change = int(on) - int(before.is_on)
    return Reaction(on, max(before.count + change, 0))
