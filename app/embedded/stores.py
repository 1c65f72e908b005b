"""The three stores together: the embedded ones run, those that the operator named are left alone."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from app.embedded.leftovers import kill_all
from app.embedded.objects import BUCKET, Objects
from app.embedded.places import forget_shared_folder, instance_id, prepare_home
from app.embedded.ports import kept_ports
from app.embedded.postgres import Postgres
from app.embedded.process import MARKER, Child, Launch, stop_all, wait_until
from app.embedded.valkey import Valkey

S3_VARIABLES = ("S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY", "S3_BUCKET", "S3_ARCHIVE_BUCKET")
STORE_VARIABLES = ("DATABASE_URL", "REDIS_URL", *S3_VARIABLES)


class Store(Protocol):
    """What each embedded store can do."""

    name: str
    patience: float

    def prepare(self) -> None: ...
    def launch(self, env: dict[str, str]) -> Launch: ...
    def is_ready(self) -> bool: ...
    def finish(self) -> None: ...
    def environment(self) -> dict[str, str]: ...


class Stores:
    """The embedded stores of one home, and how to reach all of them."""

    def __init__(self, home: Path, env: Mapping[str, str], *, durable: bool = True) -> None:
        self.home = prepare_home(home)
        self._env = env
        self.instance = instance_id(self.home)
        self.embedded = self._chosen(durable)

    def _chosen(self, durable: bool) -> list[Store]:
        ports = kept_ports(self.home / "ports.json")
        chosen: list[Store] = []
        if not self._env.get("DATABASE_URL"):
            chosen.append(Postgres(self.home, self.instance, ports["postgres"], durable=durable))
        if not self._env.get("REDIS_URL"):
            chosen.append(Valkey(self.home, ports["valkey"], durable=durable))
        if not self._env.get("S3_ENDPOINT"):
            bucket = self._env.get("S3_BUCKET") or BUCKET
            archive = self._env.get("S3_ARCHIVE_BUCKET") or f"{bucket}-archive"
            grace = 2.0 if durable else 0.0
            chosen.append(Objects(self.home, ports, buckets=(bucket, archive), grace=grace))
        return chosen

    def child_env(self) -> dict[str, str]:
        """What a store's process gets: the ways of this machine and the marker, no secret of ours."""
        passed = {name: value for name, value in self._env.items() if name not in STORE_VARIABLES}
        return {**passed, MARKER: self.instance, "HOME": str(self.home), "LC_ALL": "C.UTF-8"}

    def environment(self) -> dict[str, str]:
        """DATABASE_URL, REDIS_URL and S3_* for every other process."""
        named = {name: self._env[name] for name in STORE_VARIABLES if self._env.get(name)}
        own = {name: value for store in self.embedded for name, value in store.environment().items()}
        return {**named, **own}


@contextmanager
def running_stores(
    home: Path, *, env: Mapping[str, str] = os.environ, durable: bool = True
) -> Iterator[Stores]:
    """The stores alone, for tests and tools; `durable=False` trades safety for speed and keeps nothing.

    They die with the thread that enters here, so enter from one that lives as long as they are needed.
    """
    stores = Stores(home, env, durable=durable)
    kill_all(stores.instance)
    children: list[Child] = []
    try:
        for store in stores.embedded:
            store.prepare()
            children.append(Child(store.launch(stores.child_env())))
        for store, child in zip(stores.embedded, children, strict=True):
            wait_until(store.is_ready, child, seconds=store.patience)
            store.finish()
        yield stores
    finally:
        stop_all(children)
        if not durable:
            forget_shared_folder(stores.instance)
