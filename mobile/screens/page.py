"""One page of the feed: the clip, what it is called, and the rail beside it."""

from io import BytesIO
from typing import Any

from kivy.animation import Animation
from kivy.app import App
from kivy.clock import Clock
from kivy.core.image import Image as CoreImage
from kivy.core.text import Label as CoreLabel
from kivy.metrics import dp, sp
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.label import Label
from kivy.uix.widget import Widget

from mobile.contract import FeedItem
from mobile.widgets import Icon, Tap
from mobile.wording import fold, printable, short_count, with_bold_tags

SECOND_TAP = 0.25


class RailTap(Tap, BoxLayout):
    icon = StringProperty("")
    count = StringProperty("")
    active = BooleanProperty(False)


class CaptionTap(Tap, Label):
    """Two lines that unfold under the finger."""


class Disc(Widget):
    """The turning record of the clip's sound."""

    turning = BooleanProperty(False)
    angle = NumericProperty(0.0)

    def on_turning(self, _: Any, turning: bool) -> None:
        Animation.cancel_all(self, "angle")
        if turning:
            turn = Animation(angle=self.angle - 360, d=6)
            turn.repeat = True
            turn.start(self)


class FollowTap(Tap, FloatLayout):
    following = BooleanProperty(False)


class FeedPage(FloatLayout):
    item = ObjectProperty(None, allownone=True)
    username = StringProperty("")
    caption = StringProperty("")
    sound_line = StringProperty("")
    like_count = StringProperty("")
    comment_count = StringProperty("")
    save_count = StringProperty("")
    share_count = StringProperty("")
    is_liked = BooleanProperty(False)
    is_saved = BooleanProperty(False)
    is_following = BooleanProperty(False)
    unfolded = BooleanProperty(False)
    held = BooleanProperty(False)
    hold_icon = NumericProperty(0.0)

    def __init__(self, *, feed: Any, **kwargs: Any) -> None:
        self.feed = feed
        self._held_before = False
        self._pause_soon = Clock.create_trigger(lambda _: self.toggle_hold(), SECOND_TAP)
        super().__init__(**kwargs)
        self.bind(unfolded=self.write_caption, held=self._fade_hold_icon)

    @property
    def clip(self) -> Any:
        return self.ids.clip

    # -- what it shows -------------------------------------------------------------------------

    def show(self, item: FeedItem) -> None:
        self.clear()
        self.refresh(item)
        self.clip.ratio = item.video.ratio
        self.clip.show_preview(item.video.preview)
        self.reopen()
        self._fetch_pictures(item)

    def refresh(self, item: FeedItem) -> None:
        """Take over counts and marks; the clip plays on."""
        video = item.video
        self.item = item
        self.username = video.creator.username
        self.sound_line = printable(video.sound_line)
        for name in ("like_count", "comment_count", "save_count", "share_count"):
            setattr(self, name, short_count(getattr(video, name)))
        self.is_liked, self.is_saved = video.is_liked, video.is_saved
        self.is_following = video.creator.is_following
        self.write_caption()

    def clear(self) -> None:
        self.clip.close()
        self.clip.show_preview(None)
        self.ids.avatar.picture = None
        self.item, self.unfolded, self.held = None, False, False

    def reopen(self) -> None:
        video = self.item.video
        if video.mp4_url is None:
            self.clip.failed = True
        else:
            self.clip.open(App.get_running_app().api.absolute(video.mp4_url), duration_ms=video.duration_ms)

    def start(self, *, volume: float) -> None:
        self.held = False
        self.clip.play(volume=volume)

    def _fetch_pictures(self, item: FeedItem) -> None:
        app = App.get_running_app()
        if item.video.poster_url:
            app.spawn(self._fetch_poster(item), quiet=True)
        if item.video.creator.avatar_url:
            app.spawn(self._fetch_avatar(item, item.video.creator.avatar_url), quiet=True)

    async def _fetch_poster(self, item: FeedItem) -> None:
        picture = await App.get_running_app().api.picture(item.video.poster_url)
        if self.item and self.item.video.id == item.video.id:
            self.clip.show_poster(picture)

    async def _fetch_avatar(self, item: FeedItem, address: str) -> None:
        picture = await App.get_running_app().api.picture(address)
        if self.item and self.item.video.id == item.video.id:
            kind = address.partition("?")[0].rpartition(".")[2]
            self.ids.avatar.picture = CoreImage(BytesIO(picture), ext=kind).texture

    def write_caption(self, *_: Any) -> None:
        if self.item is None or "caption" not in self.ids:
            return
        text = printable(self.item.video.description)
        if not self.unfolded:
            text = fold(text, width=self.ids.caption.width - dp(4), measure=_measure)
        self.caption = with_bold_tags(text)

    # -- fingers -------------------------------------------------------------------------------

    def on_touch_down(self, touch: Any) -> bool:
        if not self.collide_point(*touch.pos) or self.item is None:
            return False
        if super().on_touch_down(touch):
            return True
        touch.grab(self)
        if touch.is_double_tap:
            touch.ud["liked"] = True
            self._forget_first_tap()
            self.like_at(*touch.pos)
        else:
            self._held_before = self.held
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return bool(super().on_touch_up(touch))
        touch.ungrab(self)
        if not touch.ud.get("swiped") and not touch.ud.get("liked"):
            self._pause_soon.cancel()
            self._pause_soon()
        return True

    def _forget_first_tap(self) -> None:
        """On a slow device the first of two taps may have paused already."""
        self._pause_soon.cancel()
        if self.held != self._held_before:
            self.toggle_hold()

    def toggle_hold(self) -> None:
        if self.item is None or not self.clip.stream:
            return
        if self.clip.playing:
            self.held = True
            self.clip.pause()
        else:
            self.feed.go_on()

    def like_at(self, x: float, y: float) -> None:
        """A double tap only ever likes; taking it back is the rail's business."""
        self._burst(x, y)
        if not self.is_liked:
            self.feed.like(self.item, on=True)

    def _burst(self, x: float, y: float) -> None:
        size = dp(110)
        heart = Icon(name="heart-filled", size=(size, size), color=(1, 0.353, 0.212, 1))
        heart.center = (x, y)
        self.add_widget(heart)
        rise = Animation(y=heart.y + dp(70), opacity=0, d=0.35, t="in_quad")
        show = Animation(d=0.15) + rise
        show.bind(on_complete=lambda *_: self.remove_widget(heart))
        show.start(heart)

    def _fade_hold_icon(self, *_: Any) -> None:
        Animation.cancel_all(self, "hold_icon")
        Animation(hold_icon=0.85 if self.held else 0.0, d=0.12).start(self)


def _measure(text: str) -> float:
    width: float = CoreLabel(font_name="Inter", font_size=sp(14)).get_extents(text)[0]
    return width
