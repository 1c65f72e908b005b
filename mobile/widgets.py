"""The small pieces that every screen is made of; their looks stand in theme.kv."""

from typing import Any

from kivy.animation import Animation
from kivy.clock import Clock
from kivy.properties import (
    BooleanProperty,
    ColorProperty,
    NumericProperty,
    ObjectProperty,
    StringProperty,
)
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.image import Image
from kivy.uix.label import Label
from kivy.uix.widget import Widget
from kivy.utils import get_color_from_hex

TINTS = ("#7C5CFF", "#E04522", "#2A7D6B", "#B8446E", "#3A63C8", "#8A6A1F")
TOAST_SECONDS = 3.0


class Tap(ButtonBehavior):
    """Something to touch. `label` is its name for tests and for screen readers."""

    label = StringProperty("")

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is self and touch.ud.get("swiped"):
            touch.ungrab(self)
            self._do_release()
            return True
        return bool(super().on_touch_up(touch))


class Icon(Image):
    name = StringProperty("")
    shadow = BooleanProperty(False)


class IconTap(Tap, Widget):
    name = StringProperty("")
    tone = ColorProperty("#F5F5F7")
    shadow = BooleanProperty(False)
    icon_size = NumericProperty("24dp")


class EmberButton(Tap, Label):
    busy = BooleanProperty(False)


class TextLink(Tap, Label):
    pass


class Brand(Image):
    pass


class Field(BoxLayout):
    """A line of input with its error below it."""

    hint = StringProperty("")
    text = StringProperty("")
    error = StringProperty("")
    secret = BooleanProperty(False)
    shown = BooleanProperty(False)
    mail = BooleanProperty(False)
    focused = BooleanProperty(False)

    def __init__(self, **kwargs: Any) -> None:
        self.register_event_type("on_done")
        super().__init__(**kwargs)

    def on_done(self) -> None:
        """Kivy wants a default handler for every event."""

    def on_text(self, _: Any, text: str) -> None:
        if self.ids and self.ids.entry.text != text:
            self.ids.entry.text = text


class Avatar(Widget):
    """A creator's picture, or the first letter of the name on its own colour."""

    name = StringProperty("")
    initial = StringProperty("")
    picture = ObjectProperty(None, allownone=True)
    tint = ColorProperty(TINTS[0])
    ring = ColorProperty((0, 0, 0, 0))

    def on_name(self, _: Any, name: str) -> None:
        self.initial = name[:1].upper()
        self.tint = get_color_from_hex(TINTS[sum(name.encode()) % len(TINTS)])


class MovingLine(Widget):
    """The only sign of waiting: a short light that runs along a thin line."""

    active = BooleanProperty(False)
    phase = NumericProperty(0.0)

    def on_active(self, _: Any, active: bool) -> None:
        Animation.cancel_all(self, "phase")
        self.phase = 0.0
        if active:
            run = Animation(phase=1.3, d=1.1) + Animation(phase=0.0, d=0)
            run.repeat = True
            run.start(self)


class Toast(Widget):
    """One sentence that comes, stays long enough to be read, and goes."""

    text = StringProperty("")
    width_limit = NumericProperty(320)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._hide = Clock.create_trigger(lambda _: Animation(opacity=0, d=0.2).start(self), TOAST_SECONDS)

    def say(self, sentence: str) -> None:
        self.text = sentence
        Animation.cancel_all(self, "opacity")
        Animation(opacity=1, d=0.16).start(self)
        self._hide.cancel()
        self._hide()


class AwayBanner(Widget):
    active = BooleanProperty(False)
    text = StringProperty("No answer. Trying again…")


class Notice(BoxLayout):
    """A full card for an empty place: what is so, and what to do."""

    icon = StringProperty("")
    title = StringProperty("")
    sentence = StringProperty("")
    action = StringProperty("")

    def __init__(self, **kwargs: Any) -> None:
        self.register_event_type("on_answered")
        super().__init__(**kwargs)

    def on_answered(self) -> None:
        """Kivy wants a default handler for every event."""


class NavigationTap(Tap, BoxLayout):
    icon = StringProperty("")
    active = BooleanProperty(False)


class BottomBar(BoxLayout):
    place = StringProperty("feed")


class Root(FloatLayout):
    pass
