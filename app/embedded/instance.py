"""One home, its one supervisor, and what its processes and other shells are told."""

import fcntl
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from app.embedded.places import instance_id, prepare_home, secret, write_private
from app.embedded.process import CannotStart
from app.embedded.programs import SCRIPTS
from app.settings import INSTANCE_FILE, Settings

SHOWN = ("ZOETROPE_HOST", "ZOETROPE_PORT", "ZOETROPE_ENV", "ZOETROPE_PUBLIC_URL", "ZOETROPE_LIMITS")
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopAsked(BaseException):
    """Ctrl-C, SIGTERM or a closed terminal; not an Exception, so that nothing swallows it."""


@dataclass(frozen=True, slots=True)
class Instance:
    """A home with the environment that its operator gave."""

    home: Path
    id: str
    env: dict[str, str]

    @classmethod
    def at_home(cls, env: Mapping[str, str]) -> "Instance":
        home = prepare_home(Path(env.get("ZOETROPE_HOME") or Settings.model_fields["zoetrope_home"].default))
        given = {**env, "ZOETROPE_HOME": str(home)}
        given["ZOETROPE_SECRET_KEY"] = env.get("ZOETROPE_SECRET_KEY") or secret(home, "session")
        return cls(home, instance_id(home), given)

    def settings(self) -> Settings:
        """From the operator's environment alone, not from what a killed run has left."""
        self.withdraw()
        return Settings.from_env(self.env)

    def part_env(self, addresses: Mapping[str, str]) -> dict[str, str]:
        """What every process of the app is given."""
        path = f"{SCRIPTS}{os.pathsep}{self.env.get('PATH', os.defpath)}"
        own = {"PATH": path, "PYTHONUNBUFFERED": "1", "REFLEX_REDIS_URL": addresses["REDIS_URL"]}
        return {**self.env, **addresses, **own}

    def publish(self, addresses: Mapping[str, str]) -> None:
        """Let `zoetrope …` in other shells find this instance while it runs."""
        shown = {name: self.env[name] for name in (*SHOWN, "ZOETROPE_SECRET_KEY") if self.env.get(name)}
        lines = [f"{name}={value}\n" for name, value in {**shown, **addresses}.items()]
        write_private(self.home / INSTANCE_FILE, "".join(lines))

    def withdraw(self) -> None:
        (self.home / INSTANCE_FILE).unlink(missing_ok=True)


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold the home; two supervisors would fight over it."""
    with (home / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise CannotStart(
                f"It already runs in {home} (process {lock.read()}). Stop that one first, "
                "or give this one its own ZOETROPE_HOME and ZOETROPE_PORT."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


@contextmanager
def stop_signals() -> Iterator[None]:
    """Turn the first stop signal into StopAsked; later ones must not interrupt the stopping."""
    before = {number: signal.signal(number, _ask_to_stop) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, action in before.items():
            signal.signal(number, action)


def _ask_to_stop(_number: int, _frame: FrameType | None) -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise StopAsked
