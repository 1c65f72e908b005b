"""Looks at this machine and says, for each thing that is wrong, what to do about it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import psutil

from app.embedded import build, externals
from app.embedded.instance import Instance, only_one
from app.embedded.places import SHARED, others_can_reach
from app.embedded.ports import web_port_problem
from app.embedded.process import CannotStart
from app.embedded.programs import SCRIPTS, VERSIONS
from app.embedded.system_packages import missing_packages
from app.settings import REPOSITORY, Settings, SettingsError

GIB = 1024**3
LEAST_DISK, GOOD_DISK, GOOD_MEMORY = 2 * GIB, 10 * GIB, 2 * GIB


class Verdict(StrEnum):
    GOOD = "✓"
    NOTE = "–"
    WRONG = "✗"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    verdict: Verdict
    text: str


def report(env: Mapping[str, str] = os.environ) -> int:
    """Print every finding; 1 when something must be put right before Zoetrope can run."""
    findings = list(examine(env))
    for finding in findings:
        print(f"  {finding.verdict} {finding.text}")
    wrong = sum(finding.verdict is Verdict.WRONG for finding in findings)
    print(f"\n{wrong} thing(s) to put right." if wrong else "\nThis machine can run Zoetrope.")
    return 1 if wrong else 0


def examine(env: Mapping[str, str]) -> Iterator[Finding]:
    """Everything that has ever kept someone from starting."""
    yield _python()
    yield _installed()
    try:
        instance = Instance.at_home(env)
        settings = Settings.from_env(instance.env)
    except (CannotStart, SettingsError) as problem:
        yield Finding(Verdict.WRONG, str(problem))
        return
    yield from _home(instance)
    yield _port(instance, settings)
    yield _disk(instance.home)
    yield _memory()
    yield from (_program(name, command) for name, command in VERSIONS.items())
    yield _pages()
    yield _mail(settings)
    yield from (_external(name, ask) for name, ask in externals.named(env).items())
    yield _for_tests_and_phone()


def _choose(good: bool, well: str, ill: str, *, otherwise: Verdict = Verdict.WRONG) -> Finding:
    return Finding(Verdict.GOOD, well) if good else Finding(otherwise, ill)


def _python() -> Finding:
    here = sys.version.split()[0]
    return _choose(
        sys.version_info >= (3, 11), f"Python {here}", f"Python {here} is too old: install 3.11 or newer."
    )


def _installed() -> Finding:
    own = Path(sys.prefix) == REPOSITORY / ".venv"
    return _choose(
        own and any(Path(sys.prefix).glob(".installed-*")),
        "the packages of .venv are installed",
        f"this Python ({sys.prefix}) is not the project's own: run `make setup`, then .venv/bin/zoetrope.",
        otherwise=Verdict.NOTE,
    )


def _home(instance: Instance) -> Iterator[Finding]:
    home = instance.home
    yield _choose(
        os.access(home, os.W_OK),
        f"{home} can be written",
        f"{home} cannot be written: give it to this user, or set ZOETROPE_HOME to another folder.",
    )
    if os.getuid() == 0 and not others_can_reach(home):
        text = f"{home} lies below a private folder, so PostgreSQL (never root) keeps its files in {SHARED}"
        yield Finding(Verdict.NOTE, text)


def _port(instance: Instance, settings: Settings) -> Finding:
    if running := _running(instance.home):
        return Finding(Verdict.NOTE, running)
    problem = web_port_problem(settings.zoetrope_host, settings.zoetrope_port)
    return _choose(problem is None, f"port {settings.zoetrope_port} is free", str(problem))


def _running(home: Path) -> str | None:
    try:
        with only_one(home):
            return None
    except CannotStart:
        return f"Zoetrope is running in {home}, so its port is taken"


def _disk(home: Path) -> Finding:
    disk = shutil.disk_usage(home)
    free = f"{disk.free / GIB:.1f} GiB of disk are free"
    if disk.free < LEAST_DISK or disk.free < disk.total * 0.015:
        return Finding(
            Verdict.WRONG, f"only {free}: the video store stops writing on a full disk. Make room."
        )
    return _choose(
        disk.free >= GOOD_DISK, free, f"{free}: enough for a try, not for many videos", otherwise=Verdict.NOTE
    )


def _memory() -> Finding:
    free = psutil.virtual_memory().available
    text = f"{free / GIB:.1f} GiB of memory are available"
    return _choose(free >= GOOD_MEMORY, text, f"{text}: set ZOETROPE_WORKERS=1", otherwise=Verdict.NOTE)


def _mail(settings: Settings) -> Finding:
    if settings.smtp_url.get_secret_value():
        return Finding(Verdict.GOOD, f"letters go through SMTP_URL, from {settings.mail_sender}")
    text = "no SMTP_URL: letters "
    text += "wait and nobody gets them" if settings.is_production else "are written into the worker's log"
    return Finding(Verdict.WRONG if settings.is_production else Verdict.NOTE, text)


def _program(name: str, command: Callable[[], list[str]]) -> Finding:
    try:
        result = subprocess.run(
            command(), capture_output=True, text=True, timeout=60, check=False, env=_with_scripts()
        )
    except (OSError, ImportError, CannotStart, subprocess.SubprocessError) as problem:
        return Finding(Verdict.WRONG, f"{name} does not run ({problem}): run `make setup`.")
    output = (result.stdout or result.stderr).strip().split("\n")[0][:48]
    return _choose(
        result.returncode == 0, f"{name} runs: {output}", f"{name} fails ({output}): run `make setup`."
    )


def _with_scripts() -> dict[str, str]:
    return {**os.environ, "PATH": f"{SCRIPTS}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def _pages() -> Finding:
    return _choose(
        build.PAGES.exists(), "the web pages are built", "the web pages are not built: run `make setup`."
    )


def _external(name: str, ask: Callable[[], str | None]) -> Finding:
    problem = ask()
    return _choose(problem is None, f"{name} answers", f"{name} is set but does not answer: {problem}")


def _for_tests_and_phone() -> Finding:
    missing = ", ".join(missing_packages())
    needed = f"the browser tests and the phone client also need {missing}; `make test` installs them"
    return _choose(
        not missing,
        "the tests and the phone client find their system libraries",
        needed,
        otherwise=Verdict.NOTE,
    )
