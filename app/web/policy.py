"""What our pages may load and run: nothing from elsewhere, of inline code only what the build put there."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.settings import REPOSITORY, settings

BUILT = REPOSITORY / ".web" / "build" / "client"
_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.S)
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.S)
_ATTRIBUTE = re.compile(r'\sstyle="([^"]*)"')


class PagePolicy:
    """Middleware: pages that bring no Content-Security-Policy of their own get this one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.setdefault("Content-Security-Policy", page_policy())
            await send(message)

        await self.app(scope, receive, guarded)


def page_policy() -> str:
    """Scripts: ours, and the inline ones of the build by their hashes; the browser refuses any other."""
    scripts, styles = _inline(BUILT)
    media = f"'self' {settings().cdn_base_url}".strip()
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' {scripts}".strip(),
            f"style-src 'self' 'unsafe-hashes' {styles}".strip(),
            f"img-src {media} data: blob:",
            f"media-src {media} data: blob:",
            f"connect-src {media} data: blob:",
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


@cache
def _inline(folder: Path) -> tuple[str, str]:
    """Sources for the inline scripts and styles of all built pages."""
    texts = [path.read_text() for path in sorted(folder.rglob("*.html"))]
    scripts = {one for text in texts for one in _SCRIPT.findall(text)}
    # Emotion begins with an empty style element and fills it by rules, which needs no leave.
    styles = {""} | {one for text in texts for kind in (_STYLE, _ATTRIBUTE) for one in kind.findall(text)}
    return _sources(scripts), _sources(styles)


def _sources(texts: set[str]) -> str:
    return " ".join(sorted(f"'sha256-{_hash(text)}'" for text in texts))


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
