"""Where pushes may go: browsers name the address, so none of our own network may be reached by it (SSRF)."""

import socket
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from app.errors import BadInput
from app.settings import settings

PORTS = {"https": 443, "http": 80}


def check(endpoint: str) -> None:
    """Refuse what cannot be a push service, before it is kept."""
    try:
        where = urlsplit(endpoint)
        good = bool(where.hostname) and (where.port or 1) > 0 and _is_scheme_allowed(where)
    except ValueError:
        good = False
    if not good:
        raise BadInput("This is no push service.", endpoint="It must be an address with https.")


def resolved(endpoint: str) -> tuple[str, str]:
    """The address to connect to, once and for all for this push, and the name to ask for there.

    Looked up by us and not again by the client, so that no second answer can lead elsewhere.
    """
    where = urlsplit(endpoint)
    host, port = str(where.hostname), where.port or PORTS[where.scheme]
    found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    allowed = sorted(one for one in found if _is_allowed(one))
    if not allowed or len(allowed) < len(found):
        raise OSError(f"{host} is not a public address.")
    address = f"[{allowed[0]}]" if ":" in allowed[0] else allowed[0]
    return where._replace(netloc=f"{address}:{port}").geturl(), where.netloc.rpartition("@")[2]


def _is_scheme_allowed(where: SplitResult) -> bool:
    return where.scheme == "https" or (where.scheme == "http" and settings().push_anywhere == "on")


def _is_allowed(address: str) -> bool:
    return settings().push_anywhere == "on" or ip_address(address.partition("%")[0]).is_global
