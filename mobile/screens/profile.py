"""The viewer's own page: who is signed in, what counts, and the way out."""

from collections.abc import Callable
from typing import Any

from kivy.app import App
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.label import Label
from kivy.uix.screenmanager import Screen

from mobile.contract import OwnClip
from mobile.widgets import Tap
from mobile.wording import printable, short_count


class SettingTap(Tap, BoxLayout):
    icon = StringProperty("")
    text = StringProperty("")
    value = StringProperty("")


class RowTap(Tap, Label):
    """A word at the end of a row."""


class ClipRow(BoxLayout):
    """One of the viewer's own clips; deleting asks once more in the same place."""

    text = StringProperty("")
    asking = BooleanProperty(False)

    def __init__(self, clip: OwnClip, delete: Callable[["ClipRow"], None], **kwargs: Any) -> None:
        self.clip, self._delete = clip, delete
        super().__init__(text=clip_line(clip), **kwargs)

    def delete(self) -> None:
        self._delete(self)


def clip_line(clip: OwnClip) -> str:
    words = printable(" ".join(clip.description.split())) or "Without a caption"
    return words if clip.status == "published" else f"{words} · {clip.status}"


class ProfileScreen(Screen):
    username = StringProperty("")
    display_name = StringProperty("")
    followers = StringProperty("–")
    following = StringProperty("–")
    likes = StringProperty("–")

    @property
    def _app(self) -> Any:
        return App.get_running_app()

    def on_pre_enter(self) -> None:
        account = self._app.account
        if account:
            self.username, self.display_name = account.username, account.display_name
            self._app.spawn(self._load(account.username), quiet=True)

    async def _load(self, username: str) -> None:
        profile, clips = await self._app.api.profile(username), await self._app.api.clips(username)
        if username != self.username:
            return
        self.followers = short_count(profile.follower_count)
        self.following = short_count(profile.following_count)
        self.likes = short_count(profile.like_count)
        self.ids.clips.clear_widgets()
        for clip in clips:
            self.ids.clips.add_widget(ClipRow(clip, self._delete))

    def _delete(self, row: ClipRow) -> None:
        self._app.spawn(self._remove(row))

    async def _remove(self, row: ClipRow) -> None:
        await self._app.api.delete(row.clip.id)
        self.ids.clips.remove_widget(row)
        self._app.say("Deleted for everyone.")

    def log_out(self) -> None:
        self._app.spawn(self._app.log_out())
