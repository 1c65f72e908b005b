"""Runs the real phone app and touches it for a test: one JSON command a line in, one answer a line out."""

import asyncio
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator

from PIL import Image

from mobile.platform.surroundings import prepare

prepare()

from kivy.clock import Clock  # noqa: E402
from kivy.core.clipboard import Clipboard  # noqa: E402
from kivy.core.window import Window  # noqa: E402
from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels  # noqa: E402
from kivy.tests.common import UnitTestTouch  # noqa: E402
from kivy.uix.textinput import TextInput  # noqa: E402
from kivy.uix.widget import Widget  # noqa: E402

from mobile.app import PhoneApp  # noqa: E402
from mobile.player import open_streams  # noqa: E402
from mobile.widgets import EmberButton, Tap  # noqa: E402

PATIENCE = 120.0
TOUCHABLE = (Tap, TextInput)


def name_of(widget: Widget) -> str:
    return getattr(widget, "label", "") or getattr(widget, "hint_text", "") or getattr(widget, "text", "")


def visible(widget: Widget) -> Iterator[Widget]:
    """Front to back, what a viewer could see and touch."""
    if widget.opacity == 0 or widget.disabled:
        return
    for child in widget.children:
        yield from visible(child)
    x, y = widget.to_window(*widget.center)
    if 0 <= x <= Window.width and 0 <= y <= Window.height and widget.width > 1 and widget.height > 1:
        yield widget


async def next_frame() -> None:
    drawn = asyncio.Event()
    Clock.schedule_once(lambda _: drawn.set(), 0)
    await drawn.wait()


