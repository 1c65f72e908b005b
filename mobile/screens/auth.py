"""The way in: a splash while the session is checked, log in, sign up."""

from kivy.app import App
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.screenmanager import Screen

from mobile.api import ApiClient, ApiError
from mobile.contract import Account
from mobile.widgets import Field


class StartScreen(Screen):
    """Shown until the server has said who this is; stays with a card while it is away."""


class Form(Screen):
    """Fields, one button, and the server's sentences where they belong."""

    sentence = StringProperty("")
    busy = BooleanProperty(False)

    @property
    def api(self) -> ApiClient:
        api: ApiClient = App.get_running_app().api
        return api

    def complain(self, sentence: str) -> None:
        self.sentence = sentence

    def submit(self) -> None:
        if not self.busy and self.is_complete():
            self.busy, self.sentence = True, ""
            App.get_running_app().spawn(self._send())

    def is_complete(self) -> bool:
        empty = [field for field in self.fields().values() if not field.text.strip()]
        for field in empty:
            field.error = f"{field.hint} is missing."
        return not empty

    def fields(self) -> dict[str, Field]:
        raise NotImplementedError

    async def ask(self) -> Account:
        raise NotImplementedError

    async def _send(self) -> None:
        sent = self._typed()
        try:
            account = await self.ask()
        except ApiError as error:
            self._show_refusal(error, sent)
        else:
            self._forget_secrets()
            App.get_running_app().enter(account)
        finally:
            self.busy = False

    def _show_refusal(self, error: ApiError, sent: dict[str, str]) -> None:
        """Where it was typed anew meanwhile, the refusal is of something that is gone."""
        fields, now = self.fields(), self._typed()
        known = {name: said for name, said in error.fields.items() if name in fields}
        for name, said in known.items():
            fields[name].error = said if now[name] == sent[name] else ""
        self.sentence = "" if known else error.message

    def _typed(self) -> dict[str, str]:
        return {name: field.text for name, field in self.fields().items()}

    def _forget_secrets(self) -> None:
        self.ids.password.text = ""
        self.ids.password.shown = False


class LogInScreen(Form):
    def fields(self) -> dict[str, Field]:
        return {"login": self.ids.login, "password": self.ids.password}

    async def ask(self) -> Account:
        return await self.api.log_in(login=self.ids.login.text.strip(), password=self.ids.password.text)


class SignUpScreen(Form):
    def fields(self) -> dict[str, Field]:
        return {name: self.ids[name] for name in ("username", "email", "password")}

    async def ask(self) -> Account:
        typed = {"username": self.ids.username.text.strip(), "email": self.ids.email.text.strip()}
        return await self.api.register(**typed, password=self.ids.password.text)
