"""Makes .venv with what one purpose needs (run, test, phone), or locks that. Needs nothing but Python."""

from __future__ import annotations

import ast
import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
SUPERSETS = {"run": ("run", "test", "phone"), "phone": ("phone", "test"), "test": ("test",)}
INDEXES = ("--index-strategy", "unsafe-best-match")  # all of them, as pip does; hashes say what is right
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
    "trusted-host": "UV_INSECURE_HOST",
}


def main(purpose: str) -> int:
    try:
        _check_python()
        _make_venv()
        if purpose == "lock":
            _lock()
        else:
            _install(purpose)
            _install_project()
    except Problem as problem:
        print(f"Set-up stopped: {problem}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as problem:
        print(f"Set-up stopped: `{problem.cmd[0]}` failed, see above.", file=sys.stderr)
        return 1
    return 0


class Problem(Exception):
    """A sentence that says what to do."""


def _check_python() -> None:
    if sys.version_info < OLDEST:
        here = ".".join(map(str, sys.version_info[:3]))
        raise Problem(f"Python 3.11 or newer is needed, this is {here}. Name one: make run PYTHON=python3.12")


def _make_venv() -> None:
    """Make it, or make it again when it was interrupted, moved, or lost its Python."""
    if _works(PYTHON, "import pip") and str(VENV) in _read(VENV / "bin" / "pip"):
        return
    if not _works(sys.executable, "import venv, ensurepip"):
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        raise Problem(f"this Python cannot make environments. On Debian or Ubuntu: apt-get install {package}")
    print("Making the Python environment .venv …", flush=True)
    venv.EnvBuilder(clear=True, with_pip=True, symlinks=True).create(VENV)


def _works(python: Path | str, code: str) -> bool:
    try:
        return subprocess.run([str(python), "-c", code], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _install(purpose: str) -> None:
    if any(_read(_stamp(name)) == _digest(name) for name in SUPERSETS[purpose]):
        return
    env = uv_environment()
    _install_uv()
    print(f"Installing what `{purpose}` needs, checked against requirements/{purpose}.lock …", flush=True)
    options = [
        "--require-hashes",
        "--no-deps",
        "--compile-bytecode",
        *INDEXES,
        "--python",
        str(PYTHON),
    ]
    lock = str(ROOT / "requirements" / f"{purpose}.lock")
    subprocess.run([str(VENV / "bin" / "uv"), "pip", "install", *options, "-r", lock], env=env, check=True)
    _stamp(purpose).write_text(_digest(purpose))


def _lock() -> None:
    """Pin pyproject.toml's dependencies for every platform; the files name no registry."""
    _install_uv()
    extras = {"run": [], "phone": ["phone"], "test": ["phone", "test"]}
    options = ["--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header"]
    options += ["--no-annotate", "--no-emit-index-url", "--no-emit-find-links", *INDEXES]
    for name, chosen in extras.items():
        print(f"Locking requirements/{name}.lock …", flush=True)
        named = [part for extra in chosen for part in ("--extra", extra)]
        command = [str(VENV / "bin" / "uv"), "pip", "compile", "pyproject.toml", *options, *named]
        output = ["-o", f"requirements/{name}.lock"]
        subprocess.run([*command, *output], cwd=ROOT, env=uv_environment(), check=True)


def _install_uv() -> None:
    lock = ROOT / "requirements" / "bootstrap.lock"
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*command, "--require-hashes", "-r", str(lock)], check=True)


def uv_environment() -> dict[str, str]:
    """uv does not read pip's configuration, and that is where people name their registry."""
    env = dict(os.environ)
    for name, value in _pip_configuration().items():
        found = list(filter(_exists, value.split()))
        if name in UV_NAMES and found:
            separator = "," if name == "find-links" else " "
            env.setdefault(UV_NAMES[name], separator.join(found))
    return env


def _pip_configuration() -> dict[str, str]:
    """As pip itself merges it; what comes later in its list (the environment) is asked first."""
    command = [str(PYTHON), "-m", "pip", "config", "list"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    pairs = [line.split("=", 1) for line in lines if "=" in line]
    ordered = sorted(pairs, key=lambda pair: pair[0].startswith(":env:"))
    return {name.rsplit(".", 1)[-1]: str(ast.literal_eval(value)) for name, value in ordered}


def _exists(place: str) -> bool:
    """A folder that is not there stops uv, while pip passes over it."""
    path = place[len("file://") :] if place.startswith("file://") else place
    return not path.startswith("/") or Path(path).exists()


def _install_project() -> None:
    """The project is not copied: .venv finds it here, and `zoetrope` runs it."""
    site = next((VENV / "lib").glob("python3.*/site-packages"))
    (site / "zoetrope.pth").write_text(f"{ROOT}\n")
    launcher = VENV / "bin" / "zoetrope"
    launcher.write_text(f'#!/bin/sh\nexec "{PYTHON}" -m app.cli "$@"\n')
    launcher.chmod(0o755)


def _stamp(name: str) -> Path:
    return VENV / f".installed-{name}"


def _digest(name: str) -> str:
    return hashlib.sha256((ROOT / "requirements" / f"{name}.lock").read_bytes()).hexdigest()


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
