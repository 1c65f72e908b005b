"""What the browser and phone tests need from the system: found, installed where that is allowed, or named."""

import ctypes.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LIBRARIES = {"GL": "libgl1", "EGL": "libegl1", "GLESv2": "libgles2", "mtdev": "libmtdev1"}
DRIVERS = "libgl1-mesa-dri"


def main() -> int:
    missing = missing_packages()
    if not missing:
        return 0
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
    prefix = _as_root()
    if prefix is None:
        print(f"The tests need {', '.join(missing)}. Install them: sudo {' '.join(command)}", file=sys.stderr)
        return 1
    print(f"Installing for the tests: {', '.join(missing)} …", flush=True)
    update = [*prefix, "apt-get", "update", "-qq"]
    return _run(update) or _run([*prefix, *command])


def _run(command: list[str]) -> int:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=env, stdin=subprocess.DEVNULL, check=False).returncode


def missing_packages() -> list[str]:
    """Debian's names of what this machine lacks."""
    missing = [] if any(map(shutil.which, BROWSERS)) else ["chromium"]
    missing += [package for library, package in LIBRARIES.items() if not ctypes.util.find_library(library)]
    return missing if _has_drivers() else [*missing, DRIVERS]


def _has_drivers() -> bool:
    libraries = Path("/usr/lib")
    return any(found for pattern in ("*/dri/*_dri.so", "dri/*_dri.so") for found in libraries.glob(pattern))


def _as_root() -> list[str] | None:
    """How apt may be run here: directly, through a sudo that does not ask, or not at all."""
    if not shutil.which("apt-get"):
        return None
    if os.getuid() == 0:
        return []
    if not shutil.which("sudo") or _run(["sudo", "-n", "true"]):
        return None
    return ["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND"]


if __name__ == "__main__":
    sys.exit(main())
