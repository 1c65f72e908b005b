"""Loopback ports for the embedded parts: chosen once, kept in the home, chosen anew when taken."""

import json
import random
import socket
from collections.abc import Iterator
from pathlib import Path

from app.embedded.process import CannotStart

# Below the kernel's own range for outgoing connections, also after SeaweedFS adds 10,000 for gRPC.
LOWEST, HIGHEST, GRPC = 12_000, 21_999, 10_000
NAMES = ("postgres", "valkey", "s3", "s3_master", "s3_volume", "s3_filer")


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            return False
    return True


def kept_ports(file: Path) -> dict[str, int]:
    """The home's ports; any that another program has taken meanwhile is replaced."""
    known = _read(file)
    unused = _free_ports(avoid=set(known.values()))
    ports = {name: known[name] if _is_usable(known.get(name)) else next(unused) for name in NAMES}
    file.write_text(json.dumps(ports))
    return ports


def _read(file: Path) -> dict[str, int]:
    try:
        return dict(json.loads(file.read_text()))
    except (OSError, ValueError):
        return {}


def _is_usable(port: int | None) -> bool:
    return port is not None and is_free(port) and is_free(port + GRPC)


def _free_ports(avoid: set[int]) -> Iterator[int]:
    candidates = random.sample(range(LOWEST, HIGHEST + 1), HIGHEST - LOWEST + 1)
    yield from (port for port in candidates if port not in avoid and _is_usable(port))
    raise CannotStart(f"No port between {LOWEST} and {HIGHEST} is free on 127.0.0.1.")
