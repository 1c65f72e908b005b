"""A black veil that keeps white words readable over any picture."""

from typing import Any

from kivy.graphics.texture import Texture
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

STEPS = 64


class Gradient(Widget):
    """Darkest at the bottom; at the top when `upside_down`."""

    strength = NumericProperty(0.6)
    upside_down = BooleanProperty(False)
    texture = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.bind(strength=self._paint, upside_down=self._paint)
        self._paint()

    def _paint(self, *_: Any) -> None:
        # A squared ramp has no visible edge where the veil begins.
        veil = [round(255 * self.strength * (1 - step / (STEPS - 1)) ** 2) for step in range(STEPS)]
        rows = reversed(veil) if self.upside_down else veil
        self.texture = Texture.create(size=(1, STEPS), colorfmt="rgba")
        self.texture.blit_buffer(bytes(b for alpha in rows for b in (0, 0, 0, alpha)), colorfmt="rgba")
