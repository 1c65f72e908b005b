"""The frame around every page: navigation on the left of a desk, under the thumb on a phone."""

import reflex as rx

from app.web.components.frame import boundary, skip
from app.web.components.inbox import inbox_badge, live_notice
from app.web.components.notice import announcer
from app.web.components.pace import pace
from app.web.components.people import suggested
from app.web.session import SessionState

PROFILE_LINK = rx.cond(SessionState.username != "", "/@" + SessionState.username, "/login")
FEED_TABS = (("Friends", "/friends"), ("Following", "/following"), ("For You", "/"))


def page(*children: rx.Component, here: str | rx.Var[str], kind: str = "page") -> rx.Component:
    """A whole page; ``here`` names the place in the navigation, ``kind`` how the middle is laid out."""
    return rx.el.div(
        skip(),
        side(here),
        rx.el.main(boundary(*children), id="main", tab_index=-1, class_name=kind),
        bottom_bar(here),
        announcer(),
        pace(),
        live_notice(),
        class_name=f"shell {'cinema' if kind == 'cinema' else ''}",
    )


def side(here: str | rx.Var[str]) -> rx.Component:
    return rx.el.nav(
        brand(),
        entry("house", "Home", "/", here),
        entry("users", "Following", "/following", here),
        entry("smile", "Friends", "/friends", here),
        entry("compass", "Discover", "/discover", here),
        entry("bell", "Inbox", "/inbox", here, inbox_badge()),
        entry("user", "Profile", PROFILE_LINK, here),
        rx.cond(SessionState.username != "", entry("settings", "Settings", "/settings", here), rx.fragment()),
        moderators_entry(here),
        rx.el.a(rx.icon("plus", size=20), "Upload", href="/upload", class_name="button upload"),
        rx.cond(SessionState.known & (SessionState.username == ""), door(), rx.fragment()),
        suggested(limit=4, place="side"),
        rx.el.p(
            "Zoetrope is free software. ",
            rx.el.a("Your feed", href="/taste"),
            ", your server.",
            class_name="colophon",
        ),
        class_name="side",
        aria_label="Main",
    )


def brand() -> rx.Component:
    return rx.el.a(
        rx.el.img(src="/mark.svg", alt="", width="28", height="28"), "zoetrope", href="/", class_name="brand"
    )


def door() -> rx.Component:
    return rx.el.div(
        rx.el.p("Log in to like, save and follow."),
        rx.el.a("Log in", href="/login", class_name="button quiet"),
        class_name="door",
    )


def entry(
    icon: str, name: str, href: str | rx.Var[str], here: str | rx.Var[str], *more: rx.Component
) -> rx.Component:
    current = rx.cond(rx.Var.create(here) == name, "page", "false")
    return rx.el.a(
        rx.icon(icon, size=24), rx.el.span(name), *more, href=href, class_name="entry", aria_current=current
    )


def moderators_entry(here: str | rx.Var[str]) -> rx.Component:
    desk = entry("shield-check", "Moderation", "/moderation", here)
    return rx.cond(SessionState.may_moderate, desk, rx.fragment())


def bottom_bar(here: str | rx.Var[str]) -> rx.Component:
    return rx.el.nav(
        entry("house", "Home", "/", here),
        entry("compass", "Discover", "/discover", here),
        rx.el.a(rx.icon("plus", size=24), href="/upload", class_name="make", aria_label="Upload"),
        entry("bell", "Inbox", "/inbox", here, inbox_badge()),
        entry("user", "Profile", PROFILE_LINK, here),
        class_name="bottom",
        aria_label="Main",
    )


def feed_tabs(here: str) -> rx.Component:
    """Friends, Following and For You, over the picture on phones; and the page's name for who listens."""
    return rx.fragment(rx.el.h1(here or "Video", class_name="unseen"), _tabs(here))


def _tabs(here: str) -> rx.Component:
    return rx.el.header(
        *[
            rx.el.a(name, href=href, **({"aria_current": "page"} if name == here else {}))
            for name, href in FEED_TABS
        ],
        rx.el.a(
            rx.icon("search", size=24), href="/discover", class_name="round plainly", aria_label="Discover"
        ),
        class_name="tabs",
    )
