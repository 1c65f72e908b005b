"""What every answer tells browsers: what it may do there, who may frame it, and who may read it."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.policy import PREFIX
from app.settings import settings

# An answer of the API or a stored file is never a page, even when a browser is led to it.
INERT = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
YEAR = 365 * 24 * 3600
COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), "
    "geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
}
EMBED = "/embed/"
MEDIA = "/media/"
# Other sites' pages may ask for these without cookies, and with a token.
OPEN = (f"{PREFIX}/", MEDIA)
ASKED = (
    "Authorization, Content-Type, Range, Tus-Resumable, Upload-Checksum, Upload-Defer-Length, Upload-Length"
)
ASKED += ", Upload-Metadata, Upload-Offset, X-Idempotency-Key, X-Request-ID"
TOLD = "Content-Range, ETag, Idempotent-Replayed, Location, RateLimit, RateLimit-Policy, Retry-After"
TOLD += ", Tus-Resumable, Upload-Expires, Upload-Length, Upload-Metadata, Upload-Offset, X-Request-ID"


def protect(message: Message, scope: Scope) -> None:
    """The headers of an answer that has not set them itself."""
    headers, path = MutableHeaders(scope=message), scope["path"]
    for name, value in COMMON.items():
        headers.setdefault(name, value)
    is_page = headers.get("content-type", "").startswith("text/html")
    if not is_page and _is_ours(path):
        headers.setdefault("Content-Security-Policy", INERT)
    if not path.startswith(EMBED):
        headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if _is_shared(path) else "same-origin")
    if settings().is_production and _is_https(scope):
        headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains")
    if path.startswith(OPEN):
        _open(headers)


class OpenReading:
    """Pages of other sites may ask the API and read its answers, as anybody could: never with cookies."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _is_preflight(scope):
            await _allowed()(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _is_preflight(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "OPTIONS" or not scope["path"].startswith(OPEN):
        return False
    headers = Headers(scope=scope)
    return "origin" in headers and "access-control-request-method" in headers


def _allowed() -> Response:
    return Response(
        status_code=204,
        headers={
            "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE",
            "Access-Control-Allow-Headers": ASKED,
            "Access-Control-Max-Age": "7200",
        },
    )


def _open(headers: MutableHeaders) -> None:
    """No Allow-Credentials: a browser that sends cookies may not show what came of it to another site."""
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = TOLD


def _is_ours(path: str) -> bool:
    return path.startswith((*OPEN, "/health", "/metrics", "/oembed"))


def _is_shared(path: str) -> bool:
    """What players on other sites load; everything else is for our own pages."""
    return path.startswith((*OPEN, EMBED, "/oembed"))


def _is_https(scope: Scope) -> bool:
    return scope["scheme"] == "https" or settings().public_url.startswith("https://")
