"""Embedded Valkey: sessions, limits, counters, jobs and the event log, kept by an append-only file.

Its client is imported where it is used: at a start the web process loads meanwhile.
"""

from pathlib import Path

from app.embedded.places import private_folder, secret, write_private
from app.embedded.process import Launch
from app.embedded.programs import valkey_server


class Valkey:
    """Prepare, launch and ask one server."""

    name = "valkey"
    patience = 180.0

    def __init__(self, home: Path, port: int, *, durable: bool = True) -> None:
        self._home, self._port, self._durable = home, port, durable
        self._password = secret(home, "valkey")

    @property
    def url(self) -> str:
        return f"redis://:{self._password}@127.0.0.1:{self._port}/0"

    @property
    def _folder(self) -> Path:
        return self._home / "valkey"

    def prepare(self) -> None:
        """The password goes into a private file: command lines can be read by every user."""
        private_folder(self._folder)
        lines = {
            "bind": "127.0.0.1",
            "port": str(self._port),
            "dir": f'"{self._folder}"',
            "requirepass": self._password,
            "appendonly": "yes" if self._durable else "no",
            "appendfsync": "everysec",
            "save": '""',
            "maxmemory-policy": "noeviction",
            "set-proc-title": "no",
        }
        write_private(self._config, "".join(f"{key} {value}\n" for key, value in lines.items()))

    @property
    def _config(self) -> Path:
        return self._home / "secrets" / "valkey.conf"

    def launch(self, env: dict[str, str]) -> Launch:
        command = [valkey_server(), str(self._config)]
        return Launch(self.name, command, self._home / "logs" / "valkey.log", env=env, folder=self._folder)

    def is_ready(self) -> bool:
        """A server that still loads its file refuses the ping."""
        import redis

        try:
            with redis.Redis.from_url(self.url, socket_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def finish(self) -> None:
        """Nothing is to be made once it answers."""

    def environment(self) -> dict[str, str]:
        return {"REDIS_URL": self.url}
