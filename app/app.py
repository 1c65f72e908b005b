"""Composition root of the web process: one ASGI app with REST, media, health and the Reflex pages."""

import reflex as rx

from app.api import api, begin
from app.web import pages  # noqa: F401  (importing registers the pages)
from app.web.edge import OwnSockets, PageCaching
from app.web.head import head
from app.web.live import attach
from app.web.locks import give_back_locks
from app.web.policy import PagePolicy
from app.web.problems import show_error

app = rx.App(
    api_transformer=[api, PageCaching, PagePolicy, OwnSockets],
    backend_exception_handler=show_error,
    stylesheets=["zoetrope.css"],
    head_components=head(),
    html_lang="en",
    reset_style=False,
    toaster=None,
    app_wraps={},
)
give_back_locks(app.state_manager)
app.register_lifespan_task(begin)
app.register_lifespan_task(attach(app.event_namespace).listen)