class Driver:
    """Touches wait for what they touch and return what the screen holds the moment the finger has left it."""

    def __init__(self, app: PhoneApp) -> None:
        self.app = app
        self._said: list[str] = []

    def listen(self) -> None:
        """A toast is gone after seconds; what it said is kept for whoever looks late."""
        self.app.root.ids.toast.bind(text=lambda _, sentence: self._said.append(sentence))

    def find(self, name: str) -> Widget | None:
        """What a finger could work now; a button that still does the last thing asked of it is left alone."""
        for widget in visible(self.app.root):
            if isinstance(widget, TOUCHABLE) and name_of(widget) == name:
                return None if isinstance(widget, EmberButton) and widget.busy else widget
        return None

    def texts(self) -> list[str]:
        return [text for w in visible(self.app.root) if (text := name_of(w))]

    async def tap(self, name: str) -> dict[str, object]:
        widget, place = await self._resting(name)
        worked: list[object] = []
        if isinstance(widget, Tap):
            widget.fbind("on_release", worked.append)
        await self.tap_at(*place)
        await self._until(
            lambda: worked or getattr(widget, "focus", False), f"{name!r} did not feel the touch"
        )
        # What the touch set off begins at the loop's next turn; no answer of a server comes as soon.
        await asyncio.sleep(0)
        return await self.state()

    async def tap_at(self, x: float, y: float, times: int = 1) -> None:
        for index in range(times):
            touch = UnitTestTouch(x, y)
            touch.is_double_tap = index == 1
            touch.touch_down()
            await asyncio.sleep(0)
            touch.touch_up()
            await asyncio.sleep(0)

    async def tap_video(self, times: int = 1) -> None:
        await self.tap_at(Window.width * 0.4, Window.height * 0.6, times=times)

    async def type(self, name: str, text: str) -> None:
        await self.tap(name)
        field = self.find(name)
        field.select_all()
        field.delete_selection()
        field.insert_text(text)

    async def swipe(self, direction: str) -> dict[str, object]:
        """A thumb's flick over 40 % of the screen, starting on the right where the rail is."""
        way = {"up": 1, "down": -1}[direction]
        x, y = Window.width * 0.8, Window.height * (0.5 - 0.2 * way)
        touch = UnitTestTouch(x, y)
        touch.touch_down()
        for _ in range(8):
            y += way * Window.height * 0.05
            touch.touch_move(x, y)
            await asyncio.sleep(0.016)
        touch.touch_up()
        lifted = await self.state()
        await self._until(lambda: self.app.feed.ids.pager.drag == 0, "the page did not come to rest")
        return lifted

    async def state(self) -> dict[str, object]:
        page = self.app.feed.page
        stream = page.clip.stream if page else None
        return {
            "screen": self.app.root.ids.screens.current,
            "feed": self.app.feed.state,
            "texts": self.texts(),
            "said": self._said,
            "video_id": page.item.video.id if page and page.item else None,
            "playing": bool(page and page.clip.playing),
            "moving": bool(page and page.clip.moving),
            "position": stream.position if stream else 0.0,
            "loops": stream.loops if stream else 0,
            "volume": stream._volume if stream else None,
            "neighbour_ready": self._neighbour_ready(),
            "open_streams": open_streams(),
            "waiting_watches": len(self.app.courier.outbox) if self.app.courier else 0,
            "away": self.app.connection.away,
        }

    def _neighbour_ready(self) -> bool:
        pager = self.app.feed.ids.pager
        page = pager.page_at(pager.index + 1)
        return bool(page and page.clip.moving and not page.clip.playing)

    async def screenshot(self, path: str) -> None:
        done = asyncio.Event()

        def take(*_: object) -> None:
            Window.unbind(on_flip=take)
            # Kivy's own screenshot skews a window whose width is no multiple of four.
            width, height = Window.system_size
            pixels = glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE)
            picture = Image.frombytes("RGBA", (width, height), pixels)
            picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM).convert("RGB").save(path)
            done.set()

        Window.bind(on_flip=take)
        Window.canvas.ask_update()
        await done.wait()

    async def clipboard(self) -> str:
        return Clipboard.paste()

    async def wait(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def turn_times(self, count: int) -> list[float]:
        """Milliseconds from the lifted finger to a moving picture, over `count` swipes."""
        times = []
        for _ in range(count):
            await self.wait(0.8)
            began = time.perf_counter()
            self.app.feed.ids.pager.turn(1)
            stream = self.app.feed.page.clip.stream
            at = stream.position
            while stream.position == at and time.perf_counter() - began < 3:
                await asyncio.sleep(0)
            times.append(round((time.perf_counter() - began) * 1000, 1))
        return times

    async def close(self) -> None:
        self.app.stop()

    async def _resting(self, name: str) -> tuple[Widget, tuple[float, float]]:
        """The widget and its middle, once it is there and the layout rests; a thumb waits for that too."""
        seen: list[object] = []

        def rests() -> bool:
            widget = self.find(name)
            seen.append(widget and (widget, widget.to_window(*widget.center)))
            return bool(seen[-1]) and seen[-4:-1] == [seen[-1]] * 3

        await self._until(rests, f"nothing to touch is called {name!r}")
        return seen[-1]

    async def _until(self, holds: Callable[[], object], otherwise: str) -> None:
        """Asked once a frame."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > deadline:
                raise LookupError(f"{otherwise}; on the screen: {self.texts()}")
            await next_frame()

    async def obey(self, lines: "asyncio.Queue[str]") -> None:
        self.listen()
        while line := await lines.get():
            order = json.loads(line)
            try:
                answer = {"ok": await getattr(self, order["do"])(*order["with"], **order["and"])}
            except LookupError as error:
                answer = {"error": str(error)}
            print(json.dumps(answer), flush=True)
        self.app.stop()


async def read_orders(lines: "asyncio.Queue[str]") -> None:
    loop = asyncio.get_running_loop()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, "")

    threading.Thread(target=read, daemon=True).start()


async def main(server: str) -> None:
    app = PhoneApp(server)
    lines: asyncio.Queue[str] = asyncio.Queue()
    await read_orders(lines)
    obeying = asyncio.ensure_future(Driver(app).obey(lines))
    await app.async_run("asyncio")
    await app.finish()
    obeying.cancel()


asyncio.run(main(sys.argv[1]))
