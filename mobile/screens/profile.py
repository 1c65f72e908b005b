"""The viewer's own page: who is signed in, what counts, and the way out."""

from typing import Any

from kivy.app import App
from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.screenmanager import Screen

from mobile.widgets import Tap
from mobile.wording import short_count


class SettingTap(Tap, BoxLayout):
    icon = StringProperty("")
    text = StringProperty("")
    value = StringProperty("")


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
        profile = await self._app.api.profile(username)
        self.followers = short_count(profile.follower_count)
        self.following = short_count(profile.following_count)
        self.likes = short_count(profile.like_count)

    def log_out(self) -> None:
        self._app.spawn(self._app.log_out())
