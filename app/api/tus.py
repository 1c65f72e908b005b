"""What every tus request and answer carries, whatever refuses it: the version, and the method meant."""

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.answers import answer
from app.errors import AppError
from app.uploads.protocol import VERSION

UPLOADS_PATH = "/api/v1/uploads"
OVERRIDABLE = frozenset({"PATCH", "DELETE", "HEAD"})
# GET is not of the protocol, and OPTIONS asks for the version.
VERSIONED = frozenset({"POST", "PATCH", "DELETE", "HEAD"})


class OtherVersion(AppError):
    status, code = 412, "tus_version"

    def __init__(self) -> None:
        super().__init__(f"Speak tus {VERSION}, and say so in Tus-Resumable.")


class Tus:
    """Middleware around all other guards, so that their refusals speak tus too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_tus(scope["path"]):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        # In place: those outside look at the same scope for the route that answered.
        scope["method"] = _meant(scope["method"], headers.get("x-http-method-override", ""))

        async def versioned(message: Message) -> None:
            if message["type"] == "http.response.start" and scope["method"] in VERSIONED:
                MutableHeaders(scope=message)["Tus-Resumable"] = VERSION
            await send(message)

        is_ours = headers.get("tus-resumable") == VERSION
        app = self.app if is_ours or scope["method"] not in VERSIONED else _refusal()
        await app(scope, receive, versioned)


def is_tus(path: str) -> bool:
    return path == UPLOADS_PATH or path.startswith(f"{UPLOADS_PATH}/")


def install_tus(api: FastAPI) -> None:
    api.add_middleware(Tus)


def _meant(method: str, override: str) -> str:
    """Some proxies let nothing but GET and POST through."""
    wanted = override.strip().upper()
    return wanted if method == "POST" and wanted in OVERRIDABLE else method


def _refusal() -> JSONResponse:
    refused = answer(OtherVersion())
    refused.headers["Tus-Version"] = VERSION
    return refused
