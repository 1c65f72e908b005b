"""The settings as a Reflex component: every section talks to REST from the browser."""

import reflex as rx

from app.web.components.jsx import ICONS, script


class Settings(rx.Component):
    """All sections below each other; settings_sections.js lists them."""

    library = script("settings.jsx")
    tag = "Settings"
    lib_dependencies: list[str] = [ICONS]


settings = Settings.create
