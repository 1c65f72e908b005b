"""The app's own processes, as the supervisor starts them."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from app.embedded.programs import script
from app.settings import Settings

PYTHON = (sys.executable, "-m")
# Threads that share a matrix wait for each other: on a busy machine twenty times longer.
ONE_CORE = {"OPENBLAS_NUM_THREADS": "1"}
# Stopped in the middle, the demo's pool leaves semaphores, which Python sweeps and would tell the terminal.
QUIET_END = {"PYTHONWARNINGS": "ignore:resource_tracker:UserWarning"}
COMPILED_PAGES = {
    "REFLEX_ENV_MODE": "prod",
    "__REFLEX_SKIP_COMPILE": "true",
    "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    "REFLEX_TELEMETRY_ENABLED": "false",
    "REFLEX_CHECK_LATEST_VERSION": "false",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A process of the app: it runs for ever, or to its end when it is a step."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    nice: int = 0
    grace: float = 4.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What a start consists of once the stores answer."""

    parts: tuple[Part, ...]
    web: Part | None = None  # its port must be free before; it answers /health/ready after
    steps: tuple[Part, ...] = ()
    first_start: Part | None = None
    port: int = 0
    host: str = "127.0.0.1"


def whole_house(settings: Settings, env: Mapping[str, str]) -> Plan:
    """Everything on one machine; demo content only where no one would mistake it for their own."""
    wants_demo = not settings.is_production and env.get("ZOETROPE_DEMO", "on") != "off"
    return Plan(
        parts=_workers(settings),
        web=_web(settings),
        steps=(Part("migrate", (*PYTHON, "app.cli", "migrate")),),
        first_start=Part("demo", (*PYTHON, "app.cli", "demo"), env=QUIET_END, nice=5) if wants_demo else None,
        port=settings.zoetrope_port,
        host=settings.zoetrope_host,
    )


def _web(settings: Settings) -> Part:
    address = ("--host", settings.zoetrope_host, "--port", str(settings.zoetrope_port))
    command = (script("granian"), "--interface", "asgi", "--factory", *address, "app.app:app")
    return Part("web", command, env={**COMPILED_PAGES, **ONE_CORE, **_metrics(settings)}, grace=3.0)


def _workers(settings: Settings) -> tuple[Part, ...]:
    """Encoding yields to the pages, first rungs to none but them, and quick jobs never wait behind either."""
    media = (
        Part(f"media-{number}", (*PYTHON, "workers", "first", "parts", "media"), nice=12)
        for number in range(1, settings.zoetrope_workers + 1)
    )
    return (
        *media,
        Part("first", (*PYTHON, "workers", "first", "parts"), nice=5),
        Part("early", (*PYTHON, "workers", "early"), nice=5),
        Part("worker", (*PYTHON, "workers", "notify", "recsys", "housekeeping"), nice=5),
        Part("training", (*PYTHON, "workers", "training"), env=ONE_CORE, nice=15),
        Part("consumers", (*PYTHON, "workers", "consumers"), env={**ONE_CORE, **_metrics(settings)}, nice=2),
        Part("schedule", (*PYTHON, "workers", "schedule"), nice=5),
    )


def _metrics(settings: Settings) -> dict[str, str]:
    """Where the processes that last count together; a job is too short-lived to leave a file each time."""
    return {"PROMETHEUS_MULTIPROC_DIR": str(metrics_folder(settings.home))}


def metrics_folder(home: Path) -> Path:
    return home / "metrics"


def become_web(settings: Settings) -> NoReturn:
    """Turn this process into the web process, for machines where something else supervises."""
    part = _web(settings)
    metrics_folder(settings.home).mkdir(parents=True, exist_ok=True)
    own = {"REFLEX_REDIS_URL": settings.redis_url.get_secret_value()}
    os.execvpe(part.command[0], list(part.command), {**os.environ, **part.env, **own})  # noqa: S606 - our own
