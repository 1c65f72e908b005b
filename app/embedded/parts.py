"""The app's own processes, as the supervisor starts them."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.embedded.programs import script
from app.settings import Settings

PYTHON = (sys.executable, "-m")
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
    steps: tuple[Part, ...] = ()
    first_start: Part | None = None
    port: int | None = None  # must be free before, and answers /health/ready after
    host: str = "127.0.0.1"


def whole_house(settings: Settings, env: Mapping[str, str]) -> Plan:
    """Everything on one machine; demo content only where no one would mistake it for their own."""
    wants_demo = not settings.is_production and env.get("ZOETROPE_DEMO", "on") != "off"
    return Plan(
        parts=(_web(settings), *_workers(settings)),
        steps=(Part("migrate", (*PYTHON, "app.cli", "migrate")),),
        first_start=Part("demo", (*PYTHON, "app.cli", "demo"), nice=5) if wants_demo else None,
        port=settings.zoetrope_port,
        host=settings.zoetrope_host,
    )


def _web(settings: Settings) -> Part:
    address = ("--host", settings.zoetrope_host, "--port", str(settings.zoetrope_port))
    command = (script("granian"), "--interface", "asgi", "--factory", *address, "app.app:app")
    return Part("web", command, env=COMPILED_PAGES, grace=3.0)


def _workers(settings: Settings) -> tuple[Part, ...]:
    """Encoding yields to the pages, and quick jobs never wait behind it."""
    media = (
        Part(f"media-{number}", (*PYTHON, "workers", "media"), nice=10)
        for number in range(1, settings.zoetrope_workers + 1)
    )
    return (
        *media,
        Part("worker", (*PYTHON, "workers", "notify", "recsys", "housekeeping"), nice=2),
        Part("consumers", (*PYTHON, "workers", "consumers")),
        Part("schedule", (*PYTHON, "workers", "schedule")),
    )
