"""The moving picture of one feed page: inline preview, then poster, then video, with no jump between."""

import base64
from io import BytesIO
from typing import Any

from kivy.clock import Clock
from kivy.core.image import Image as CoreImage
from kivy.graphics.texture import Texture
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from mobile.picture import YuvSurface, crop, fit
from mobile.player import Stream

SLOW_AFTER = 0.3
WHOLE = (0, 0, 1, 0, 1, 1, 0, 1)


class Clip(Widget):
    """Opens a clip ahead of time; once `wanted` it plays as soon as it can."""

    ratio = NumericProperty(9 / 16)
    backdrop = ObjectProperty(None, allownone=True)
    still = ObjectProperty(None, allownone=True)
    moving = ObjectProperty(None, allownone=True)
    picture_box = ListProperty([0, 0, 0, 0])
    backdrop_crop = ListProperty(WHOLE)
    still_crop = ListProperty(WHOLE)
    moving_crop = ListProperty(WHOLE)
    progress = NumericProperty(0.0)
    playing = BooleanProperty(False)
    waiting = BooleanProperty(False)
    failed = BooleanProperty(False)

    def __init__(self, **kwargs: Any) -> None:
        self.stream: Stream | None = None
        self._surface: YuvSurface | None = None
        self._duration = 1.0
        self._volume = 1.0
        self._since_picture = 0.0
        self._ticks = Clock.create_trigger(self._tick, 0, interval=True)
        super().__init__(**kwargs)
        self.bind(pos=self._arrange, size=self._arrange, ratio=self._arrange)
        self.bind(backdrop=self._arrange, still=self._arrange, moving=self._arrange)

    def open(self, url: str, *, duration_ms: int) -> None:
        """Load silently up to the first picture."""
        self.close()
        self._duration = max(duration_ms / 1000, 0.1)
        self.stream = Stream(url)
        self._ticks()

    def play(self, *, volume: float) -> None:
        self.playing = True
        self._volume = volume
        self._since_picture = 0.0
        if self.stream:
            self.stream.play(volume=volume)
            self._ticks()

    def pause(self) -> None:
        self.playing = self.waiting = False
        if self.stream:
            self.stream.pause()

    def set_volume(self, volume: float) -> None:
        self._volume = volume
        if self.stream:
            self.stream.set_volume(volume)

    def close(self) -> None:
        self._ticks.cancel()
        if self.stream:
            self.stream.close()
        self.stream = self.moving = None
        self.playing = self.waiting = self.failed = False
        self.progress = 0.0

    def show_preview(self, preview: str | None) -> None:
        """The inline 18×32 picture stands at once; stretched, it is its own blur."""
        self.still = None
        self.backdrop = texture_of(preview) if preview else None

    def show_poster(self, picture: bytes) -> None:
        self.still = CoreImage(BytesIO(picture), ext="jpg").texture

    def _tick(self, seconds: float) -> None:
        if self.stream is None:
            return
        if self.stream.has_picture and not self.playing:
            # A decoder that was told to halt still holds a picture: shown now, it would move a paused clip.
            self._ticks.cancel()
            return
        image = self.stream.poll()
        if image is not None:
            self._paint(image)
        elif self.stream.failed:
            self._give_up()
        else:
            self._since_picture += seconds
            self.waiting = self.playing and self._since_picture > SLOW_AFTER

    def _paint(self, image: Any) -> None:
        size = tuple(image.get_size())
        if self._surface is None or self._surface.size != size:
            self._surface = YuvSurface(size)
        self._surface.show(image)
        self.moving = self._surface.texture
        self.progress = min(self.stream.position / self._duration, 1.0) if self.stream else 0.0
        self._since_picture = 0.0
        self.waiting = False
        self.canvas.ask_update()

    def _give_up(self) -> None:
        self._ticks.cancel()
        self.waiting = False
        self.failed = True

    def _arrange(self, *_: Any) -> None:
        if self.width < 2 or self.height < 2:
            return
        width, height = fit(self.ratio, self.size)
        self.picture_box = [self.center_x - width / 2, self.center_y - height / 2, width, height]
        self.backdrop_crop = crop(self.backdrop, self.size) if self.backdrop else WHOLE
        self.still_crop = crop(self.still, (width, height)) if self.still else WHOLE
        self.moving_crop = crop(self.moving, (width, height)) if self.moving else WHOLE


def texture_of(inline: str) -> Texture:
    kind, _, body = inline.partition(";base64,")
    return CoreImage(BytesIO(base64.b64decode(body)), ext=kind.rpartition("/")[2]).texture
