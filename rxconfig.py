"""Reflex settings, and the changes to its generated front end: served from any port, told of notices."""

from pathlib import Path
from typing import Any

import reflex as rx

from app.web.theme import tokens_css

BACKEND_LINE = "  const endpoint = new URL(url_str);\n"
SAME_ORIGIN = (
    BACKEND_LINE + '  if (typeof window !== "undefined" && window.location.protocol.startsWith("http")) {\n'
    "    endpoint.host = window.location.host;\n"
    '    const secure = window.location.protocol === "https:";\n'
    '    endpoint.protocol = endpoint.protocol.startsWith("ws") ? (secure ? "wss:" : "ws:")'
    " : window.location.protocol;\n"
    "    return endpoint;\n"
    "  }\n"
)
MESSAGE_LINE = '  socket.current.on("event", (update) => {\n'
NOTICES = (
    '  socket.current.on("connect", () => socket.current.emit("notices"));\n'
    '  socket.current.on("notices", (told) => {\n'
    "    window.__zoetropeNotices = told;\n"
    '    window.dispatchEvent(new CustomEvent("zoetrope:notices", { detail: told }));\n'
    "  });\n" + MESSAGE_LINE
)
SERVER_BLOCK = "  server: {\n"
PROXIED = ("/api", "/media", "/_event", "/_upload", "/ping", "/health")


def same_origin(code: str) -> str:
    """The bundle bakes in the port it was built with; talk to the host that served the page instead."""
    return _replaced(code, BACKEND_LINE, SAME_ORIGIN)


def with_notices(code: str) -> str:
    """The page says over its socket that it listens, and hands on what it is told: app/web/live.py."""
    return _replaced(code, MESSAGE_LINE, NOTICES)


def proxied(code: str) -> str:
    """In development Vite serves the page, so it hands the server's own paths on."""
    targets = ", ".join(
        f'"{path}": {{ target: "http://localhost:8000", ws: true, changeOrigin: false }}' for path in PROXIED
    )
    return _replaced(code, SERVER_BLOCK, f"{SERVER_BLOCK}    proxy: {{ {targets} }},\n")


def _replaced(code: str, old: str, new: str) -> str:
    if new in code:
        return code
    if code.count(old) != 1:
        raise RuntimeError(f"Reflex changed its templates: {old.strip()!r} was not found once.")
    return code.replace(old, new)


class Zoetrope(rx.plugins.Plugin):
    """Puts the design tokens and the font into the build and makes it independent of the port."""

    def get_frontend_dependencies(self, **context: Any) -> list[str]:
        return ["@fontsource-variable/inter@5.3.0"]

    def get_static_assets(self, **context: Any) -> list[tuple[Path, str]]:
        return [(Path("styles/tokens.css"), tokens_css())]

    def get_stylesheet_paths(self, **context: Any) -> list[str]:
        return ["@fontsource-variable/inter/wght.css", "./tokens.css"]

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"]("utils/state.js", same_origin)
        context["add_modify_task"]("utils/state.js", with_notices)
        context["add_modify_task"]("vite.config.js", proxied)


config = rx.Config(
    app_name="app",
    telemetry_enabled=False,
    cors_allowed_origins=[],  # app.web.edge looks at every origin itself
    react_strict_mode=False,
    default_color_mode="dark",
    show_built_with_reflex=False,
    plugins=[Zoetrope()],
    disable_plugins=[rx.plugins.SitemapPlugin, rx.plugins.RadixThemesPlugin],
)
