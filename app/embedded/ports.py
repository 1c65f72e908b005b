"""Loopback ports for the embedded parts: chosen once, kept in the home, chosen anew when taken."""

import errno
import json
import os
import random
import socket
from collections.abc import Iterator
from pathlib import Path

from app.embedded.process import CannotStart

# Below the kernel's own range for outgoing connections, also after SeaweedFS adds 10,000 for gRPC.
LOWEST, HIGHEST, GRPC = 12_000, 21_999, 10_000
NAMES = ("postgres", "valkey", "s3", "s3_master", "s3_volume", "s3_filer")
# A second passes between choosing a port and listening there, in which another start may choose it as well.
_claims: dict[int, socket.socket] = {}


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen there now; an address that this machine lacks is nobody's."""
    problem = _bind_problem(host, port)
    return problem is None or problem == errno.EADDRNOTAVAIL


def _bind_problem(host: str, port: int) -> int | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
    except OSError as problem:
        return problem.errno
    return None


def web_port_problem(host: str, port: int) -> str | None:
    """Why the pages cannot be served there. `localhost` may mean ::1, so that must be free as well."""
    found = _bind_problem(host, port)
    taken_as_localhost = host == "127.0.0.1" and _bind_problem("::1", port) == errno.EADDRINUSE
    if found == errno.EADDRINUSE or taken_as_localhost:
        return f"Port {port} is busy. Stop the program that uses it, or choose another with ZOETROPE_PORT."
    if found is not None:
        return (
            f"Nothing can listen on {host}, port {port}: {os.strerror(found)}. Change ZOETROPE_HOST or _PORT."
        )
    return None


def kept_ports(file: Path) -> dict[str, int]:
    """The home's ports; any that another program has taken meanwhile is replaced."""
    known = _read(file)
    unused = _free_ports(avoid=set(known.values()))
    ports = {name: known[name] if _is_ours(known.get(name)) else next(unused) for name in NAMES}
    file.write_text(json.dumps(ports))
    return ports


def _read(file: Path) -> dict[str, int]:
    try:
        return dict(json.loads(file.read_text()))
    except (OSError, ValueError):
        return {}


def _is_usable(port: int) -> bool:
    return is_free(port) and is_free(port + GRPC)


def _is_ours(port: int | None) -> bool:
    return port is not None and _is_usable(port) and (port in _claims or claim(port))


def claim(port: int) -> bool:
    """Whether nobody had it in mind; ours until this process ends, as a name without a file is (unix(7))."""
    name = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        name.bind(f"\0zoetrope-port-{port}")
    except OSError:
        name.close()
        return False
    _claims[port] = name
    return True


def _free_ports(avoid: set[int]) -> Iterator[int]:
    candidates = random.sample(range(LOWEST, HIGHEST + 1), HIGHEST - LOWEST + 1)
    yield from (port for port in candidates if port not in avoid and _is_usable(port) and claim(port))
    raise CannotStart(f"No port between {LOWEST} and {HIGHEST} is free on 127.0.0.1.")
