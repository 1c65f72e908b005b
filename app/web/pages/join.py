"""/signup, /login, /reset and /verify: one card each; forms post to REST, which alone sets the cookie."""

import reflex as rx

from app.web.components.forms import api_form, log_in_form, reset_password, verify_address
from app.web.layout import brand, page
from app.web.session import SessionState

USERNAME = {
    "name": "username",
    "label": "User name",
    "type": "text",
    "autocomplete": "username",
    "pattern": "[A-Za-z0-9_][A-Za-z0-9_.]{1,23}",
    "hint": "2 to 24 letters, digits, dots and underscores.",
    "missing": "Choose a name.",
}
EMAIL = {
    "name": "email",
    "label": "E-mail",
    "type": "email",
    "autocomplete": "email",
    "pattern": r"[^@\s]+@[^@\s]+\.[^@\s]+",
    "hint": "Like name@example.com. Nobody else sees it.",
    "missing": "Your address is needed.",
}
NEW_PASSWORD = {
    "name": "password",
    "label": "Password",
    "type": "password",
    "autocomplete": "new-password",
    "pattern": ".{8,128}",
    "hint": "At least 8 characters.",
    "missing": "Choose a password.",
}
INTERESTS = {
    "name": "interests",
    "label": "What do you like?",
    "type": "topics",
    "hint": "As many as you want, or none.",
    "missing": "There are no topics yet. Your feed learns from what you watch.",
}


@rx.page(
    route="/signup",
    title="Sign up · Zoetrope",
    description="Join in a minute.",
    on_load=SessionState.load,
)
def sign_up() -> rx.Component:
    return _card(
        "Join Zoetrope",
        "Like, save, follow, and publish your own.",
        api_form(
            action="/auth/register",
            fields=[USERNAME, EMAIL, NEW_PASSWORD, INTERESTS],
            submit="Sign up",
            tells_place=True,
        ),
        rx.el.p("Have an account? ", rx.el.a("Log in", href="/login"), class_name="other"),
    )


@rx.page(route="/login", title="Log in · Zoetrope", description="Welcome back.", on_load=SessionState.load)
def log_in() -> rx.Component:
    return _card(
        "Welcome back",
        "Your feed remembers where you were.",
        log_in_form(),
        rx.el.p("New here? ", rx.el.a("Sign up", href="/signup"), class_name="other"),
    )


@rx.page(
    route="/reset",
    title="New password · Zoetrope",
    description="Choose a new password.",
    on_load=SessionState.load,
)
def reset() -> rx.Component:
    card = rx.el.section(brand(), reset_password(), class_name="card join")
    return page(card, here="", kind="page middle-page")


@rx.page(
    route="/verify",
    title="Verify your address · Zoetrope",
    description="This address is yours.",
    on_load=SessionState.load,
)
def verify() -> rx.Component:
    card = rx.el.section(brand(), verify_address(), class_name="card join")
    return page(card, here="", kind="page middle-page")


def _card(title: str, lead: str, *content: rx.Component) -> rx.Component:
    card = rx.el.section(
        brand(), rx.el.h1(title), rx.el.p(lead, class_name="soft"), *content, class_name="card join"
    )
    return page(card, here="", kind="page middle-page")
