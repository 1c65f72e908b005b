"""Builds the web pages once; when nothing that they are made of has changed, there is nothing to do."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from app.embedded.programs import SCRIPTS, script
from app.settings import REPOSITORY

WEB = REPOSITORY / ".web"
STAMP = WEB / "zoetrope.inputs"
LOCK = REPOSITORY / "reflex.lock" / "package-lock.json"
PAGES = WEB / "build" / "client" / "index.html"
INPUTS = (
    "rxconfig.py",
    "app/app.py",
    "app/shapes.py",
    "app/embedded/build.py",
    "app/media/edit.py",
    "app/media/looks.py",
    "requirements/run.lock",
)
INPUT_TREES = ("app/web", "assets")
LOG = Path(sys.prefix) / "web-build.log"
MADE_BY_BUILD = {"__pycache__", "external"}
SAY_EVERY = 10.0


def main() -> int:
    with _one_at_a_time():
        inputs = digest(REPOSITORY)
        if PAGES.exists() and STAMP.exists() and STAMP.read_text() == inputs + _packages():
            return 0
        print("Building the web pages (about a minute the first time) …", flush=True)
        began = time.monotonic()
        code = _export()
        WEB.mkdir(exist_ok=True)
        STAMP.write_text("failed" if code else inputs + _packages())  # the build itself settles the packages
        if code == 0:
            print(f"The web pages are built ({time.monotonic() - began:.0f} s).", flush=True)
        return code


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two starts from one clone share the build."""
    with (Path(sys.prefix) / ".web-build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def digest(root: Path) -> str:
    """Names and contents of everything that the pages are made of."""
    total = hashlib.sha256()
    for file in _inputs(root):
        total.update(f"{file.relative_to(root)}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _inputs(root: Path) -> list[Path]:
    trees = (file for tree in INPUT_TREES for file in (root / tree).rglob("*"))
    named = (root / name for name in INPUTS)
    found = {*trees, *root.glob("app/*/schemas.py"), *named}
    return sorted(file for file in found if file.is_file() and not MADE_BY_BUILD & set(file.parts))


def _packages() -> str:
    return LOCK.read_text() if LOCK.exists() else ""


def _export() -> int:
    """A build that was killed left no stamp, and can have left packages that no later one repairs."""
    if STAMP.exists():
        STAMP.unlink()
    else:
        shutil.rmtree(WEB, ignore_errors=True)
    with LOG.open("w") as log:
        code = _run_reflex(log)
    if code:
        print(LOG.read_text(), file=sys.stderr)
    return code


def _run_reflex(log: IO[str]) -> int:
    command = [script("reflex"), "export", "--frontend-only", "--no-zip"]
    began = time.monotonic()
    with subprocess.Popen(
        command,
        cwd=REPOSITORY,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
    ) as process:
        while True:
            try:
                return process.wait(SAY_EVERY)
            except subprocess.TimeoutExpired:
                print(f"  … still building ({time.monotonic() - began:.0f} s)", flush=True)


def _environment() -> dict[str, str]:
    """Node and npm from .venv, the person's own npm registry, and nothing fetched from elsewhere."""
    env = {
        **os.environ,
        "PATH": f"{SCRIPTS}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "REFLEX_USE_NPM": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "NPM_CONFIG_OMIT_LOCKFILE_REGISTRY_RESOLVED": "true",  # the kept lock names no registry host
        "NPM_CONFIG_FUND": "false",
        "NPM_CONFIG_AUDIT": "false",
    }
    return {**env, "NPM_CONFIG_REGISTRY": env.get("NPM_CONFIG_REGISTRY") or _npm_registry(env)}


def _npm_registry(env: dict[str, str]) -> str:
    """Asked of npm itself: left alone, Reflex would try mirrors of its own choice."""
    command = [script("npm"), "config", "get", "registry"]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
