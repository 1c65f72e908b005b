"""A vertical pager that keeps exactly three live pages: the one before, the shown one, the one after."""

import time
from collections.abc import Callable
from typing import Any

from kivy.animation import Animation
from kivy.metrics import dp
from kivy.properties import NumericProperty
from kivy.uix.widget import Widget

STEAL_AFTER = dp(12)
TURN_SPEED = dp(450)
TURN_PART = 0.22
RESISTANCE = 0.3


class Pager(Widget):
    """Pages are made once and refilled: `fill(page, index)` with None for an empty place.

    `on_turn(index)` fires when the finger lets go, before the movement ends: the next video plays at once.
    """

    index = NumericProperty(0)
    count = NumericProperty(0)
    drag = NumericProperty(0.0)

    def __init__(self, **kwargs: Any) -> None:
        self.register_event_type("on_turn")
        self._fill: Callable[[Any, int | None], None] = lambda page, index: None
        self.pages: list[Any] = []
        self._shown: dict[Any, int | None] = {}
        super().__init__(**kwargs)
        self.bind(pos=self._place, size=self._place, drag=self._place)

    def on_turn(self, index: int) -> None:
        """Kivy wants a default handler for every event."""

    def set_up(self, make: Callable[[], Widget], fill: Callable[[Any, int | None], None]) -> None:
        self._fill = fill
        self.pages = [make() for _ in range(3)]
        for page in self.pages:
            self.add_widget(page)

    @property
    def current(self) -> Any:
        return self.page_at(self.index)

    def shown(self) -> list[tuple[Any, int]]:
        return [(page, index) for page, index in self._shown.items() if index is not None]

    def page_at(self, index: int) -> Any:
        return next((page for page, shown in self._shown.items() if shown == index), None)

    def restart(self, count: int) -> None:
        """Show the first of `count` new items."""
        Animation.cancel_all(self, "drag")
        self._shown = {}
        self.index, self.count, self.drag = 0, count, 0.0
        self._refill()

    def grow(self, count: int) -> None:
        """More items follow the ones already there."""
        self.count = count
        self._refill()

    def turn(self, step: int) -> None:
        """Move by one page, or spring back when there is none."""
        target = self.index + step
        if not 0 <= target < self.count:
            self._settle()
            return
        self.index = target
        self.drag += step * -self.height
        self._refill()
        self.dispatch("on_turn", target)
        self._settle()

    def on_touch_down(self, touch: Any) -> bool:
        if not self.collide_point(*touch.pos):
            return False
        touch.ud["pager"] = self
        Animation.cancel_all(self, "drag")
        touch.ud["drag_from"] = self.drag
        super().on_touch_down(touch)
        return True

    def on_touch_move(self, touch: Any) -> bool:
        if touch.grab_current is self:
            wanted = touch.ud["drag_from"] + touch.y - touch.oy
            at_edge = (self.index == 0 and wanted < 0) or (self.index >= self.count - 1 and wanted > 0)
            self.drag = wanted * (RESISTANCE if at_edge else 1)
            return True
        if touch.ud.get("pager") is self and abs(touch.y - touch.oy) > STEAL_AFTER:
            if not touch.ud.get("swiped"):
                self._steal(touch)
            return True
        return bool(super().on_touch_move(touch))

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is self:
            touch.ungrab(self)
            self._release(touch)
            return True
        if touch.ud.get("pager") is self and not touch.ud.get("swiped") and self.drag:
            self._settle()
        return bool(super().on_touch_up(touch))

    def _steal(self, touch: Any) -> None:
        """From here on the finger turns pages; buttons below it must let go."""
        touch.ud["swiped"] = True
        touch.grab(self)

    def _release(self, touch: Any) -> None:
        moved = touch.y - touch.oy
        speed = moved / max(time.time() - touch.time_start, 0.01)
        if abs(moved) > self.height * TURN_PART or abs(speed) > TURN_SPEED:
            self.turn(1 if moved > 0 else -1)
        else:
            self._settle()

    def _settle(self) -> None:
        Animation(drag=0.0, d=0.2, t="out_cubic").start(self)

    def _refill(self) -> None:
        near = [i for i in (self.index, self.index + 1, self.index - 1) if 0 <= i < self.count]
        kept = {page: i for page, i in self._shown.items() if i in near}
        free = [page for page in self.pages if page not in kept]
        for index in near:
            if index not in kept.values():
                page = free.pop()
                kept[page] = index
                self._fill(page, index)
        for page in free:
            if self._shown.get(page, -1) is not None:
                self._fill(page, None)
        self._shown = kept | dict.fromkeys(free)
        self._place()

    def _place(self, *_: Any) -> None:
        for page, index in self._shown.items():
            page.size = self.size
            offset = 2 if index is None else self.index - index
            page.pos = (self.x, self.y + offset * self.height + self.drag)
