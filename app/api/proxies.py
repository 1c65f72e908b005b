"""Where a request really came from, when a proxy of ours stands in front; nobody else is believed."""

import re
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from app.settings import settings

# One element of a Forwarded header (RFC 7239 §4): for=, proto= and the like, quoted or not.
_PAIR = re.compile(r'\s*([A-Za-z]+)=(?:"([^"]*)"|([^;,"\s]*))\s*')
_SECURE = {"http": "https", "ws": "wss"}


class TrustedProxies:
    """Sets the scope's client and scheme from what a trusted proxy says.

    The address is the rightmost one that is no proxy of ours: what is left of it is the visitor's own claim.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"} and _is_trusted(_peer(scope)):
            hops, schemes = _told(Headers(scope=scope))
            if hops:
                scope["client"] = (_visitor(hops, otherwise=_peer(scope)), 0)
            if schemes and schemes[-1].lower() == "https":
                scope["scheme"] = _SECURE.get(scope["scheme"], scope["scheme"])
        await self.app(scope, receive, send)


def _peer(scope: Scope) -> str:
    return str(scope["client"][0]) if scope.get("client") else ""


def _is_trusted(address: str) -> bool:
    try:
        asked = ip_address(address)
    except ValueError:
        return False
    return any(asked in network for network in settings().proxies)


def _told(headers: Headers) -> tuple[list[str], list[str]]:
    """Addresses and schemes, the nearest hop last. Both kinds at once: a visitor sent one of them."""
    x_for, forwarded = headers.getlist("x-forwarded-for"), headers.getlist("forwarded")
    if x_for and forwarded:
        return [], []
    if forwarded:
        return _named(forwarded, "for"), _named(forwarded, "proto")
    return _split(x_for), _split(headers.getlist("x-forwarded-proto"))


def _split(values: list[str]) -> list[str]:
    return [one.strip() for value in values for one in value.split(",")]


def _named(values: list[str], name: str) -> list[str]:
    pairs = [found.groups() for value in values for found in _PAIR.finditer(value)]
    return [quoted or plain or "" for key, quoted, plain in pairs if key.lower() == name]


def _visitor(hops: list[str], *, otherwise: str) -> str:
    """The first from the right that is no proxy of ours; the last known one before something unreadable."""
    found = otherwise
    for hop in reversed(hops):
        address = _address(hop)
        if not address:
            return found
        found = address
        if not _is_trusted(address):
            return found
    return found


def _address(hop: str) -> str:
    """Without its port: 192.0.2.1:4711, [2001:db8::1]:4711, 2001:db8::1."""
    bare = hop.partition("]")[0].removeprefix("[") if hop.startswith("[") else hop
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        return str(ip_address(bare))
    except ValueError:
        return ""
