"""A real push service for tests: it takes what is posted and reads it as the browser would."""

import base64
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.notifications import push
from tests.conftest import forget_connections


def coded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass
class Browser:
    """Somebody's browser: its keys, its address at the service, and what it was told."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: os.urandom(16))

    def subscription(self) -> dict[str, Any]:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "keys": {"p256dh": coded(point), "auth": coded(self.auth)}}

    def read(self, body: bytes) -> dict[str, Any]:
        told = http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm")
        return dict(json.loads(told))


class Service:
    def __init__(self, port: int) -> None:
        self.port, self.status = port, 201
        self.posted: list[tuple[str, dict[str, str], bytes]] = []

    def browser(self, name: str = "one") -> Browser:
        return Browser(f"http://127.0.0.1:{self.port}/{name}")


@contextmanager
def push_service() -> Iterator[Service]:
    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.posted.append((self.path, dict(self.headers), body))
            self.send_response(service.status)
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    service = Service(server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    os.environ["PUSH_ANYWHERE"] = "on"
    forget_connections()
    patience, push.SECONDS = push.SECONDS, 120  # the service works in this process, which may be busy
    try:
        yield service
    finally:
        push.SECONDS = patience
        server.shutdown()
        server.server_close()
        del os.environ["PUSH_ANYWHERE"]
        forget_connections()
