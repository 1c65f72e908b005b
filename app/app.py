"""Composition root of the web process: one ASGI app with REST, media, health and the Reflex pages."""

import reflex as rx

from app.api import api
from app.web import pages  # noqa: F401  (importing registers the pages)

app = rx.App(
    api_transformer=api,
    stylesheets=["zoetrope.css"],
    head_components=[
        rx.el.link(rel="icon", href="/mark.svg", type="image/svg+xml"),
        rx.el.meta(name="theme-color", content="#0B0B0F"),
    ],
    html_lang="en",
    reset_style=False,
    toaster=None,
    app_wraps={},
)
