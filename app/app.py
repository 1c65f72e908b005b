"""Composition root of the web process: one ASGI app with REST, media, health and the Reflex pages."""

import reflex as rx

from app.api import api
from app.web import pages  # noqa: F401  (importing registers the pages)
from app.web.head import head

app = rx.App(
    api_transformer=api,
    stylesheets=["zoetrope.css"],
    head_components=head(),
    html_lang="en",
    reset_style=False,
    toaster=None,
    app_wraps={},
)
